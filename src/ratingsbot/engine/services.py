"""What every use case is handed: the ports, bundled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ratingsbot.engine.ports import Clock, DrugCatalogue, Keyring, Random, Store, UnitOfWork

RECEIPT_LENGTH = 128
RECEIPT_LIFE = timedelta(days=15)
"""Longer than a dialog can live: after that nothing can be sent twice."""


@dataclass(frozen=True, slots=True)
class Services:
    """The engine's surroundings. Frozen: a use case changes the database and nothing else."""

    store: Store
    clock: Clock
    random: Random
    keyring: Keyring
    catalogue: DrugCatalogue
    operator: str
    """Who runs this bot and could, technically, read everything: told to every physician."""

    def today(self) -> date:
        """The day in UTC."""
        return self.clock.now().date()


def receipt_ref(services: Services, cause: tuple[str, ...]) -> bytes:
    """The blind index of what an effect came from."""
    return services.keyring.blind("receipt", *cause)


async def done_before(services: Services, cause: tuple[str, ...]) -> bool:
    """Whether `once` had its effect for this cause already."""
    ref = receipt_ref(services, cause)
    return await services.store.read(lambda uow: uow.drafts.receipt(ref)) is not None


async def once(
    services: Services, cause: tuple[str, ...], effect: Callable[[UnitOfWork], Awaitable[str]]
) -> str:
    """Run `effect` and keep a receipt in the same transaction; a repetition has no effect.

    Args:
        cause: What it came from, e.g. (dialog token, page, digest of the answers).
        effect: Changes the database and returns a short result. It leaves no receipt when it
            raises, so that a corrected form can be sent again.

    Returns:
        The effect's result, or the first run's when this is a repetition.
    """
    ref = receipt_ref(services, cause)

    async def transaction(uow: UnitOfWork) -> str:
        earlier = await uow.drafts.receipt(ref)
        if earlier is not None:
            return services.keyring.unseal("receipt", earlier).rstrip()
        result = await effect(uow)
        # Midnight and one length for all: the second of a save, or how long its result is, would
        # let a thief of the database join a receipt to somebody who was seen typing.
        expires = datetime.combine(services.today() + RECEIPT_LIFE, time.min, UTC)
        sealed = services.keyring.seal("receipt", result.ljust(RECEIPT_LENGTH))
        await uow.drafts.add_receipt(ref, sealed, expires)
        return result

    return await services.store.write(transaction)
