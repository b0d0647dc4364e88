"""The drugs of a class or for a condition, ranked by what is published of them; and one drug's
results, release by release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ratingsbot.domain.drugs import Drug, DrugId, Scope
from ratingsbot.domain.releases import DimensionResult, Release
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine import access
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.rating import known_drug
from ratingsbot.engine.records import Pool
from ratingsbot.engine.services import Services
from ratingsbot.scoring.ranking import Rank, ranks

TREND_MOST = 12
"""Releases that a trend goes back."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A drug, its published figures and its rank."""

    drug: Drug
    result: DimensionResult
    raters: int
    """The published floor."""
    rank: Rank


@dataclass(frozen=True, slots=True)
class Ranking:
    """The drugs with results, the best first; the others only by their number."""

    scope: Scope
    dimension: Dimension
    placed: Sequence[Placed]
    without: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Course:
    """A drug's releases with results, the oldest first."""

    drug: Drug
    releases: Sequence[Release]
    synthetic: bool


async def rank(
    services: Services, caller: access.Caller, scope: Scope, dimension: Dimension
) -> Ranking:
    """The drugs of `scope` by their scores on one dimension. Raises Refused."""
    drugs = services.catalogue.within(scope.code)

    async def read(uow: UnitOfWork) -> Ranking:
        who = await access.physician(services, uow, caller)
        latest = await uow.releases.latest(who.pool.id, [drug.id for drug in drugs])
        shown = [
            (drug, latest[drug.id])
            for drug in drugs
            if drug.id in latest and latest[drug.id].result(dimension).mean is not None
        ]
        placed = _placed(shown, dimension)
        synthetic = who.pool.synthetic or any(release.synthetic for _, release in shown)
        return Ranking(scope, dimension, placed, len(drugs) - len(shown), synthetic)

    return await services.store.read(read)


async def course(services: Services, caller: access.Caller, drug_id: DrugId) -> Course:
    """The drug's last releases. Raises Refused, Unknown."""
    drug = known_drug(services, drug_id)

    async def read(uow: UnitOfWork) -> Course:
        who = await access.physician(services, uow, caller)
        return await _course(uow, who.pool, drug)

    return await services.store.read(read)


async def course_until(services: Services, drug: Drug, last: Release) -> Course:
    """The course as it was when `last` was its latest release: for the picture of one shown."""

    async def read(uow: UnitOfWork) -> Course:
        return await _course(uow, await uow.people.pool(last.pool), drug, until=last.day)

    return await services.store.read(read)


async def _course(uow: UnitOfWork, pool: Pool, drug: Drug, *, until: date | None = None) -> Course:
    releases = await uow.releases.history(pool.id, drug.id, TREND_MOST, until=until)
    synthetic = pool.synthetic or any(release.synthetic for release in releases)
    return Course(drug, releases, synthetic)


def _placed(shown: Sequence[tuple[Drug, Release]], dimension: Dimension) -> list[Placed]:
    results = [release.result(dimension) for _, release in shown]
    found = ranks(results, [release.raters for _, release in shown])
    placed = [
        Placed(drug, result, release.raters, place)
        for (drug, release), result, place in zip(shown, results, found, strict=True)
    ]
    # By name where the scores are equal, so that the order says nothing that isn't so.
    return sorted(placed, key=lambda one: (-one.rank.score, one.drug.name))
