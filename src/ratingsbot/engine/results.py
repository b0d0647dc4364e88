"""Reading what peers think: everything here comes from a release, nothing from live ratings."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from ratingsbot.domain.drugs import Drug, DrugId
from ratingsbot.domain.releases import PoolId, Release, ReleaseId
from ratingsbot.engine import access
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.rating import known_drug
from ratingsbot.engine.records import Account, CommentPage
from ratingsbot.engine.services import Services
from ratingsbot.errors import StorageError, Unknown

log = structlog.get_logger()

RECENT_MAX = 5
REMEMBERING_SECONDS = 0.5
COMMENTS_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A drug and what may be shown of its ratings."""

    drug: Drug
    release: Release | None
    """None, or of tier NONE: "Not enough ratings yet"."""
    rated_by_me: bool
    comments: int
    synthetic: bool

    @property
    def has_results(self) -> bool:
        """Whether there is anything to show."""
        return self.release is not None and self.release.has_results


async def card(services: Services, caller: access.Caller, drug_id: DrugId) -> Card:
    """A drug's card; the look-up joins one's last ones. Raises Refused, Unknown."""
    drug = known_drug(services, drug_id)

    async def read(uow: UnitOfWork) -> tuple[Card, Account]:
        who = await access.physician(services, uow, caller)
        releases = await uow.releases.latest(who.pool.id, [drug.id])
        mine = await uow.reviews.of_drug(who.pool.id, who.author, drug.id)
        page = await uow.reviews.comments(who.pool.id, drug.id, 0, 0)
        release = releases.get(drug.id)
        synthetic = who.pool.synthetic or (release is not None and release.synthetic)
        return Card(drug, release, bool(mine), page.total, synthetic), who.account

    found, account = await services.store.read(read)
    try:
        async with asyncio.timeout(REMEMBERING_SECONDS):
            await _remember(services, account, drug.id)
    except (TimeoutError, StorageError):
        log.info("a look-up was not remembered")  # a card never waits for a busy database
    return found


async def comments(
    services: Services, caller: access.Caller, drug_id: DrugId, page: int
) -> CommentPage:
    """A page (from 0) of a drug's published comments. Raises Refused, Unknown."""
    drug = known_drug(services, drug_id)

    async def read(uow: UnitOfWork) -> CommentPage:
        who = await access.physician(services, uow, caller)
        if not await _has_results(uow, who.pool.id, drug.id):
            return CommentPage((), 0)
        return await uow.reviews.comments(
            who.pool.id, drug.id, max(page, 0) * COMMENTS_A_PAGE, COMMENTS_A_PAGE
        )

    return await services.store.read(read)


async def _has_results(uow: UnitOfWork, pool: PoolId, drug: DrugId) -> bool:
    release = (await uow.releases.latest(pool, [drug])).get(drug)
    return release is not None and release.has_results


async def release(services: Services, release_id: ReleaseId) -> Release:
    """A release by its id, for the picture of a card already shown. Raises Unknown."""
    found = await services.store.read(lambda uow: uow.releases.get(release_id))
    if found is None:
        raise Unknown("These results are no longer kept.")
    return found


async def tell_when_ready(services: Services, caller: access.Caller, drug_id: DrugId) -> bool:
    """Leave a notice once the drug has results; asking twice is asking once.

    False when it has results already. Raises Refused, Unknown.
    """
    drug = known_drug(services, drug_id)

    async def transaction(uow: UnitOfWork) -> bool:
        who = await access.physician(services, uow, caller)
        if await _has_results(uow, who.pool.id, drug.id):
            return False
        await uow.people.watch(watch_ref(services, who.pool.id, drug.id), who.account.id)
        return True

    return await services.store.write(transaction)


def watch_ref(services: Services, pool: PoolId, drug: DrugId) -> bytes:
    """The blind index of "waits for this drug": who waits for what isn't readable at rest."""
    return services.keyring.blind("watch", pool, drug)


async def recent(services: Services, caller: access.Caller) -> Sequence[Drug]:
    """One's last look-ups, newest first. Raises Refused."""

    async def read(uow: UnitOfWork) -> list[DrugId]:
        who = await access.physician(services, uow, caller)
        return _recent_ids(services, who.account)

    ids = await services.store.read(read)
    return [drug for drug in (services.catalogue.get(item) for item in ids) if drug is not None]


def _recent_ids(services: Services, account: Account) -> list[DrugId]:
    if account.sealed_recent is None:
        return []
    return [DrugId(x) for x in json.loads(services.keyring.unseal("recent", account.sealed_recent))]


async def _remember(services: Services, account: Account, drug: DrugId) -> None:
    known = _recent_ids(services, account)
    if known[:1] == [drug]:
        return
    ids = [drug, *(item for item in known if item != drug)][:RECENT_MAX]
    sealed = services.keyring.seal("recent", json.dumps(ids))

    async def transaction(uow: UnitOfWork) -> None:
        fresh = await uow.people.account_by_id(account.id)
        if fresh is not None:
            await uow.people.put_account(replace(fresh, sealed_recent=sealed))

    await services.store.write(transaction)
