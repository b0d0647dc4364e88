"""A pool's own names and products: what the catalogue can't know, such as compounded medicines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ratingsbot.domain.drugs import (
    LOCAL_PREFIX,
    Drug,
    DrugId,
    DrugMatch,
    Indication,
    IndicationCode,
    LocalDrug,
    Scope,
)
from ratingsbot.domain.releases import PoolId
from ratingsbot.domain.reviews import clean_text
from ratingsbot.engine import access
from ratingsbot.engine.ports import DrugCatalogue, UnitOfWork
from ratingsbot.engine.services import Services
from ratingsbot.errors import Invalid, Unknown

NAME_MAX = 80
INGREDIENTS_MAX = 300
ITEMS_MAX = 500


@dataclass(frozen=True, slots=True)
class LocalCatalogue:
    """The catalogue as a physician sees it: the pool's entries beside everybody's, and of drugs
    that share a name those of their country first.

    Implements `ratingsbot.engine.ports.DrugCatalogue`. A name that is a pool's own and also the
    catalogue's means both: look-up then asks, as for any other name of several drugs.
    """

    base: DrugCatalogue
    items: Sequence[LocalDrug]
    country: str = ""
    """Two letters; "" if unknown."""

    @property
    def aliases(self) -> Mapping[DrugId, DrugId]:
        """See the port."""
        return self.base.aliases

    def near(self, text: str, /, limit: int = 5) -> Sequence[DrugMatch]:
        """See the port."""
        return self.base.near(text, limit)

    def newly_authorised(self, since: int, /) -> Sequence[Drug]:
        """See the port."""
        return self.base.newly_authorised(since)

    def get(self, drug_id: DrugId, /) -> Drug | None:
        """See the port."""
        for item in self.items:
            if item.is_product and item.drug == drug_id:
                return _product(item)
        return self.base.get(drug_id)

    def find(self, text: str, /, country: str = "") -> Sequence[DrugMatch]:
        """See the port."""
        own = [item for item in self.items if _same(item.name, text)]
        return _once([*self._matches(own), *self.base.find(text, country or self.country)])

    def suggest(self, text: str, /, limit: int = 25, country: str = "") -> Sequence[DrugMatch]:
        """See the port."""
        own = [item for item in self.items if text and _begins(item.name, text)]
        found = self.base.suggest(text, limit, country or self.country)
        return _once([*self._matches(own), *found])[:limit]

    def indications(self, text: str, /, drug: Drug | None, limit: int = 25) -> Sequence[Indication]:
        """See the port."""
        return self.base.indications(text, drug, limit)

    def indication(self, code: IndicationCode, /) -> Indication | None:
        """See the port."""
        return self.base.indication(code)

    def scope(self, text: str, /) -> Scope | None:
        """See the port."""
        return self.base.scope(text)

    def scopes(self, text: str, /, limit: int = 25) -> Sequence[Scope]:
        """See the port."""
        return self.base.scopes(text, limit)

    def within(self, scope: str, /) -> Sequence[Drug]:
        """See the port."""
        return self.base.within(scope)

    def _matches(self, items: Sequence[LocalDrug]) -> list[DrugMatch]:
        found = ((item, self.get(item.drug)) for item in items)
        return [DrugMatch(drug, item.name) for item, drug in found if drug is not None]


async def for_pool(
    services: Services, uow: UnitOfWork, pool: PoolId, country: str = ""
) -> Services:
    """The services with the catalogue as it is seen in this pool, from this country."""
    items = await uow.formulary.of_pool(pool)
    if not items and not country:
        return services
    return replace(services, catalogue=LocalCatalogue(services.catalogue, items, country))


async def for_caller(services: Services, uow: UnitOfWork, caller: access.Caller) -> Services:
    """The services with the catalogue as the caller sees it; the same ones for strangers."""
    who = caller.identity
    workspace = await uow.people.workspace(who.platform, who.workspace)
    if workspace is None:
        return services
    account = await uow.people.account(access.account_ref(services, who))
    country = ""
    if account is not None and account.physician is not None:
        country = (await uow.people.physician(account.physician)).country
    return await for_pool(services, uow, workspace.pool, country)


async def listed(services: Services, caller: access.Caller) -> Sequence[LocalDrug]:
    """The pool's own entries, for admins and stewards. Raises Refused."""

    async def read(uow: UnitOfWork) -> Sequence[LocalDrug]:
        officer = await access.officer(services, uow, caller)
        return await uow.formulary.of_pool(officer.workspace.pool)

    return await services.store.read(read)


async def may_change(services: Services, caller: access.Caller) -> None:
    """Raises Refused unless the caller is an admin: asked before a form is opened."""
    await services.store.read(lambda uow: access.admin(services, uow, caller))


async def add(
    services: Services,
    caller: access.Caller,
    *,
    name: str,
    drug: DrugId | None,
    ingredients: str = "",
) -> LocalDrug:
    """Add a local name for a drug, or a product of one's own.

    Args:
        drug: Which drug of the catalogue the name means; None for a product.
        ingredients: What is in the product; needed for one.

    Raises Refused, and Invalid when the name is taken, too long, or a product says nothing of
    what is in it.
    """
    named, contents = (
        _tidy(name, NAME_MAX, "name"),
        _tidy(ingredients, INGREDIENTS_MAX, "ingredients"),
    )
    if not named:
        raise Invalid("What is it called?", field="name")
    if drug is None and not contents:
        raise Invalid("Say what is in it, with strengths.", field="ingredients")

    async def transaction(uow: UnitOfWork) -> LocalDrug:
        officer = await access.admin(services, uow, caller)
        pool = officer.workspace.pool
        items = await uow.formulary.of_pool(pool)
        if len(items) >= ITEMS_MAX:
            raise Invalid(f"There are {ITEMS_MAX} entries already; delete some first.")
        if any(_same(item.name, named) for item in items):
            raise Invalid("This name is in the formulary already.", field="name")
        key = services.random.token(12)
        target = drug if drug is not None else DrugId(f"{LOCAL_PREFIX}{key}")
        item = LocalDrug(key, named, target, "" if drug is not None else contents)
        await uow.formulary.put(pool, item)
        return item

    return await services.store.write(transaction)


async def remove(services: Services, caller: access.Caller, item_id: str) -> LocalDrug:
    """Take an entry out. Ratings of a product stay with their authors, under /drug mine.

    Raises Refused, Unknown.
    """

    async def transaction(uow: UnitOfWork) -> LocalDrug:
        officer = await access.admin(services, uow, caller)
        pool = officer.workspace.pool
        for item in await uow.formulary.of_pool(pool):
            if item.id == item_id:
                await uow.formulary.delete(pool, item_id)
                return item
        raise Unknown("This entry is gone already.")

    return await services.store.write(transaction)


def _product(item: LocalDrug) -> Drug:
    return Drug(
        id=item.drug,
        name=item.name,
        brands=(),
        drug_class=f"Made or named here: {item.ingredients}",
        first_year=None,
        first_year_source="",
        indications=(),
    )


def _tidy(text: str, longest: int, field: str) -> str:
    tidy = " ".join(clean_text(text).split())
    if len(tidy) > longest:
        raise Invalid(f"At most {longest} characters fit.", field=field)
    return tidy


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _same(name: str, text: str) -> bool:
    return _fold(name) == _fold(text)


def _begins(name: str, text: str) -> bool:
    typed = _fold(text)
    words = name.split()
    return any(_fold("".join(words[n:])).startswith(typed) for n in range(len(words)))


def _once(matches: Sequence[DrugMatch]) -> list[DrugMatch]:
    best: dict[DrugId, DrugMatch] = {}
    for match in matches:
        best.setdefault(match.drug.id, match)
    return list(best.values())
