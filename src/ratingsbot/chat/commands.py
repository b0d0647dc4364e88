"""What commands there are, declared once for every platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ratingsbot.dialogs.model import Choice


class OptionKind(StrEnum):
    """What an option takes."""

    DRUG = "drug"
    """A drug's name; typeahead source "drug"."""
    INDICATION = "indication"
    """A coded indication; typeahead source "indication" with the drug as context."""
    SCOPE = "scope"
    """A class of drugs or a condition; typeahead source "scope"."""
    TEXT = "text"
    CHOICE = "choice"
    MEMBER = "member"
    """A person of the workspace; the value is the platform's user id."""
    FILE = "file"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option of a command."""

    name: str
    kind: OptionKind
    description: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None


class Audience(StrEnum):
    """Who may use a command. Our own record decides, on every action."""

    ANYONE = "anyone"
    PHYSICIAN = "physician"
    OFFICER = "officer"
    """A steward or an admin: looks after verification, never sees an author."""
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command. `group` is "drug" or "drug-admin". Every answer is private.

    `opens_form`: it may answer with a form, so on Discord it isn't deferred, and on Slack a
    loading view opens at once.
    """

    group: str
    name: str
    summary: str
    options: tuple[OptionSpec, ...] = ()
    audience: Audience = Audience.PHYSICIAN
    opens_form: bool = False

    @property
    def full_name(self) -> str:
        """ "drug rate"."""
        return f"{self.group} {self.name}"

    def parse(self, text: str) -> Mapping[str, str]:
        """Options out of free text: all of it goes into the first option that is neither a file
        nor anything else that can't be typed; a CHOICE takes the first word, the rest goes on.
        """
        rest = text.strip()
        found: dict[str, str] = {}
        for option in self.options:
            if not rest:
                break
            if option.kind is OptionKind.FILE:
                continue
            if option.kind in {OptionKind.CHOICE, OptionKind.MEMBER}:
                word, _, after = rest.partition(" ")
                if option.kind is OptionKind.CHOICE:
                    values = {choice.value for choice in option.choices}
                    if word.casefold() not in values:
                        continue
                    word = word.casefold()
                found[option.name], rest = word, after.strip()
                continue
            found[option.name] = rest
            break
        return found
