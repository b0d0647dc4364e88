"""What may be shown, as it was frozen."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.releases import DimensionResult, PoolId, ReleaseId, Tier
from ratingsbot.domain.reviews import Dimension
from ratingsbot.storage.codec import dump_results, load_results
from ratingsbot.storage.engine import SqlStore
from storage.samples import DRUG, OTHER_DRUG, POOL, add_pool, release

figure = st.none() | st.floats(1, 5)
share = st.integers(0, 20).map(lambda step: 5 * step)
results = st.dictionaries(
    st.sampled_from(Dimension),
    st.builds(
        DimensionResult,
        st.sampled_from(Tier),
        figure,
        figure,
        figure,
        st.none() | st.tuples(share, share, share, share, share),
    ),
)


@given(results)
def test_results_survive_the_round_trip_exactly(before: dict[Dimension, DimensionResult]) -> None:
    after = load_results(dump_results(before))
    assert after == before
    assert list(after) == [dimension for dimension in Dimension if dimension in before]


def test_equal_results_give_equal_text() -> None:
    one, two = Dimension.EFFICACY, Dimension.SAFETY
    result = DimensionResult(Tier.EARLY, 3.5, 3.0, 4.0)
    assert dump_results({one: result, two: result}) == dump_results({two: result, one: result})


def test_a_figure_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        dump_results({Dimension.EFFICACY: DimensionResult(Tier.EARLY, math.nan)})


@pytest.fixture
async def pool(store: SqlStore) -> None:
    await add_pool(store)


@pytest.mark.usefixtures("pool")
async def test_the_latest_release_of_each_drug_is_shown_and_the_earlier_ones_are_kept(
    store: SqlStore,
) -> None:
    first, other = release(1), replace(release(2, OTHER_DRUG), synthetic=True)
    await store.write(lambda uow: uow.releases.add([first, other]))
    second = replace(release(3), raters=35)
    await store.write(lambda uow: uow.releases.add([second]))
    wanted = [DRUG, OTHER_DRUG, DrugId("D-unrated")]
    latest = await store.read(lambda uow: uow.releases.latest(POOL, wanted))
    assert latest == {DRUG: second, OTHER_DRUG: other}
    assert await store.read(lambda uow: uow.releases.get(first.id)) == first
    assert await store.read(lambda uow: uow.releases.get(ReleaseId("none"))) is None


@pytest.mark.usefixtures("pool")
async def test_a_drug_s_history_is_its_last_releases_from_the_oldest_on(store: SqlStore) -> None:
    days = [date(2026, 1, 5), date(2026, 3, 5), date(2026, 2, 5)]
    made = [replace(release(n), day=day) for n, day in enumerate(days, start=1)]
    await store.write(lambda uow: uow.releases.add([*made, release(9, OTHER_DRUG)]))
    found = await store.read(lambda uow: uow.releases.history(POOL, DRUG, 2))
    assert [one.day for one in found] == [date(2026, 2, 5), date(2026, 3, 5)]
    until = date(2026, 2, 5)
    found = await store.read(lambda uow: uow.releases.history(POOL, DRUG, 2, until=until))
    assert [one.day for one in found] == [date(2026, 1, 5), date(2026, 2, 5)]
    assert await store.read(lambda uow: uow.releases.history(PoolId("other"), DRUG, 2)) == []


@pytest.mark.usefixtures("pool")
async def test_a_release_without_results_takes_no_place_in_the_history(store: SqlStore) -> None:
    shown = replace(release(1), day=date(2026, 1, 5))
    empty = replace(release(2), day=date(2026, 2, 5), tier=Tier.NONE)
    await store.write(lambda uow: uow.releases.add([shown, empty]))
    assert await store.read(lambda uow: uow.releases.history(POOL, DRUG, 1)) == [shown]


@pytest.mark.usefixtures("pool")
async def test_of_two_releases_added_at_once_the_last_is_the_latest(store: SqlStore) -> None:
    await store.write(lambda uow: uow.releases.add([release(1), release(2)]))
    latest = await store.read(lambda uow: uow.releases.latest(POOL, [DRUG]))
    assert latest[DRUG].id == "rel-2"


@pytest.mark.usefixtures("pool")
async def test_a_pool_s_releases_are_its_own(store: SqlStore) -> None:
    await store.write(lambda uow: uow.releases.add([release(1)]))
    assert await store.read(lambda uow: uow.releases.latest(PoolId("other"), [DRUG])) == {}
    assert await store.read(lambda uow: uow.releases.latest(POOL, [])) == {}
