"""Block elements: where each may stand, what keys it has, and what its values may be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from slackworld import limits
from slackworld.limits import Limit
from slackworld.spot import Spot

SELECTS = frozenset(
    {
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
    }
)
MULTI_SELECTS = frozenset({"multi_static_select", "multi_external_select", "multi_users_select"})
_PICKERS = frozenset({"datepicker", "timepicker", "radio_buttons", "checkboxes"})

SECTION = SELECTS | MULTI_SELECTS | _PICKERS | {"button", "overflow", "image"}
ACTIONS = SELECTS | _PICKERS | {"button", "overflow"}
INPUT = SELECTS | MULTI_SELECTS | _PICKERS | {"plain_text_input", "number_input", "file_input"}
CONTEXT = frozenset({"image", "plain_text", "mrkdwn"})

_SELECT_KEYS = frozenset({"action_id", "confirm", "focus_on_load", "placeholder"})
_MULTI_KEYS = _SELECT_KEYS | {"max_selected_items"}

_KEYS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "button": frozenset(
            {"action_id", "url", "value", "style", "confirm", "accessibility_label"}
        ),
        "static_select": _SELECT_KEYS | {"options", "option_groups", "initial_option"},
        "external_select": _SELECT_KEYS | {"initial_option", "min_query_length"},
        "users_select": _SELECT_KEYS | {"initial_user"},
        "conversations_select": _SELECT_KEYS
        | {
            "initial_conversation",
            "default_to_current_conversation",
            "response_url_enabled",
            "filter",
        },
        "channels_select": _SELECT_KEYS | {"initial_channel", "response_url_enabled"},
        "multi_static_select": _MULTI_KEYS | {"options", "option_groups", "initial_options"},
        "multi_external_select": _MULTI_KEYS | {"initial_options", "min_query_length"},
        "multi_users_select": _MULTI_KEYS | {"initial_users"},
        "overflow": frozenset({"action_id", "options", "confirm"}),
        "radio_buttons": frozenset(
            {"action_id", "options", "initial_option", "confirm", "focus_on_load"}
        ),
        "checkboxes": frozenset(
            {"action_id", "options", "initial_options", "confirm", "focus_on_load"}
        ),
        "plain_text_input": frozenset(
            {
                "action_id",
                "initial_value",
                "multiline",
                "min_length",
                "max_length",
                "dispatch_action_config",
                "focus_on_load",
                "placeholder",
            }
        ),
        "number_input": frozenset(
            {
                "action_id",
                "is_decimal_allowed",
                "initial_value",
                "min_value",
                "max_value",
                "dispatch_action_config",
                "focus_on_load",
                "placeholder",
            }
        ),
        "datepicker": _SELECT_KEYS | {"initial_date"},
        "timepicker": _SELECT_KEYS | {"initial_time", "timezone"},
        "file_input": frozenset({"action_id", "filetypes", "max_files"}),
    }
)
_REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "button": ("text",),
        "overflow": ("options",),
        "radio_buttons": ("options",),
        "checkboxes": ("options",),
        "number_input": ("is_decimal_allowed",),
    }
)
_OPTION_COUNTS: Mapping[str, Limit] = MappingProxyType(
    {
        "static_select": limits.SELECT_OPTIONS,
        "multi_static_select": limits.SELECT_OPTIONS,
        "overflow": limits.OVERFLOW_OPTIONS,
        "radio_buttons": limits.RADIO_OPTIONS,
        "checkboxes": limits.CHECKBOX_OPTIONS,
    }
)


def check_element(spot: Spot) -> None:
    """An interactive or input element."""
    kind = spot.kind
    if kind not in _KEYS:
        spot.fail(f"unsupported element type: {kind!r}")
        return
    spot.keys(("type", *_REQUIRED.get(kind, ())), _KEYS[kind])
    spot.optional("action_id", lambda s: s.string(limits.ACTION_ID))
    spot.optional("confirm", _check_confirm)
    spot.optional("focus_on_load", Spot.boolean)
    spot.optional("placeholder", lambda s: s.plain_text(limits.PLACEHOLDER))
    if kind in _OPTION_COUNTS:
        if kind.endswith("static_select") and not {"options", "option_groups"} & (
            spot.as_dict().keys()
        ):
            spot.fail("must have options or option_groups")
        check_options(spot, _OPTION_COUNTS[kind], rich=kind in {"radio_buttons", "checkboxes"})
        _check_initial(spot)
    elif kind.endswith("external_select"):
        spot.optional("min_query_length", lambda s: s.integer(Limit(1000, "", least=0)))
        spot.optional("initial_option", lambda s: _check_option(s, rich=False))
    elif kind == "button":
        _check_button(spot)
    elif kind == "plain_text_input":
        _check_text_input(spot)
    elif kind == "file_input":
        spot.optional("max_files", lambda s: s.integer(limits.FILE_COUNT))
        spot.optional("filetypes", lambda s: _check_strings(s))


def check_options(spot: Spot, limit: Limit, *, rich: bool = False) -> None:
    """The `options` and `option_groups` under this place. `rich`: mrkdwn labels are allowed."""

    def check_list(options: Spot) -> None:
        parts = options.items(limit)
        for part in parts:
            _check_option(part, rich=rich)
        values = [part.as_dict().get("value") for part in parts]
        if len(set(map(str, values))) < len(values):
            options.fail("option values must be unique")

    spot.optional("options", check_list)
    if "option_groups" in spot.as_dict():
        for group in spot.at("option_groups").items(limits.OPTION_GROUPS):
            group.keys(("label", "options"), ())
            group.optional("label", lambda s: s.plain_text(limits.GROUP_LABEL))
            group.optional("options", check_list)


def _check_option(spot: Spot, *, rich: bool) -> None:
    spot.keys(("text", "value"), ("description", "url"))
    check = Spot.text if rich else Spot.plain_text
    spot.optional("text", lambda s: check(s, limits.OPTION_TEXT))
    spot.optional("value", lambda s: s.string(limits.OPTION_VALUE))
    spot.optional("description", lambda s: check(s, limits.OPTION_DESCRIPTION))
    spot.optional("url", lambda s: s.string(limits.OPTION_URL))


def _check_initial(spot: Spot) -> None:
    """An initial option must equal one of the options, entirely."""
    element = spot.as_dict()
    options = list(element.get("options") or ())
    for group in element.get("option_groups") or ():
        options += group.get("options", ()) if isinstance(group, dict) else ()
    if "initial_option" in element and element["initial_option"] not in options:
        spot.at("initial_option").fail("initial_option was not found in the options")
    for initial in element.get("initial_options") or ():
        if initial not in options:
            spot.at("initial_options").fail("initial_options were not found in the options")


def _check_button(spot: Spot) -> None:
    spot.keys(("type", "text"), _KEYS["button"])
    spot.optional("text", lambda s: s.plain_text(limits.BUTTON_TEXT))
    spot.optional("value", lambda s: s.string(limits.BUTTON_VALUE))
    spot.optional("url", lambda s: s.string(limits.BUTTON_URL))
    spot.optional("accessibility_label", lambda s: s.string(limits.BUTTON_LABEL))
    if spot.as_dict().get("style", "primary") not in {"primary", "danger"}:
        spot.at("style").fail("must be primary or danger")


def _check_text_input(spot: Spot) -> None:
    element = spot.as_dict()
    spot.optional("multiline", Spot.boolean)
    spot.optional("min_length", lambda s: s.integer(limits.INPUT_LENGTH))
    spot.optional("max_length", lambda s: s.integer(Limit(limits.INPUT_LENGTH.most, "", least=1)))
    most = element.get("max_length", limits.INPUT_LENGTH.most)
    if isinstance(most, int):
        spot.optional("initial_value", lambda s: s.string(Limit(most, "")))
    if element.get("min_length", 0) > element.get("max_length", limits.INPUT_LENGTH.most):
        spot.fail("min_length must not exceed max_length")


def _check_confirm(spot: Spot) -> None:
    spot.keys(("title", "text", "confirm", "deny"), ("style",))
    spot.optional("title", lambda s: s.plain_text(limits.CONFIRM_TITLE))
    spot.optional("text", lambda s: s.text(limits.CONFIRM_TEXT))
    spot.optional("confirm", lambda s: s.plain_text(limits.CONFIRM_BUTTON))
    spot.optional("deny", lambda s: s.plain_text(limits.CONFIRM_BUTTON))


def _check_strings(spot: Spot) -> None:
    for item in spot.items(Limit(1000, "", least=1)):
        item.string(Limit(255, ""))
