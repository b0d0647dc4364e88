"""The stage on which the contract is played."""

from __future__ import annotations

from dataclasses import dataclass

from ratingsbot.chat.boundary import Adapter
from ratingsbot.domain.physicians import Identity
from ratingsbot.domain.releases import PoolId
from ratingsbot.testing.driver import Person, Seen, World
from ratingsbot.testing.harness import Product


@dataclass(frozen=True, slots=True)
class Stage:
    """A simulated world, and the product that its bot serves."""

    world: World
    product: Product
    adapter: Adapter

    def identity(self, person: Person) -> Identity:
        """How the product knows somebody."""
        return Identity(self.world.platform, self.world.workspace, person.user_id)

    async def physician(self, name: str = "ada", *, briefed: bool = True) -> Person:
        """A verified physician."""
        person = await self.world.person(name)
        await self.product.make_physician(self.identity(person), name)
        if not briefed:
            await self.product.unbrief(self.identity(person))
        return person

    async def steward(self, name: str = "dana") -> Person:
        """A physician who verifies colleagues."""
        person = await self.world.person(name)
        await self.product.make_steward(self.identity(person), name)
        return person

    async def admin(self, name: str = "eli") -> Person:
        """An admin of the platform whom our own record names."""
        person = await self.world.person(name, admin=True)
        await self.product.make_admin(self.identity(person))
        await self.product.deliver(self.adapter)
        return person

    async def pool(self) -> PoolId:
        """The workspace's pool."""
        return await self.product.pool_of(self.world.platform, self.world.workspace)

    async def colleagues_rate(
        self, drug: str, raters: int, *, value: int = 4, comment: str = "", first: int = 0
    ) -> None:
        """Invented colleagues rate a drug, unseen until published."""
        pool = await self.pool()
        await self.product.colleagues_rate(
            pool, drug, raters, value=value, comment=comment, first=first
        )

    async def rate(self, person: Person, drug: str, **answers: str) -> Seen:
        """Open the dialog and send it."""
        form = await person.command("drug rate", drug=drug)
        return await person.fill(form, **answers)

    async def mine(self, person: Person) -> str:
        """What /drug mine says: the product's memory of a person, as they read it."""
        return (await person.command("drug mine")).text

    async def deliver(self) -> None:
        """Send what waits."""
        await self.product.deliver(self.adapter)
