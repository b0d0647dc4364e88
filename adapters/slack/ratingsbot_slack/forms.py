"""A page of a dialog as a Slack modal. Pure and synchronous."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from ratingsbot.chat.boundary import OpenForm
from ratingsbot.dialogs.model import Choice, Field, File, Pick, Scale, Suggest, Text, scale_choices
from ratingsbot_slack import ids
from ratingsbot_slack.limits import LIMITS, checked_view, few, fit, shortened
from ratingsbot_slack.payload import Json
from ratingsbot_slack.render import plain


def form_view(form: OpenForm) -> Json:
    """The page with its prefill; errors stand above their fields. Raises TooLarge."""
    submit = form.dialog.submit if form.page.is_last else "Next"
    return checked_view(
        {
            "type": "modal",
            "callback_id": ids.FORM_VIEW,
            "private_metadata": fit(
                ids.metadata(form.token, form.page.index), LIMITS.metadata, "metadata"
            ),
            "title": plain(shortened(form.dialog.title), LIMITS.title, "title"),
            "submit": plain(shortened(submit), LIMITS.title, "submit"),
            "close": plain("Cancel", LIMITS.title, "close"),
            "blocks": list(_blocks(form)),
        }
    )


def option(choice: Choice) -> Json:
    """An option of a select or of radio buttons. Raises TooLarge."""
    return {
        "text": plain(choice.label, LIMITS.option_text, "option"),
        "value": fit(choice.value, LIMITS.option_value, "option's value"),
    }


def suggestions(choices: Sequence[Choice]) -> list[Json]:
    """The answer to a typeahead, which may be empty. Raises TooLarge."""
    return (
        [option(one) for one in few(choices, LIMITS.select_options, "options")] if choices else []
    )


def errors_by_block(form: OpenForm) -> Mapping[str, str]:
    """Errors by block id, as a `view_submission` is answered with. What is for the whole form, or
    for a field of another page, goes to the page's first field."""
    first = form.page.fields[0].id
    here = {field.id for field in form.page.fields}
    found: dict[str, str] = {}
    for key, text in form.errors.items():
        block = key if key in here else first
        found[block] = f"{found[block]} {text}" if block in found else text
    return found


def _blocks(form: OpenForm) -> Iterator[Json]:
    if form.dialog.intro and form.page.index == 0:
        yield {"type": "section", "text": plain(form.dialog.intro, LIMITS.section, "intro")}
    errors = errors_by_block(form)
    for field in form.page.fields:
        if field.id in errors:
            yield {
                "type": "section",
                "block_id": fit(f"error:{field.id}", LIMITS.block_id, "block id"),
                "text": plain(errors[field.id], LIMITS.section, "error"),
            }
        yield _input(field, form.answers.get(field.id, ""))


def _input(field: Field, value: str) -> Json:
    block: Json = {
        "type": "input",
        "block_id": fit(field.id, LIMITS.block_id, "field's id"),
        "label": plain(field.label, LIMITS.label, "label"),
        "element": _element(field, value),
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = plain(field.hint, LIMITS.hint, "hint")
    return block


def _element(field: Field, value: str) -> Json:
    match field:
        case Scale():
            return _choices(scale_choices(field), value)
        case Pick():
            return _choices(field.options, value)
        case Suggest():
            return _typeahead(field, value)
        case Text():
            return _text_input(field, value)
        case File():
            return {
                "type": "file_input",
                "action_id": ids.file(field.max_bytes),
                "filetypes": [suffix.lstrip(".").lower() for suffix in field.suffixes],
                "max_files": 1,
            }
        case _:
            assert_never(field)


def _choices(choices: Sequence[Choice], value: str) -> Json:
    """Radio buttons while they are few, a menu beyond."""
    few(choices, LIMITS.select_options, "options")
    is_short = len(choices) <= LIMITS.radio_options
    element: Json = {
        "type": "radio_buttons" if is_short else "static_select",
        "action_id": ids.FIELD,
        "options": [option(choice) for choice in choices],
    }
    chosen = [choice for choice in choices if choice.value == value]
    return element | {"initial_option": option(chosen[0])} if chosen else element


def _typeahead(field: Suggest, value: str) -> Json:
    element: Json = {
        "type": "external_select",
        "action_id": fit(ids.suggest(field.source, field.context), LIMITS.action_id, "context"),
        "min_query_length": 0,
    }
    if not value:
        return element
    known = [choice for choice in field.offered if choice.value == value]
    return element | {"initial_option": option(known[0] if known else Choice(value, value))}


def _text_input(field: Text, value: str) -> Json:
    """Never shorter than what was typed, so that an answer too long comes back whole."""
    most = min(max(field.max_length, len(value)), LIMITS.input_length)
    element: Json = {
        "type": "plain_text_input",
        "action_id": ids.FIELD,
        "multiline": field.multiline,
        "max_length": most,
    }
    if field.placeholder:
        element["placeholder"] = plain(field.placeholder, LIMITS.placeholder, "placeholder")
    return element | {"initial_value": fit(value, most, "answer")} if value else element
