"""What is read, whatever the drug: nothing is too long for a platform to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest

from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.chat.replies import ACTION_MAX, Buttons, Fact, Facts, Picture, Reply
from ratingsbot.chat.views import rating as rating_views
from ratingsbot.chat.views import score as score_views
from ratingsbot.chat.views.common import month_name, shorten, which_drug
from ratingsbot.dialogs.model import Choice, Field, File, Pick, Scale, Suggest, Text, scale_choices
from ratingsbot.dialogs.rating import details_dialog, rating_dialog
from ratingsbot.domain.drugs import NO_INDICATION, Drug, Indication, IndicationCode
from ratingsbot.domain.releases import DimensionResult, PoolId, Release, ReleaseId, Tier
from ratingsbot.domain.reviews import Dimension, Review
from ratingsbot.engine.rating import Mine
from ratingsbot.engine.records import CommentPage, PublishedComment, StoredReview
from ratingsbot.engine.results import COMMENTS_A_PAGE, Card
from ratingsbot.testing.harness import Product
from unit.core.conversation import RecordingAdapter, form, labels, somebody, steward, text

CATALOGUE = load_catalogue()
DRUGS = (
    *CATALOGUE.all()[::75],
    *sorted(CATALOGUE.all(), key=lambda drug: -len(drug.id))[:20],
    *sorted(CATALOGUE.all(), key=lambda drug: -len(drug.name))[:20],
    *sorted(CATALOGUE.all(), key=lambda drug: -len(drug.indications))[:20],
)
"""Every 75th, and those that need the most room."""
CONDITIONS = (
    *CATALOGUE.indications("", None, 100_000)[::10],
    max(CATALOGUE.indications("", None, 100_000), key=lambda condition: len(condition.code)),
)
TOKEN = "t" * 16
LABEL_MAX = 75
LONGEST_ID = max(DRUGS, key=lambda drug: len(drug.id))
LONGEST_CODE = max(CONDITIONS, key=lambda condition: len(condition.code))


def release_of(drug: Drug) -> Release:
    """The fullest there can be."""
    shares = (5, 10, 15, 20, 50)
    result = DimensionResult(Tier.FULL, 3.4, 3.1, 3.7, shares)
    results = dict.fromkeys(Dimension, result)
    day = date(2026, 9, 30)
    return Release(
        ReleaseId(TOKEN), PoolId("p"), drug.id, day, Tier.FULL, 1_995, results, synthetic=True
    )


def review_of(drug: Drug, code: IndicationCode) -> StoredReview:
    """With all that a review can have."""
    review = Review(drug.id, dict.fromkeys(Dimension, 3), code, "long words " * 150)
    return StoredReview(review, "2026-09", comment_published=False, synthetic=True)


def replies_about(drug: Drug, condition: Indication) -> Iterator[Reply]:
    """Everything that names a drug and an indication."""
    code = condition.code
    card = Card(drug, release_of(drug), rated_by_me=True, comments=99_999, synthetic=True)
    yield score_views.score_card(card)
    yield score_views.score_card(replace(card, release=None, rated_by_me=False))
    yield score_views.blind_first(card)
    comment = PublishedComment("x" * 2_000, code, "2026-09")
    page = CommentPage([comment] * COMMENTS_A_PAGE, 99_999)
    yield score_views.comments_page(drug, page, 9_998, synthetic=True)
    yield rating_views.briefing("Operator " * 20, drug, TOKEN)
    yield rating_views.receipt(drug, code, changed=True, offers_comment=True, comment="x" * 2_000)
    yield rating_views.saved_details(drug, code, "", CATALOGUE)
    yield rating_views.confirm_withdrawal(drug, code, CATALOGUE)
    mine = [review_of(drug, code)] * 20
    yield rating_views.which_of_mine(drug, mine, TOKEN, CATALOGUE)
    yield rating_views.mine_page(Mine(mine, ["notice " * 99] * 9), 1, CATALOGUE, synthetic=True)
    for verb in ("score", "rate", "comments"):
        yield which_drug(drug.name, CATALOGUE.suggest(drug.name, 25), verb)


def rows_of(reply: Reply) -> Sequence[Buttons]:
    """Its lines of buttons."""
    return [node for node in reply.nodes if isinstance(node, Buttons)]


def problems_of(reply: Reply) -> Iterator[str]:
    """What breaks a limit that holds on every platform."""
    for row in rows_of(reply):
        if not 0 < len(row.items) <= 5:
            yield f"{len(row.items)} buttons on a line"
        yield from (b.label for b in row.items if not 0 < len(b.label) <= LABEL_MAX)
    for node in reply.nodes:
        if isinstance(node, Picture) and len(node.alt) > 1_000:
            yield f"alternative text: {node.alt}"


def test_every_reply_about_a_drug_fits() -> None:
    pairs = ((drug, condition) for drug in DRUGS for condition in (*drug.indications, LONGEST_CODE))
    replies = (reply for pair in pairs for reply in replies_about(*pair))
    assert {problem for reply in replies for problem in problems_of(reply)} == set()


def test_every_reply_about_an_indication_fits() -> None:
    replies = (reply for found in CONDITIONS for reply in replies_about(LONGEST_ID, found))
    assert {problem for reply in replies for problem in problems_of(reply)} == set()


def longest_action(replies: Iterable[Reply]) -> str:
    """Of all their buttons."""
    actions = (b.action for reply in replies for row in rows_of(reply) for b in row.items)
    return max(actions, key=len)


def test_every_button_can_be_sent_whatever_the_drug_and_indication() -> None:
    of_drugs = (reply for drug in DRUGS for reply in replies_about(drug, LONGEST_CODE))
    of_codes = (reply for found in CONDITIONS for reply in replies_about(LONGEST_ID, found))
    longest = longest_action((*of_drugs, *of_codes))
    assert longest.startswith("withdraw-now|")
    assert len(longest) <= ACTION_MAX, longest


def options_of(field: Field) -> Sequence[Choice]:
    """What can be picked."""
    match field:
        case Scale():
            return scale_choices(field)
        case Pick():
            return field.options
        case Suggest():
            return field.offered
        case Text() | File():
            return ()


@pytest.mark.parametrize("asks_payment", [True, False])
def test_every_form_about_a_drug_fits(asks_payment: bool) -> None:
    for drug in DRUGS:
        offered = CATALOGUE.indications("", drug, 24)
        forms = (
            rating_dialog(drug, with_comment=True),
            details_dialog(drug, offered, asks_payment=asks_payment, searches=True),
        )
        for field in (f for dialog in forms for step in dialog.steps for f in step.fields):
            assert 0 < len(field.label) <= 45
            assert len(field.hint) <= 100
            options = options_of(field)
            assert len(options) <= 25
            assert all(0 < len(o.label) <= 75 and 0 < len(o.value) <= 100 for o in options)
            assert len({o.value for o in options}) == len(options)


async def test_help_lists_every_command(bot: Product) -> None:
    visitor = somebody(bot, "Visitor")
    said = await visitor.command("drug help")
    assert isinstance(said, Reply)
    listed = [f for n in said.nodes if isinstance(n, Facts) for f in n.items]
    assert sorted(listed, key=lambda fact: fact.label) == sorted(
        (Fact(f"/{spec.full_name}", spec.summary) for spec in bot.app.commands),
        key=lambda fact: fact.label,
    )
    assert "/drug start" not in text(said)
    assert form(await visitor.press(said, "Verify")).dialog.name == "verify"
    assert await visitor.command("drug whatever") == said


async def test_privacy_and_method_are_open_and_name_the_operator(bot: Product) -> None:
    visitor = somebody(bot, "Visitor")
    assert bot.services.operator in text(await visitor.command("drug privacy"))
    assert "Fewer than 5 physicians: nothing is shown" in text(await visitor.command("drug method"))


async def test_a_long_queue_and_every_message_fit(bot: Product) -> None:
    dana = await steward(bot)
    for number in range(7):
        bo = somebody(bot, f"Bo{number}")
        opened = await bo.command("drug verify")
        await bo.fill(
            opened,
            name="N" * 100,
            country="AT",
            register="R" * 100,
            number=f"{number}" * 100,
            specialty="S" * 100,
        )
    queue = await dana.command("drug-admin verify")
    assert isinstance(queue, Reply)
    assert list(problems_of(queue)) == []
    assert labels(queue).count("Approve") == 5
    assert "2 more after these." in text(queue)
    revoke = await dana.command("drug-admin verify", do="revoke", member="U" * 32)
    assert isinstance(revoke, Reply)
    assert list(problems_of(revoke)) == []
    slack = RecordingAdapter()
    await bot.deliver(slack)
    for _, reply in slack.sent:
        assert list(problems_of(reply)) == []


def test_months_are_named_and_long_lines_end_in_an_ellipsis() -> None:
    assert month_name("2026-01") == "January 2026"
    assert month_name("2026-12") == "December 2026"
    assert shorten("one  two\nthree", 60) == "one two three"
    assert shorten("abcdefghij", 10) == "abcdefghij"
    assert shorten("abcdefghijk", 10) == "abcdefghi…"
    assert NO_INDICATION == ""
