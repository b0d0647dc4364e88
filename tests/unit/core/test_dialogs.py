"""Every dialog, walked page by page on both platforms' forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.chat.app import FEATURES
from ratingsbot.chat.boundary import Actor
from ratingsbot.chat.feature import Turn
from ratingsbot.dialogs.model import (
    Dialog,
    Field,
    File,
    FormLimits,
    Pick,
    Scale,
    Step,
    Suggest,
    Text,
    scale_choices,
)
from ratingsbot.dialogs.paging import Complete, Next, Rejected, advance, paginate
from ratingsbot.dialogs.rating import details_dialog, rating_dialog
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine.access import Caller
from ratingsbot.engine.drafts import Draft
from ratingsbot.engine.services import Services
from ratingsbot.keys import SecretKeyring
from ratingsbot.testing.determinism import SeededRandom, SettableClock
from unit.core.conversation import PLATFORMS

CATALOGUE = load_catalogue()
SERTRALINE = next(drug for drug in CATALOGUE.all() if drug.name == "sertraline")
CONTEXTS: Mapping[str, list[dict[str, str]]] = {
    "rating": [{"drug": SERTRALINE.id}],
    "comment": [{"drug": SERTRALINE.id}],
    "details": [{"drug": SERTRALINE.id, "pays": ""}, {"drug": SERTRALINE.id, "pays": "ask"}],
    "which-drug": [{}, {"verb": "rate"}],
    "compare": [{}, {"typed-drug": "sertralin"}],
    "verify": [{}],
    "roster": [{}],
    "formulary": [{}],
}


class NoStore:
    """A dialog is built without looking into the database."""

    async def read(self, fn: object) -> None:
        raise AssertionError

    async def write(self, fn: object) -> None:
        raise AssertionError


def every_dialog() -> list[tuple[str, Dialog, FormLimits]]:
    """Each dialog as it is built for each platform, in each of its variants."""
    found: list[tuple[str, Dialog, FormLimits]] = []
    for platform, limits in PLATFORMS.items():
        actor = Actor(platform, "W1", "U1")
        services = Services(
            NoStore(),  # type: ignore[arg-type]
            SettableClock(),
            SeededRandom(),
            SecretKeyring(bytes(32)),
            CATALOGUE,
            "Operator",
        )
        turn = Turn(services, actor, Caller(actor.identity), limits, FEATURES)
        for name, form in FEATURES.dialogs.items():
            for context in CONTEXTS[name]:
                draft = Draft("token", name, form.version, context=context)
                found.append((f"{name} on {platform}", form.build(turn, draft), limits))
    return found


DIALOGS = every_dialog()


def long_dialog() -> Dialog:
    """Longer than any of ours, with a step that is hidden at times."""
    many = tuple(Text(f"text-{n}", f"Text {n}", 10) for n in range(13))
    ask = Pick("more", "More?", (), required=False)
    scale = Scale("scale", "Scale", "", ("1", "2", "3", "4", "5"), required=True)
    return Dialog(
        "long",
        1,
        "Long",
        (
            Step("first", (replace(scale, id="first"), Text("more", "More?", 3))),
            Step("hidden", many, when=lambda answers: answers.get("more") == "yes"),
            Step("last", (scale, replace(ask, id="pick"))),
        ),
    )


def valid(field: Field) -> st.SearchStrategy[str]:
    """Answers that a field takes."""
    match field:
        case Scale():
            return st.sampled_from([choice.value for choice in scale_choices(field)])
        case Pick():
            return st.sampled_from([choice.value for choice in field.options] or [""])
        case Text():
            return st.text("abc ä", min_size=1, max_size=min(field.max_length, 20)).filter(
                lambda text: text.strip() != ""
            )
        case Suggest():
            return st.sampled_from(["sertraline", "DOID:594"])
        case File():
            return st.just("")


def invalid(field: Field) -> str | None:
    """An answer that a field refuses; None when it takes anything."""
    match field:
        case Scale():
            return "6"
        case Pick():
            return "no such option"
        case Text():
            return "x" * (field.max_length + 1)
        case Suggest() | File():
            return "" if field.required else None


def walk(dialog: Dialog, limits: FormLimits, data: st.DataObject) -> list[str]:
    """Answer page after page; the ids asked, in order."""
    answers: Mapping[str, str] = {}
    asked: list[str] = []
    index = 0
    while True:
        page = paginate(dialog, answers, limits)[index]
        assert 0 < len(page.fields) <= limits.fields_per_page
        asked += [field.id for field in page.fields]
        given = {
            field.id: data.draw(valid(field))
            for field in page.fields
            if getattr(field, "required", False) or data.draw(st.booleans())
        }
        files = frozenset(field.id for field in page.fields if isinstance(field, File))
        step = advance(dialog, answers, index, given, limits, files=files)
        assert not isinstance(step, Rejected), step
        for key, value in given.items():
            assert step.answers.get(key, "") == value.strip()
        if isinstance(step, Complete):
            assert page.is_last
            return asked
        answers, index = step.answers, step.page.index


def asks_nothing(dialog: Dialog, limits: FormLimits) -> bool:
    """A dialog for a file only, where forms take none: a command's option takes it there."""
    return not paginate(dialog, {}, limits)


@pytest.mark.parametrize(("name", "dialog", "limits"), DIALOGS, ids=[name for name, *_ in DIALOGS])
@given(data=st.data())
def test_every_dialog_asks_each_field_once_and_ends_complete(
    name: str, dialog: Dialog, limits: FormLimits, data: st.DataObject
) -> None:
    if asks_nothing(dialog, limits):
        assert name == "roster on discord"
        return
    asked = walk(dialog, limits, data)
    expected = [
        field.id
        for step in dialog.steps
        for field in step.fields
        if limits.files or not isinstance(field, File)
    ]
    assert asked == expected
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
@given(data=st.data())
def test_a_dialog_longer_than_a_page_asks_each_field_once_too(
    platform: str, data: st.DataObject
) -> None:
    asked = walk(long_dialog(), PLATFORMS[platform], data)
    assert len(set(asked)) == len(asked)
    assert set(asked) >= {"first", "more", "scale", "pick"}


@pytest.mark.parametrize(("name", "dialog", "limits"), DIALOGS, ids=[name for name, *_ in DIALOGS])
@given(data=st.data())
def test_an_invalid_answer_is_named_and_costs_no_other(
    name: str, dialog: Dialog, limits: FormLimits, data: st.DataObject
) -> None:
    for page in paginate(dialog, {}, limits):
        given = {field.id: data.draw(valid(field)).strip() for field in page.fields}
        files = frozenset(field.id for field in page.fields if isinstance(field, File))
        for field in page.fields:
            wrong = invalid(field)
            if wrong is None:
                continue
            sent = given | {field.id: wrong}
            step = advance(dialog, {}, page.index, sent, limits, files=files - {field.id})
            assert isinstance(step, Rejected), (name, field.id)
            assert set(step.errors) == {field.id}
            rest = {key: value for key, value in given.items() if key != field.id and value}
            assert step.answers == rest


@pytest.mark.parametrize("limits", PLATFORMS.values(), ids=PLATFORMS)
def test_a_step_is_hidden_by_earlier_answers(limits: FormLimits) -> None:
    dialog = long_dialog()
    shown = {f.id for p in paginate(dialog, {"more": "yes"}, limits) for f in p.fields}
    hidden = {f.id for p in paginate(dialog, {"more": "no"}, limits) for f in p.fields}
    assert "text-12" in shown
    assert not any(name.startswith("text-") for name in hidden)
    after = advance(dialog, {}, 0, {"first": "4", "more": "no"}, limits)
    assert isinstance(after, Next)
    assert after.page.fields[0].id == "scale"


@pytest.mark.parametrize("page", [-1, 1, 99])
def test_a_page_that_does_not_exist_is_refused_without_losing_anything(page: int) -> None:
    dialog = rating_dialog(SERTRALINE, with_comment=True)
    kept = {"efficacy": "4"}
    step = advance(dialog, kept, page, {"safety": "1"}, PLATFORMS["slack"])
    assert isinstance(step, Rejected)
    assert "open it again" in step.errors[""]
    assert step.answers == kept


def test_answers_to_fields_that_were_not_asked_are_ignored() -> None:
    dialog = rating_dialog(SERTRALINE, with_comment=False)
    step = advance(dialog, {}, 0, {"efficacy": "4", "roles": "admin"}, PLATFORMS["discord"])
    assert isinstance(step, Complete)
    assert step.answers == {"efficacy": "4"}


@pytest.mark.parametrize("limits", PLATFORMS.values(), ids=PLATFORMS)
def test_rating_with_details_takes_ten_choices_and_no_typing(limits: FormLimits) -> None:
    """Five scales, the button, then indication, patients, last prescribed and payment."""
    with_comment = limits.fields_per_page > 5
    rating = rating_dialog(SERTRALINE, with_comment=with_comment)
    details = details_dialog(SERTRALINE, SERTRALINE.indications, asks_payment=True, searches=True)
    assert len(paginate(rating, {}, limits)) == len(paginate(details, {}, limits)) == 1
    fields = [f for dialog in (rating, details) for step in dialog.steps for f in step.fields]
    picked = [f for f in fields if not isinstance(f, Text)]
    assert not any(f.required for f in fields if isinstance(f, Text))
    assert all(f.offered for f in picked if isinstance(f, Suggest))
    assert len(Dimension) + 1 + len([f for f in picked if not isinstance(f, Scale)]) <= 10
