"""Identifiers that Slack hands back to us, versioned so that old messages stay recognisable.

    rb1:press:<n>                    a button; its value is the action
    rb1:form:<n>                     a button that may open a form
    rb1:field                        an input without parameters
    rb1:suggest:<source>:<context>   a typeahead
    rb1:file:<max bytes>             a file input
    rb1:view:<kind>                  a view's callback id

A form's `private_metadata` is "<token> <page>", nothing else.
"""

from __future__ import annotations

VERSION = "rb1"
FIELD = f"{VERSION}:field"
FORM_VIEW = f"{VERSION}:view:form"
REPLY_VIEW = f"{VERSION}:view:reply"
LOADING_VIEW = f"{VERSION}:view:loading"
START_SHORTCUT = "rb_start"

REOPEN = "reopen:"
"""The action of an Open button is this and a dialog's token; the adapter answers it itself."""


def button(index: int, *, opens_form: bool) -> str:
    """A button's action id; `index` makes it unique within its message."""
    return f"{VERSION}:{'form' if opens_form else 'press'}:{index}"


def is_button(action_id: str) -> bool:
    """Is this a button of this version?"""
    return action_id.startswith((f"{VERSION}:form:", f"{VERSION}:press:"))


def opens_form(action_id: str) -> bool:
    """May this button open a form?"""
    return action_id.startswith(f"{VERSION}:form:")


def suggest(source: str, context: str) -> str:
    """A typeahead's action id. `source` holds no colon."""
    return f"{VERSION}:suggest:{source}:{context}"


def read_suggest(action_id: str) -> tuple[str, str] | None:
    """(source, context), or None when it isn't a typeahead of this version."""
    parts = action_id.split(":", 3)
    if len(parts) != 4 or parts[:2] != [VERSION, "suggest"]:
        return None
    return parts[2], parts[3]


def file(max_bytes: int) -> str:
    """A file input's action id."""
    return f"{VERSION}:file:{max_bytes}"


def read_file(action_id: str) -> int:
    """The most bytes that a file input takes; 0 when the id isn't one of ours."""
    parts = action_id.split(":")
    if len(parts) == 3 and parts[:2] == [VERSION, "file"] and parts[2].isdecimal():
        return int(parts[2])
    return 0


def metadata(token: str, page: int) -> str:
    """A form's private metadata."""
    return f"{token} {page}"


def read_metadata(text: str) -> tuple[str, int]:
    """(token, page). Anything else reads as ("", 0), which no dialog has."""
    token, _, page = text.partition(" ")
    return (token, int(page)) if page.isdecimal() else ("", 0)
