"""The dialogs of verification and of the roster."""

from __future__ import annotations

from ratingsbot.dialogs.model import Answers, Dialog, File, Step, Text
from ratingsbot.domain.physicians import Profile


def verify_dialog() -> Dialog:
    """Five short texts: what a steward needs to recognise a colleague."""
    return Dialog(
        "verify",
        1,
        "Verify as a physician",
        (
            Step(
                "profile",
                (
                    Text("name", "Name as in the register", 100, required=True),
                    Text(
                        "country",
                        "Country of the licence",
                        2,
                        hint="Two letters, such as US, GB or AT",
                        required=True,
                    ),
                    Text(
                        "register",
                        "Register",
                        100,
                        hint="Who keeps it, such as NPI, GMC or ÖÄK",
                        required=True,
                    ),
                    Text("number", "Licence or register number", 100, required=True),
                    Text("specialty", "Specialty", 100, required=True),
                ),
            ),
        ),
        submit="Send to stewards",
        intro="Stewards see this while they decide. Afterwards it is kept encrypted.",
    )


def read_profile(answers: Answers) -> Profile:
    """What the dialog gave, unchecked."""
    return Profile(
        name=answers.get("name", ""),
        country=answers.get("country", ""),
        register=answers.get("register", ""),
        number=answers.get("number", ""),
        specialty=answers.get("specialty", ""),
    )


def roster_dialog(max_bytes: int) -> Dialog:
    """One CSV file, where a platform's form can take it."""
    file = File(
        "file",
        "Roster (CSV)",
        (".csv",),
        max_bytes,
        hint="Columns: user, name, country, register, number, specialty, expiry",
    )
    return Dialog("roster", 1, "Import a roster", (Step("file", (file,)),), submit="Import")
