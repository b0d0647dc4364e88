"""What a form holds: block and action ids, first values, and what a person may fill in."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from slackworld import limits
from slackworld.model import Blocks, FormValues, Impossible, Json

Answer: TypeAlias = str | Json | Sequence[str | Json] | None
"""Text, an option by label or value, a user or channel id, file objects; None empties."""

_VALUE_KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "plain_text_input": ("value", "initial_value"),
        "number_input": ("value", "initial_value"),
        "datepicker": ("selected_date", "initial_date"),
        "timepicker": ("selected_time", "initial_time"),
        "users_select": ("selected_user", "initial_user"),
        "conversations_select": ("selected_conversation", "initial_conversation"),
        "channels_select": ("selected_channel", "initial_channel"),
        "multi_users_select": ("selected_users", "initial_users"),
        "static_select": ("selected_option", "initial_option"),
        "external_select": ("selected_option", "initial_option"),
        "radio_buttons": ("selected_option", "initial_option"),
        "checkboxes": ("selected_options", "initial_options"),
        "multi_static_select": ("selected_options", "initial_options"),
        "multi_external_select": ("selected_options", "initial_options"),
        "file_input": ("files", ""),
    }
)
_LISTS = frozenset({"selected_options", "selected_users", "files"})


def elements_of(block: Json) -> Iterator[Json]:
    """The block's interactive or input elements."""
    candidates = [block.get("element"), block.get("accessory")]
    if block.get("type") == "actions":
        candidates += block["elements"]
    yield from (one for one in candidates if one and one["type"] != "image")


def with_ids(blocks: Iterable[Json]) -> Blocks:
    """A copy in which every block and element has an id, as Slack fills them in."""
    numbers = itertools.count(1)
    filled = copy.deepcopy(list(blocks))
    for block in filled:
        block.setdefault("block_id", f"auto-{next(numbers)}")
        for element in elements_of(block):
            element.setdefault("action_id", f"auto-{next(numbers)}")
    return tuple(filled)


def value_of(entry: Json) -> object:
    """What an entry of `state.values` holds; None or empty when nothing."""
    return entry.get(_VALUE_KEYS[entry["type"]][0])


def fresh_values(blocks: Blocks, kept: FormValues) -> FormValues:
    """A new view's values: what the person had filled in where the same input is still there
    (same block, action and type), the initial value elsewhere."""
    values: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in elements_of(block):
            kind = element["type"]
            if kind not in _VALUE_KEYS:
                continue
            action = element["action_id"]
            entry = kept.get(block["block_id"], {}).get(action)
            if entry is None or entry["type"] != kind:
                key, initial = _VALUE_KEYS[kind]
                entry = {"type": kind, key: element.get(initial, [] if key in _LISTS else None)}
            values.setdefault(block["block_id"], {})[action] = entry
    return values


def entry_for(element: Json, answer: Answer, *, force: bool = False) -> Json:
    """The entry of `state.values` once a person gave this answer.

    Raises Impossible where the Slack client would not let them; `force` skips those checks.
    """
    kind = element["type"]
    if kind not in _VALUE_KEYS:
        raise Impossible(f"a {kind} takes no answer")
    key, _ = _VALUE_KEYS[kind]
    if answer is None or answer == "":
        return {"type": kind, key: [] if key in _LISTS else None}
    if key in _LISTS:
        many = [answer] if isinstance(answer, str | dict) else list(answer)
        if kind == "file_input" and not force:
            _check_files(element, many)
        found = [_one(element, kind, one, force=force) for one in many]
        return {"type": kind, key: found}
    if not isinstance(answer, str | dict):
        raise Impossible(f"a {kind} takes one answer")
    return {"type": kind, key: _one(element, kind, answer, force=force)}


def _one(element: Json, kind: str, answer: str | Json, *, force: bool) -> str | Json:
    if kind in {"plain_text_input", "number_input"}:
        text = str(answer)
        if not force:
            _check_text(element, text)
        return text
    if "options" in element or "option_groups" in element:
        return answer if isinstance(answer, dict) else _option(element, answer, force=force)
    return answer


def _check_text(element: Json, text: str) -> None:
    most = element.get("max_length", limits.INPUT_LENGTH.most)
    if len(text) > most:
        raise Impossible(f"the field takes {most} characters, not {len(text)}")
    if len(text) < element.get("min_length", 0):
        raise Impossible("too few characters")
    if not element.get("multiline") and "\n" in text:
        raise Impossible("the field has one line")


def _check_files(element: Json, files: Sequence[str | Json]) -> None:
    if len(files) > element.get("max_files", limits.FILE_COUNT.most):
        raise Impossible("too many files")
    for file in files:
        if not isinstance(file, dict):
            raise Impossible("upload the file first and hand in what upload() returned")
        allowed = element.get("filetypes")
        if allowed and file["name"].rpartition(".")[2].lower() not in allowed:
            raise Impossible(f"{file['name']} is not one of {allowed}")
        if file["size"] > limits.FILE_BYTES.most:
            raise Impossible(f"{file['name']} is too large")


def _option(element: Json, wanted: str, *, force: bool) -> Json:
    options = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        options += group["options"]
    if force and wanted not in {one["value"] for one in options}:
        return {"text": {"type": "plain_text", "text": wanted}, "value": wanted}
    return pick(options, wanted)


def pick(options: Sequence[Json], wanted: str) -> Json:
    """The option with this label or value, else the only one whose label contains it."""
    for option in options:
        if wanted in (option["text"]["text"], option["value"]):
            return option
    near = [one for one in options if wanted.casefold() in one["text"]["text"].casefold()]
    if len(near) != 1:
        labels = [one["text"]["text"] for one in options]
        raise Impossible(f"{wanted!r} is not one of {labels}")
    return near[0]
