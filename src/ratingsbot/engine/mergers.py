"""Reviews follow their drug when the catalogue has found two of its drugs to be one."""

from __future__ import annotations

from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.services import Services


async def follow(services: Services) -> int:
    """Carry the reviews of merged drugs over, in one transaction. How many there were.

    Done at each start; when nothing was merged since, it finds nothing to do. Raises StorageError.
    """
    aliases = services.catalogue.aliases
    if not aliases:
        return 0

    async def transaction(uow: UnitOfWork) -> int:
        moved = 0
        for old, new in aliases.items():
            moved += await uow.reviews.carry_over(old, new, services.today())
        return moved

    return await services.store.write(transaction)
