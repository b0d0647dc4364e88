"""The real product for a test: engine, App and a real database; only time and chance are ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.chat.app import RatingsApp
from ratingsbot.chat.boundary import Adapter
from ratingsbot.dialogs.model import FormLimits
from ratingsbot.domain.drugs import NO_INDICATION, DrugId, IndicationCode
from ratingsbot.domain.physicians import Identity, Profile, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import Dimension, Review
from ratingsbot.engine import access, profiles, publication, workspaces
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.services import Services
from ratingsbot.jobs.outbox import deliver_due
from ratingsbot.keys import SecretKeyring
from ratingsbot.storage.engine import SqlStore, create_store
from ratingsbot.storage.migrate import migrate
from ratingsbot.testing.determinism import SeededRandom, SettableClock

OPERATOR = "Test Hospital IT, it@hospital.example"
TEST_KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Product:
    """ratingsbot over a database of its own."""

    app: RatingsApp
    services: Services
    store: SqlStore
    clock: SettableClock

    async def publish(self) -> publication.Published:
        """Run the release job now."""
        return await publication.publish_all(self.services)

    async def deliver(self, adapter: Adapter) -> int:
        """Send what waits in the outbox."""
        return await deliver_due(self.services, {adapter.name: adapter})

    async def make_physician(
        self, identity: Identity, name: str = "Dr Test", *, country: str = "ZZ"
    ) -> None:
        """Verify somebody, as an import would, and take the briefing as read."""

        async def transaction(uow: UnitOfWork) -> None:
            workspace = await workspaces.ensure_workspace(
                self.services, uow, identity.platform, identity.workspace
            )
            account = await workspaces.ensure_account(self.services, uow, workspace, identity)
            profile = Profile(name, country, "Test register", f"T-{identity.user}-1", "Medicine")
            account = await profiles.link(
                self.services,
                uow,
                replace(account, briefed=True),
                profiles.licence_ref(self.services, profile),
                profiles.seal(self.services, profile),
                self.services.today() + timedelta(days=300),
            )
            await uow.people.put_account(account)

        await self.store.write(transaction)

    async def make_steward(self, identity: Identity, name: str = "Dr Steward") -> None:
        """Verify somebody and make them a steward."""
        await self.make_physician(identity, name)
        await self._give(identity, Role.STEWARD)

    async def make_admin(self, identity: Identity) -> None:
        """Name an admin. They must be one of the platform as well."""
        await workspaces.name_admin(self.services, identity)

    async def unbrief(self, identity: Identity) -> None:
        """As before their first rating."""

        async def transaction(uow: UnitOfWork) -> None:
            account = await uow.people.account(access.account_ref(self.services, identity))
            assert account is not None
            await uow.people.put_account(replace(account, briefed=False))

        await self.store.write(transaction)

    async def _give(self, identity: Identity, role: Role) -> None:
        async def transaction(uow: UnitOfWork) -> None:
            account = await uow.people.account(access.account_ref(self.services, identity))
            assert account is not None
            await uow.people.put_account(replace(account, roles=account.roles | {role}))

        await self.store.write(transaction)

    async def pool_of(self, platform: str, workspace: str) -> PoolId:
        """The workspace's pool; the workspace is made when it isn't there yet."""

        async def transaction(uow: UnitOfWork) -> PoolId:
            found = await workspaces.ensure_workspace(self.services, uow, platform, workspace)
            return found.pool

        return await self.store.write(transaction)

    async def colleagues_rate(
        self,
        pool: PoolId,
        drug: str,
        raters: int,
        *,
        value: int = 4,
        comment: str = "",
        indication: str = "",
        first: int = 0,
    ) -> None:
        """`raters` invented colleagues rate a drug `value` on every dimension.

        Args:
            comment: "{}" in it becomes the colleague's number; "" for none.
            first: The number of the first colleague: other numbers are other people.
        """

        async def transaction(uow: UnitOfWork) -> None:
            for number in range(first, first + raters):
                author = access.author_of(self.services, pool, f"colleague {number}")
                review = Review(
                    DrugId(drug),
                    dict.fromkeys(Dimension, value),
                    IndicationCode(indication),
                    comment.format(number),
                )
                await uow.reviews.save(pool, author, review, self.services.today())

        await self.store.write(transaction)

    async def colleagues_withdraw(
        self, pool: PoolId, drug: str, raters: int, *, first: int = 0
    ) -> None:
        """So many of those whom `colleagues_rate` made withdraw their ratings of a drug."""

        async def transaction(uow: UnitOfWork) -> None:
            for number in range(first, first + raters):
                author = access.author_of(self.services, pool, f"colleague {number}")
                today = self.services.today()
                await uow.reviews.withdraw(pool, author, DrugId(drug), NO_INDICATION, today)

        await self.store.write(transaction)

    async def colleague_rates(
        self, pool: PoolId, drug: str, number: int, ratings: Mapping[Dimension, int]
    ) -> None:
        """One invented colleague rates a drug, or edits their rating of it."""
        author = access.author_of(self.services, pool, f"colleague {number}")
        review = Review(DrugId(drug), ratings)
        today = self.services.today()
        await self.store.write(lambda uow: uow.reviews.save(pool, author, review, today))


@lru_cache(maxsize=1)
def shared_catalogue() -> Catalogue:
    """The shipped catalogue, read once: it doesn't change, and reading it takes half a second."""
    return load_catalogue()


@asynccontextmanager
async def product(
    folder: Path,
    platforms: Mapping[str, FormLimits],
    *,
    database_url: str = "",
    clock: SettableClock | None = None,
    actions_a_minute: int = 10_000,
    seed: int = 7,
) -> AsyncIterator[Product]:
    """ratingsbot over a fresh SQLite file in `folder`, or over `database_url`.

    Two over one database need two seeds: equal ones would make equal ids.
    """
    url = database_url or f"sqlite:///{folder / 'test.sqlite3'}"
    await migrate(url, backup_dir=folder / "backups")
    clock = clock or SettableClock()
    store = create_store(url, now=clock.now)
    try:
        services = Services(
            store=store,
            clock=clock,
            random=SeededRandom(seed),
            keyring=SecretKeyring(TEST_KEY),
            catalogue=shared_catalogue(),
            operator=OPERATOR,
        )
        app = RatingsApp(services, platforms, actions_a_minute=actions_a_minute)
        yield Product(app, services, store, clock)
    finally:
        await store.close()
