"""A pool's own names and products."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from ratingsbot.domain.drugs import DrugId, LocalDrug
from ratingsbot.domain.releases import PoolId
from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection


class SqlFormulary:
    """Implements `ratingsbot.engine.ports.Formulary`; see there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def of_pool(self, pool: PoolId) -> Sequence[LocalDrug]:
        c = t.formulary.c
        query = select(t.formulary).where(c.pool == pool).order_by(c.name, c.id)
        return [
            LocalDrug(row["id"], row["name"], DrugId(row["drug"]), row["ingredients"])
            for row in await self._db.rows(query)
        ]

    async def put(self, pool: PoolId, item: LocalDrug) -> None:
        row = {"pool": pool, "id": item.id, "name": item.name, "drug": item.drug}
        await self._db.put(t.formulary, row | {"ingredients": item.ingredients})

    async def delete(self, pool: PoolId, item: str) -> bool:
        c = t.formulary.c
        return bool(await self._db.run(delete(t.formulary).where(c.pool == pool, c.id == item)))
