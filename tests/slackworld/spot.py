"""One place in a payload: its value, its JSON pointer, and the checks that any place may need."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from slackworld.limits import Limit
from slackworld.model import Json


@dataclass(frozen=True, slots=True)
class Spot:
    """`problems` is shared by all places of one payload."""

    value: object
    path: str
    problems: list[str]

    @property
    def kind(self) -> str:
        """The value's `type`, "" without one."""
        return str(self.as_dict().get("type", ""))

    def as_dict(self) -> Json:
        """The value, or an empty object when it isn't one."""
        return self.value if isinstance(self.value, dict) else {}

    def fail(self, what: str) -> None:
        """Note a problem here."""
        self.problems.append(f"[ERROR] {what} [json-pointer:{self.path}]")

    def at(self, key: str) -> Spot:
        """The place under `key` (its value may be None)."""
        return Spot(self.as_dict().get(key), f"{self.path}/{key}", self.problems)

    def optional(self, key: str, check: Callable[[Spot], None]) -> None:
        """Check the place under `key` if it is there."""
        if key in self.as_dict():
            check(self.at(key))

    def keys(self, required: Collection[str], optional: Collection[str]) -> None:
        """An object with all of `required` and nothing besides `optional`."""
        if not isinstance(self.value, dict):
            self.fail("must be an object")
            return
        for key in required:
            if key not in self.value:
                self.fail(f"missing required field: {key}")
        for key in self.value:
            if key not in required and key not in optional:
                self.fail(f"unknown field: {key}")

    def items(self, limit: Limit) -> list[Spot]:
        """The members of a list with a length within the limit."""
        if not isinstance(self.value, list):
            self.fail("must be a list")
            return []
        if len(self.value) > limit.most:
            self.fail(f"no more than {limit.most} items allowed [{len(self.value)} given]")
        if len(self.value) < limit.least:
            self.fail(f"at least {limit.least} items required")
        return [
            Spot(item, f"{self.path}/{index}", self.problems)
            for index, item in enumerate(self.value)
        ]

    def string(self, limit: Limit) -> None:
        """A string with a length within the limit."""
        if not isinstance(self.value, str):
            self.fail("must be a string")
        elif len(self.value) > limit.most:
            self.fail(f"must be less than {limit.most + 1} characters")
        elif len(self.value) < limit.least:
            self.fail(f"must be more than {limit.least - 1} characters")

    def boolean(self) -> None:
        """True or false."""
        if not isinstance(self.value, bool):
            self.fail("must be a boolean")

    def integer(self, limit: Limit) -> None:
        """A whole number within the limit."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fail("must be an integer")
        elif not limit.least <= self.value <= limit.most:
            self.fail(f"must be between {limit.least} and {limit.most}")

    def text(self, limit: Limit) -> None:
        """A text object of either type."""
        match self.kind:
            case "plain_text":
                self.keys(("type", "text"), ("emoji",))
                self.optional("emoji", Spot.boolean)
            case "mrkdwn":
                self.keys(("type", "text"), ("verbatim",))
                self.optional("verbatim", Spot.boolean)
            case unknown:
                self.fail(f"unsupported text type: {unknown!r}")
                return
        self.at("text").string(limit)

    def plain_text(self, limit: Limit) -> None:
        """A `plain_text` object."""
        if self.kind != "plain_text":
            self.fail("must be plain_text")
            return
        self.text(limit)
