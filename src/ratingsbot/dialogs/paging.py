"""paginate() and advance(): how a dialog walks from page to page. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from ratingsbot.dialogs.model import (
    CANT_JUDGE,
    Answers,
    Dialog,
    Field,
    File,
    FormLimits,
    Page,
    Pick,
    Scale,
    Suggest,
    Text,
    scale_choices,
)


def paginate(dialog: Dialog, answers: Answers, limits: FormLimits) -> tuple[Page, ...]:
    """The dialog's pages, given what was answered so far.

    A page never mixes two steps, and a step too long for the platform becomes several pages.
    """
    chunks: list[tuple[Field, ...]] = []
    for step in dialog.steps:
        if step.when is not None and not step.when(answers):
            continue
        fields = tuple(f for f in step.fields if limits.files or not isinstance(f, File))
        size = limits.fields_per_page
        chunks += [fields[at : at + size] for at in range(0, len(fields), size)]
    last = len(chunks) - 1
    return tuple(Page(index, fields, index == last) for index, fields in enumerate(chunks))


@dataclass(frozen=True, slots=True)
class Next:
    """The page was fine and another follows."""

    page: Page
    answers: Answers


@dataclass(frozen=True, slots=True)
class Complete:
    """All pages are answered."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Rejected:
    """Some answers can't be taken: `errors` by field id, in words; `answers` keeps the rest."""

    errors: Mapping[str, str]
    answers: Answers


Advance: TypeAlias = Next | Complete | Rejected


def advance(
    dialog: Dialog,
    answers: Answers,
    page_index: int,
    submitted: Answers,
    limits: FormLimits,
    *,
    files: frozenset[str] = frozenset(),
) -> Advance:
    """Take one submitted page.

    Args:
        answers: What earlier pages gave (and a prefill).
        submitted: This page's answers; a field left out of it was left empty.
        files: Ids of the file fields that came with a file.
    """
    pages = paginate(dialog, answers, limits)
    if not 0 <= page_index < len(pages):
        return Rejected(
            {"": "This form has changed since you opened it. Please open it again."}, answers
        )
    page = pages[page_index]
    merged = _merge(answers, page.fields, submitted)
    errors = {
        field.id: text
        for field in page.fields
        if (text := _complaint(field, merged.get(field.id, ""), has_file=field.id in files))
    }
    if errors:
        kept = {key: value for key, value in merged.items() if key not in errors}
        return Rejected(errors, kept)
    following = paginate(dialog, merged, limits)
    if page_index + 1 < len(following):
        return Next(following[page_index + 1], merged)
    return Complete(merged)


def _merge(answers: Answers, fields: tuple[Field, ...], submitted: Answers) -> dict[str, str]:
    asked = {field.id for field in fields}
    kept = {key: value for key, value in answers.items() if key not in asked}
    given = {key: value.strip() for key, value in submitted.items() if key in asked}
    return kept | {key: value for key, value in given.items() if value}


def _complaint(field: Field, value: str, *, has_file: bool) -> str:
    """Why the value can't be taken, or "" when it can."""
    if isinstance(field, File):
        return "Please add the file." if field.required and not has_file else ""
    if not value:
        return "Please answer this one." if field.required else ""
    match field:
        case Scale():
            allowed = {choice.value for choice in scale_choices(field)} | {CANT_JUDGE.value}
            return "" if value in allowed else "A rating is a whole number from 1 to 5."
        case Pick():
            allowed = {choice.value for choice in field.options}
            return "" if value in allowed else "Please choose one of the options."
        case Text():
            if len(value) > field.max_length:
                return (
                    f"That is {len(value):,} characters; at most {field.max_length:,} fit. "
                    "Please shorten it and send it again."
                )
            return ""
        case Suggest():
            return ""  # what a list holds is the engine's to say
        case _:
            assert_never(field)
