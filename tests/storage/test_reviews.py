"""Reviews: saved, moved, withdrawn, counted."""

from __future__ import annotations

from datetime import date

import pytest

from ratingsbot.domain.drugs import NO_INDICATION, DrugId
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine.records import CommentPage, StoredReview
from ratingsbot.storage.connection import CHUNK
from ratingsbot.storage.engine import SqlStore
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.samples import (
    DEPRESSION,
    DRUG,
    OTHER_DRUG,
    PANIC,
    POOL,
    TODAY,
    add_pool,
    author,
    full_review,
    moved,
    review,
    save,
)


@pytest.fixture(autouse=True)
async def pool(store: SqlStore) -> None:
    await add_pool(store)


async def of_drug(store: SqlStore, by: int = 1) -> list[StoredReview]:
    return list(await store.read(lambda uow: uow.reviews.of_drug(POOL, author(by), DRUG)))


async def changed(store: SqlStore) -> dict[DrugId, int]:
    found = await store.read(lambda uow: uow.reviews.changed(POOL))
    return {drug: changes.physicians for drug, changes in found.items()}


async def changed_dimensions(store: SqlStore) -> dict[Dimension, int]:
    found = await store.read(lambda uow: uow.reviews.changed(POOL))
    return dict(found[DRUG].of_dimension) if DRUG in found else {}


async def waiting(store: SqlStore) -> dict[bytes, date]:
    found = await store.read(lambda uow: uow.reviews.waiting_comments(POOL))
    return {item.author: item.day for item in found}


async def clear(store: SqlStore) -> None:
    await store.write(
        lambda uow: uow.reviews.clear_changes(
            POOL, dict.fromkeys((DRUG, OTHER_DRUG), tuple(Dimension))
        )
    )


async def publish(store: SqlStore, batch: int = 1, month: str = "2026-03") -> None:
    """All waiting comments, in the order of their authors."""

    async def effect(uow: SqlUnitOfWork) -> None:
        found = await uow.reviews.waiting_comments(POOL)
        ids = [item.id for item in sorted(found, key=lambda item: item.author)]
        await uow.reviews.publish_comments(POOL, batch, ids, month)

    await store.write(effect)


async def page(store: SqlStore, offset: int = 0, limit: int = 10) -> CommentPage:
    return await store.read(lambda uow: uow.reviews.comments(POOL, DRUG, offset, limit))


async def texts(store: SqlStore) -> list[str]:
    return [comment.text for comment in (await page(store)).comments]


async def test_a_review_is_read_back_as_it_was_saved(store: SqlStore) -> None:
    await save(store, 1, full_review(), synthetic=True)
    assert await of_drug(store) == [StoredReview(full_review(), "2026-03", False, True)]


async def test_a_second_review_for_the_same_indication_replaces_the_first(store: SqlStore) -> None:
    await save(store, 1, full_review())
    later = review(ratings={Dimension.SAFETY: 2})
    await save(store, 1, later, date(2026, 4, 1))
    assert await of_drug(store) == [StoredReview(later, "2026-04", False)]


async def test_reviews_are_listed_by_drug_and_indication_and_of_one_author_only(
    store: SqlStore,
) -> None:
    for what in (moved(review(), PANIC), review(), review(drug=OTHER_DRUG)):
        await save(store, 1, what)
    await save(store, 2, review())
    mine = await store.read(lambda uow: uow.reviews.of_author(POOL, author(1)))
    assert [(s.review.drug, s.review.indication) for s in mine] == [
        (OTHER_DRUG, DEPRESSION),
        (DRUG, DEPRESSION),
        (DRUG, PANIC),
    ]
    assert [s.review.indication for s in await of_drug(store)] == [DEPRESSION, PANIC]


async def test_pools_do_not_see_each_other(store: SqlStore) -> None:
    other = PoolId("pool-2")
    await add_pool(store, other)
    await save(store, 1, review("here"))
    await store.write(lambda uow: uow.reviews.save(other, author(1), review("there"), TODAY))
    await store.write(lambda uow: uow.reviews.erase(other, author(1), TODAY))
    assert [s.review.comment for s in await of_drug(store)] == ["here"]
    assert await store.read(lambda uow: uow.reviews.of_author(other, author(1))) == []
    assert await changed(store) == {DRUG: 1}


async def test_a_review_moves_to_another_indication_and_marks_both(store: SqlStore) -> None:
    await save(store, 1, review("same words"))
    await publish(store)
    await clear(store)
    await save(store, 1, moved(review("same words"), PANIC), was=DEPRESSION)
    (found,) = await of_drug(store)
    assert found.review == moved(review("same words"), PANIC)
    assert found.comment_published
    assert await changed(store) == {DRUG: 1}
    assert [c.indication for c in (await page(store)).comments] == [PANIC]


async def test_moving_onto_an_existing_review_replaces_it(store: SqlStore) -> None:
    await save(store, 1, review("stays"))
    await save(store, 1, moved(review("goes"), PANIC))
    await publish(store)
    await save(store, 1, moved(review("stays"), PANIC), was=DEPRESSION)
    assert [s.review for s in await of_drug(store)] == [moved(review("stays"), PANIC)]
    assert await texts(store) == ["stays"]


async def test_saving_with_the_same_indication_as_before_is_a_plain_change(
    store: SqlStore,
) -> None:
    await save(store, 1, review("words"))
    await save(store, 1, review("words"), was=DEPRESSION)
    assert [s.review for s in await of_drug(store)] == [review("words")]


async def test_a_comment_with_a_new_text_waits_again_and_the_old_text_is_gone(
    store: SqlStore,
) -> None:
    await save(store, 1, review("old text"))
    await publish(store)
    await save(store, 1, review("new text"), date(2026, 4, 2))
    assert await page(store) == CommentPage([], 0)
    assert await waiting(store) == {author(1): date(2026, 4, 2)}
    (found,) = await of_drug(store)
    assert (found.review.comment, found.comment_published) == ("new text", False)


async def test_a_comment_with_its_text_unchanged_stays_where_it_is(store: SqlStore) -> None:
    await save(store, 1, review("published"))
    await publish(store)
    await save(store, 2, review("waits"), date(2026, 3, 1))
    for by, text in ((1, "published"), (2, "waits")):
        changed_rating = review(text, ratings={Dimension.EFFICACY: 1})
        await save(store, by, changed_rating, date(2026, 4, 1))
    assert [(c.text, c.month) for c in (await page(store)).comments] == [("published", "2026-03")]
    assert await waiting(store) == {author(2): date(2026, 3, 1)}


async def test_an_emptied_comment_disappears(store: SqlStore) -> None:
    await save(store, 1, review("words"))
    await publish(store)
    await save(store, 1, review(""))
    assert await page(store) == CommentPage([], 0)
    assert await waiting(store) == {}


async def test_withdrawing_deletes_rating_and_comment_and_marks_the_change(
    store: SqlStore,
) -> None:
    await save(store, 1, review("words"))
    await publish(store)
    await clear(store)
    assert await store.write(
        lambda uow: uow.reviews.withdraw(POOL, author(1), DRUG, DEPRESSION, TODAY)
    )
    assert await of_drug(store) == []
    assert await page(store) == CommentPage([], 0)
    assert await changed(store) == {DRUG: 1}


async def test_withdrawing_what_is_not_there_changes_nothing(store: SqlStore) -> None:
    await save(store, 2, review())
    await clear(store)
    assert not await store.write(
        lambda uow: uow.reviews.withdraw(POOL, author(1), DRUG, DEPRESSION, TODAY)
    )
    assert await changed(store) == {}


async def test_erasing_withdraws_all_of_an_author_and_nothing_else(store: SqlStore) -> None:
    for what in (review("a"), moved(review("b"), PANIC), review("c", drug=OTHER_DRUG)):
        await save(store, 1, what)
    await save(store, 2, review("d"))
    await clear(store)
    assert await store.write(lambda uow: uow.reviews.erase(POOL, author(1), TODAY)) == 3
    assert await store.read(lambda uow: uow.reviews.of_author(POOL, author(1))) == []
    assert await changed(store) == {OTHER_DRUG: 1, DRUG: 1}
    assert await waiting(store) == {author(2): TODAY}


async def test_changes_count_distinct_authors(store: SqlStore) -> None:
    for _ in range(2):
        await save(store, 1, review())
    await save(store, 1, moved(review(), PANIC))
    await save(store, 2, review())
    await save(store, 2, review(drug=OTHER_DRUG))
    assert await changed(store) == {OTHER_DRUG: 1, DRUG: 2}
    await store.write(lambda uow: uow.reviews.clear_changes(POOL, {DRUG: list(Dimension)}))
    assert await changed(store) == {OTHER_DRUG: 1}


async def test_only_the_dimensions_that_differ_are_marked(store: SqlStore) -> None:
    safety, efficacy = Dimension.SAFETY, Dimension.EFFICACY
    await save(store, 1, review(ratings={efficacy: 4, safety: 2}))
    assert await changed_dimensions(store) == {efficacy: 1, safety: 1}
    await clear(store)
    await save(store, 1, review(ratings={efficacy: 4, safety: 3}))
    assert await changed_dimensions(store) == {safety: 1}
    await save(store, 1, review(ratings={safety: 3}))
    assert await changed_dimensions(store) == {efficacy: 1, safety: 1}
    await clear(store)
    await save(store, 1, review("only words", ratings={safety: 3}))
    assert await changed_dimensions(store) == {}


async def test_a_mark_stays_with_the_dimension_that_was_not_renewed(store: SqlStore) -> None:
    safety, efficacy = Dimension.SAFETY, Dimension.EFFICACY
    await save(store, 1, review(ratings={efficacy: 4, safety: 2}))
    await store.write(lambda uow: uow.reviews.clear_changes(POOL, {DRUG: [efficacy]}))
    assert await changed(store) == {DRUG: 0}
    assert await changed_dimensions(store) == {safety: 1}


async def test_what_a_review_replaces_when_it_moves_is_marked_as_well(store: SqlStore) -> None:
    safety, efficacy = Dimension.SAFETY, Dimension.EFFICACY
    await save(store, 1, review(ratings={efficacy: 4}))
    await save(store, 1, moved(review(ratings={safety: 1}), PANIC))
    await clear(store)
    await save(store, 1, moved(review(ratings={efficacy: 4}), PANIC), was=DEPRESSION)
    assert await changed_dimensions(store) == {efficacy: 1, safety: 1}


@pytest.mark.parametrize(
    ("ratings", "counted_as"), [((1, 2), 2), ((1, 1, 2), 1), ((4, 5, 5), 5), ((2, 3), 3), ((5,), 5)]
)
async def test_a_physician_counts_once_with_the_mean_rounded_half_up(
    store: SqlStore, ratings: tuple[int, ...], counted_as: int
) -> None:
    for rating, indication in zip(ratings, (DEPRESSION, PANIC, NO_INDICATION), strict=False):
        await save(store, 1, review(ratings={Dimension.EFFICACY: rating}, indication=indication))
    counts = (await store.read(lambda uow: uow.reviews.recount(POOL, [DRUG])))[DRUG]
    assert counts.raters == 1
    assert counts.histograms[Dimension.EFFICACY] == tuple(
        int(value == counted_as) for value in range(1, 6)
    )


async def test_a_recount_counts_each_dimension_by_itself(store: SqlStore) -> None:
    await save(store, 1, review(ratings={Dimension.EFFICACY: 5, Dimension.SAFETY: 1}))
    await save(store, 2, review(ratings={Dimension.EFFICACY: 5}))
    await save(store, 3, review(ratings={Dimension.ADHERENCE: 3}), synthetic=True)
    await save(store, 1, review(drug=OTHER_DRUG))
    counts = await store.read(
        lambda uow: uow.reviews.recount(POOL, [DRUG, OTHER_DRUG, DrugId("D-unrated")])
    )
    assert counts.keys() == {DRUG, OTHER_DRUG}
    assert counts[DRUG].raters == 3
    assert counts[DRUG].synthetic
    assert not counts[OTHER_DRUG].synthetic
    assert counts[DRUG].histograms == {
        Dimension.EFFICACY: (0, 0, 0, 0, 2),
        Dimension.SAFETY: (1, 0, 0, 0, 0),
        Dimension.TOLERABILITY: (0, 0, 0, 0, 0),
        Dimension.ACCESSIBILITY: (0, 0, 0, 0, 0),
        Dimension.ADHERENCE: (0, 0, 1, 0, 0),
    }


async def test_a_recount_takes_any_number_of_drugs(store: SqlStore) -> None:
    drugs = [DrugId(f"D-{number}") for number in range(CHUNK + 1)]

    async def fill(uow: SqlUnitOfWork) -> None:
        for drug in (drugs[0], drugs[-1]):
            await uow.reviews.save(POOL, author(1), review(drug=drug), TODAY)

    await store.write(fill)
    counts = await store.read(lambda uow: uow.reviews.recount(POOL, drugs))
    assert counts.keys() == {drugs[0], drugs[-1]}
    assert await store.read(lambda uow: uow.reviews.recount(POOL, [])) == {}


async def test_published_comments_come_newest_batch_first_in_their_batch_s_order(
    store: SqlStore,
) -> None:
    for batch, numbers in ((1, (1, 2)), (2, (3, 4, 5))):
        for number in numbers:
            await save(store, number, review(f"text {number}"), date(2026, batch, 9))
        await publish(store, batch, f"2026-0{batch + 1}")
    await save(store, 6, review("waits"))
    shown = await page(store)
    assert [c.text for c in shown.comments] == [f"text {n}" for n in (3, 4, 5, 1, 2)]
    assert [c.month for c in shown.comments] == ["2026-03"] * 3 + ["2026-02"] * 2
    assert shown.total == 5
    second = await page(store, offset=2, limit=2)
    assert ([c.text for c in second.comments], second.total) == (["text 5", "text 1"], 5)


async def test_a_batch_never_publishes_a_text_that_was_rewritten_meanwhile(
    store: SqlStore,
) -> None:
    await save(store, 1, review("as the batch saw it"))
    (seen,) = await store.read(lambda uow: uow.reviews.waiting_comments(POOL))
    assert (seen.drug, seen.author, seen.day) == (DRUG, author(1), TODAY)
    await save(store, 1, review("rewritten"))
    await store.write(lambda uow: uow.reviews.publish_comments(POOL, 1, [seen.id], "2026-03"))
    assert await page(store) == CommentPage([], 0)


async def test_the_last_batch_is_remembered(store: SqlStore) -> None:
    assert await store.read(lambda uow: uow.reviews.last_batch(POOL)) == (0, None)
    for batch, day in ((1, date(2026, 3, 1)), (2, TODAY)):
        await store.write(
            lambda uow, batch=batch, day=day: uow.reviews.record_batch(POOL, batch, day)  # type: ignore[misc]
        )
    assert await store.read(lambda uow: uow.reviews.last_batch(POOL)) == (2, TODAY)
