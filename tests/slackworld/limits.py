"""Slack's documented limits, each with the page that states it.

Lengths are characters as Python counts them, counts are items. A figure without a public page
names where it comes from instead.
"""

from __future__ import annotations

from dataclasses import dataclass

_REFERENCE = "https://docs.slack.dev/reference/"
_BLOCKS = _REFERENCE + "block-kit/blocks/"
_ELEMENTS = _REFERENCE + "block-kit/block-elements/"
_OBJECTS = _REFERENCE + "block-kit/composition-objects/"
_VIEWS = _REFERENCE + "views/modal-views/"


@dataclass(frozen=True, slots=True)
class Limit:
    """At least `least` and at most `most` characters, items or units."""

    most: int
    source: str
    least: int = 0


MESSAGE_BLOCKS = Limit(50, _REFERENCE + "block-kit/blocks")
VIEW_BLOCKS = Limit(100, _REFERENCE + "block-kit/blocks")
MESSAGE_TEXT = Limit(40_000, _REFERENCE + "methods/chat.postMessage")
MESSAGE_BLOCKS_TEXT = Limit(10_000, "undocumented (msg_blocks_too_long); the project's own bound")
VIEW_BYTES = Limit(250_000, _REFERENCE + "methods/views.open")

BLOCK_ID = Limit(255, _BLOCKS + "section-block")
SECTION_TEXT = Limit(3000, _BLOCKS + "section-block", least=1)
SECTION_FIELDS = Limit(10, _BLOCKS + "section-block", least=1)
FIELD_TEXT = Limit(2000, _BLOCKS + "section-block", least=1)
HEADER_TEXT = Limit(150, _BLOCKS + "header-block", least=1)
CONTEXT_ELEMENTS = Limit(10, _BLOCKS + "context-block", least=1)
ACTIONS_ELEMENTS = Limit(25, _BLOCKS + "actions-block", least=1)
IMAGE_ALT = Limit(2000, _BLOCKS + "image-block", least=1)
IMAGE_TITLE = Limit(2000, _BLOCKS + "image-block", least=1)
INPUT_LABEL = Limit(2000, _BLOCKS + "input-block", least=1)
INPUT_HINT = Limit(2000, _BLOCKS + "input-block", least=1)
TEXT_OBJECT = Limit(3000, _OBJECTS + "text-object", least=1)

ACTION_ID = Limit(255, _ELEMENTS + "button-element")
BUTTON_TEXT = Limit(75, _ELEMENTS + "button-element", least=1)
BUTTON_VALUE = Limit(2000, _ELEMENTS + "button-element")
BUTTON_URL = Limit(3000, _ELEMENTS + "button-element")
BUTTON_LABEL = Limit(75, _ELEMENTS + "button-element")
PLACEHOLDER = Limit(150, _ELEMENTS + "plain-text-input-element", least=1)
SELECT_OPTIONS = Limit(100, _ELEMENTS + "select-menu-element", least=1)
SUGGESTED_OPTIONS = Limit(100, _ELEMENTS + "select-menu-element")
OPTION_GROUPS = Limit(100, _ELEMENTS + "select-menu-element")
RADIO_OPTIONS = Limit(10, _ELEMENTS + "radio-button-group-element", least=1)
CHECKBOX_OPTIONS = Limit(10, _ELEMENTS + "checkboxes-element", least=1)
OVERFLOW_OPTIONS = Limit(5, _ELEMENTS + "overflow-menu-element", least=1)
INPUT_LENGTH = Limit(3000, _ELEMENTS + "plain-text-input-element")
FILE_COUNT = Limit(10, _ELEMENTS + "file-input-element", least=1)
FILE_BYTES = Limit(10 * 1024 * 1024, _ELEMENTS + "file-input-element")
MIN_QUERY_DEFAULT = 3
"""Characters typed before a typeahead asks the app, unless `min_query_length` says otherwise
(select-menu-element)."""

OPTION_TEXT = Limit(75, _OBJECTS + "option-object", least=1)
OPTION_VALUE = Limit(150, _OBJECTS + "option-object", least=1)
OPTION_DESCRIPTION = Limit(75, _OBJECTS + "option-object", least=1)
OPTION_URL = Limit(3000, _OBJECTS + "option-object")
GROUP_LABEL = Limit(75, _OBJECTS + "option-group-object", least=1)
CONFIRM_TITLE = Limit(100, _OBJECTS + "confirmation-dialog-object", least=1)
CONFIRM_TEXT = Limit(300, _OBJECTS + "confirmation-dialog-object", least=1)
CONFIRM_BUTTON = Limit(30, _OBJECTS + "confirmation-dialog-object", least=1)

VIEW_TITLE = Limit(24, _VIEWS, least=1)
VIEW_BUTTON = Limit(24, _VIEWS, least=1)
PRIVATE_METADATA = Limit(3000, _VIEWS)
CALLBACK_ID = Limit(255, _VIEWS)
EXTERNAL_ID = Limit(255, _VIEWS)
VIEW_STACK = Limit(3, "https://docs.slack.dev/surfaces/modals/")

ACK_SECONDS = 3.0
"""https://docs.slack.dev/interactivity/handling-user-interaction/ (and the Events API)."""
TRIGGER_SECONDS = 3.0
"""https://docs.slack.dev/interactivity/handling-user-interaction/"""
RESPONSE_URL_SECONDS = 30 * 60.0
"""https://docs.slack.dev/interactivity/handling-user-interaction/"""
RESPONSE_URL_USES = 5
"""https://docs.slack.dev/interactivity/handling-user-interaction/"""
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before the 1st, 2nd and 3rd retry: https://docs.slack.dev/apis/events-api/"""
