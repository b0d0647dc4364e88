"""Two to four drugs side by side, from what is published of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ratingsbot.domain.drugs import Drug, DrugId
from ratingsbot.domain.releases import NOTHING, DimensionResult, Release
from ratingsbot.domain.reviews import Dimension
from ratingsbot.engine import access
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.rating import known_drug
from ratingsbot.engine.services import Services
from ratingsbot.errors import Invalid
from ratingsbot.scoring.claims import Claim, claim

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Compared:
    """A drug and what is published of it; no release when there is nothing to show."""

    drug: Drug
    release: Release | None

    def result(self, dimension: Dimension) -> DimensionResult:
        """The drug's published figures; of tier NONE when there are none."""
        return NOTHING if self.release is None else self.release.result(dimension)


@dataclass(frozen=True, slots=True)
class Pair:
    """What may be said of two of the drugs."""

    a: Drug
    b: Drug
    claim: Claim


@dataclass(frozen=True, slots=True)
class Comparison:
    """The drugs in the order asked for; pairs only where both have figures."""

    drugs: Sequence[Compared]
    pairs: Mapping[Dimension, Sequence[Pair]]
    synthetic: bool


async def compare(
    services: Services, caller: access.Caller, drug_ids: Sequence[DrugId]
) -> Comparison:
    """The comparison. Raises Refused, Unknown, and Invalid unless 2 to 4 different drugs are asked
    for."""
    drugs = several(services, drug_ids)

    async def read(uow: UnitOfWork) -> Comparison:
        who = await access.physician(services, uow, caller)
        latest = await uow.releases.latest(who.pool.id, [drug.id for drug in drugs])
        shown = {drug: found for drug, found in latest.items() if found.has_results}
        compared = [Compared(drug, shown.get(drug.id)) for drug in drugs]
        return side_by_side(compared, synthetic=who.pool.synthetic)

    return await services.store.read(read)


def side_by_side(compared: Sequence[Compared], *, synthetic: bool = False) -> Comparison:
    """The comparison of these very releases; `synthetic` if their pool is."""
    invented = synthetic or any(c.release.synthetic for c in compared if c.release is not None)
    return Comparison(compared, {d: _pairs(compared, d) for d in Dimension}, invented)


def several(services: Services, drug_ids: Sequence[DrugId]) -> list[Drug]:
    """The different drugs of these ids. Raises Unknown, Invalid."""
    drugs = list({drug.id: drug for drug in (known_drug(services, i) for i in drug_ids)}.values())
    if not FEWEST <= len(drugs) <= MOST:
        raise Invalid(f"Pick {FEWEST} to {MOST} different drugs.", field="with")
    return drugs


def share_an_indication(drugs: Sequence[Drug]) -> bool:
    """Whether some source names one condition for all of them."""
    codes = [{indication.code for indication in drug.indications} for drug in drugs]
    return bool(set.intersection(*codes))


def _pairs(drugs: Sequence[Compared], dimension: Dimension) -> list[Pair]:
    found: list[Pair] = []
    for a, b in combinations(drugs, 2):
        if a.release is None or b.release is None:
            continue
        said = claim(a.result(dimension), a.release.raters, b.result(dimension), b.release.raters)
        if said is not None:
            found.append(Pair(a.drug, b.drug, said))
    return found
