"""Custom ids: stateless and versioned, so that what was sent before a restart still works.

`rb1:p:<action>` is a press that is answered with a message, `rb1:f:<action>` one that may open a
form, `rb1:m:<token>:<page>` a page of a dialog. Inside a modal the custom ids are the field ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REOPEN = "reopen:"
"""Action of the buttons "Open", "Continue" and "Fix"; the dialog's token follows."""

PRESS_PATTERN = re.compile(r"rb1:(?P<kind>[pf]):(?P<action>.+)", re.DOTALL)
_FORM_PATTERN = re.compile(r"rb1:m:(?P<token>.+):(?P<page>\d{1,3})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FormId:
    """Which page of which dialog a modal is."""

    token: str
    page: int


def press_id(action: str, *, opens_form: bool) -> str:
    """The custom id of a button."""
    return f"rb1:{'f' if opens_form else 'p'}:{action}"


def form_id(token: str, page: int) -> str:
    """The custom id of a modal."""
    return f"rb1:m:{token}:{page}"


def parse_form_id(custom_id: str) -> FormId | None:
    """The reverse of `form_id`; None for a modal that isn't ours."""
    match = _FORM_PATTERN.fullmatch(custom_id)
    return None if match is None else FormId(match["token"], int(match["page"]))
