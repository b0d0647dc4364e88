"""What may be shown: each drug's current results, and the ones before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import RowMapping, insert, select

from ratingsbot.domain.drugs import DrugId
from ratingsbot.domain.releases import PoolId, Release, ReleaseId, Tier
from ratingsbot.storage import tables as t
from ratingsbot.storage.codec import dump_results, load_results
from ratingsbot.storage.connection import Connection, chunks


class SqlReleases:
    """Implements `ratingsbot.engine.ports.Releases`; see there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def latest(self, pool: PoolId, drugs: Sequence[DrugId]) -> Mapping[DrugId, Release]:
        """A drug that never had one is absent."""
        current = t.release_current.c
        found: dict[DrugId, Release] = {}
        for some in chunks(drugs):
            query = (
                select(t.release)
                .join(t.release_current, current.release_id == t.release.c.release_id)
                .where(current.pool == pool, current.drug.in_(some))
            )
            for row in await self._db.rows(query):
                found[DrugId(row["drug"])] = _release(row)
        return found

    async def get(self, release: ReleaseId) -> Release | None:
        row = await self._db.row(select(t.release).where(t.release.c.release_id == release))
        return None if row is None else _release(row)

    async def history(
        self, pool: PoolId, drug: DrugId, limit: int, *, until: date | None = None
    ) -> Sequence[Release]:
        """Two of one day, which the rule doesn't make, come in no particular order."""
        c = t.release.c
        shown = select(t.release).where(c.pool == pool, c.drug == drug, c.tier > int(Tier.NONE))
        if until is not None:
            shown = shown.where(c.day <= until)
        newest = await self._db.rows(shown.order_by(c.day.desc()).limit(limit))
        return [_release(row) for row in reversed(newest)]

    async def add(self, releases: Iterable[Release]) -> None:
        """Each becomes its drug's latest; the earlier ones stay in the history."""
        added = list(releases)
        await self._db.run_many(insert(t.release), [_columns(release) for release in added])
        newest = {(release.pool, release.drug): release.id for release in added}
        await self._db.put(
            t.release_current,
            *(
                {"pool": pool, "drug": drug, "release_id": release}
                for (pool, drug), release in newest.items()
            ),
        )


def _columns(release: Release) -> dict[str, object]:
    return {
        "release_id": release.id,
        "pool": release.pool,
        "drug": release.drug,
        "day": release.day,
        "tier": int(release.tier),
        "raters": release.raters,
        "results": dump_results(release.results),
        "synthetic": release.synthetic,
    }


def _release(row: RowMapping) -> Release:
    return Release(
        id=ReleaseId(row["release_id"]),
        pool=PoolId(row["pool"]),
        drug=DrugId(row["drug"]),
        day=row["day"],
        tier=Tier(row["tier"]),
        raters=row["raters"],
        results=load_results(row["results"]),
        synthetic=row["synthetic"],
    )
