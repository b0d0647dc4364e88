"""/drug-admin roster and stewards: letting many in at once, and naming who looks after it."""

from __future__ import annotations

from ratingsbot.chat.boundary import Invocation, Outcome
from ratingsbot.chat.commands import Audience, CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Command, Completed, Feature, Form, Turn
from ratingsbot.chat.views import verifying as views
from ratingsbot.chat.views.common import say
from ratingsbot.dialogs.model import Choice, Dialog
from ratingsbot.dialogs.verifying import roster_dialog
from ratingsbot.engine import roster, workspaces
from ratingsbot.engine.drafts import Draft
from ratingsbot.errors import Invalid


async def _roster(turn: Turn, call: Invocation) -> Outcome:
    upload = call.files.get("file")
    if upload is None and not turn.limits.files:
        raise Invalid("Please add the CSV file to the command.")
    if upload is None:
        return await turn.open("roster")
    return views.imported(await roster.import_roster(turn.services, turn.caller, upload.content))


def _roster_form(_: Turn, __: Draft) -> Dialog:
    return roster_dialog(roster.MAX_BYTES)


async def _roster_sent(turn: Turn, done: Completed) -> Outcome:
    upload = done.files["file"]
    return views.imported(await roster.import_roster(turn.services, turn.caller, upload.content))


async def _stewards(turn: Turn, call: Invocation) -> Outcome:
    do = call.options.get("do", "list")
    member = call.options.get("member", "")
    if do == "list":
        names = await workspaces.stewards(turn.services, turn.caller)
        if not names:
            return say(
                "No stewards yet. Ask a physician to send /drug verify, then: "
                "/drug-admin stewards appoint and the person."
            )
        return say("Stewards: " + ", ".join(names))
    if not member:
        return say(f"Whom? Name the person: /drug-admin stewards {do} and a mention.")
    if do == "appoint":
        await workspaces.appoint_steward(turn.services, turn.caller, member)
        return say("Appointed, verified, and told by a message.")
    await workspaces.dismiss_steward(turn.services, turn.caller, member)
    return say("No longer a steward. The verification stays.")


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug-admin",
                "roster",
                "Import a list of physicians",
                (OptionSpec("file", OptionKind.FILE, "CSV file", required=True),),
                audience=Audience.OFFICER,
                opens_form=True,
            ),
            _roster,
        ),
        Command(
            CommandSpec(
                "drug-admin",
                "stewards",
                "Who verifies colleagues here",
                (
                    OptionSpec(
                        "do",
                        OptionKind.CHOICE,
                        "List, appoint or dismiss",
                        choices=(
                            Choice("list", "List"),
                            Choice("appoint", "Appoint"),
                            Choice("dismiss", "Dismiss"),
                        ),
                    ),
                    OptionSpec("member", OptionKind.MEMBER, "Whom"),
                ),
                audience=Audience.OFFICER,
            ),
            _stewards,
        ),
    ),
    forms={"roster": Form(1, _roster_form, _roster_sent, Audience.OFFICER)},
)
