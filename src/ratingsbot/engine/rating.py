"""Rating a drug: open, save, add details, withdraw. Each checks the caller anew as it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ratingsbot.domain.drugs import NO_INDICATION, Drug, DrugId, IndicationCode
from ratingsbot.domain.reviews import Details, Dimension, Review, clean_text
from ratingsbot.engine import access, drafts
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Notice, StoredReview
from ratingsbot.engine.services import Services, once
from ratingsbot.errors import Invalid, Unknown


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when somebody wants to rate a drug."""

    drug: Drug
    briefed: bool
    """False: they haven't read yet who runs this bot and what could be known by whom."""
    mine: Sequence[StoredReview]
    drafts: Sequence[drafts.Draft]
    """Typed earlier for this drug and never saved, the latest first."""


@dataclass(frozen=True, slots=True)
class Key:
    """Which of a physician's reviews: they have one for each drug and indication."""

    drug: DrugId
    indication: IndicationCode = NO_INDICATION


async def open_rating(
    services: Services, caller: access.Caller, drug_id: DrugId, dialog: str
) -> Opening:
    """Everything the rating dialog needs, in one read. Raises Refused, Unknown."""
    drug = known_drug(services, drug_id)

    async def read(uow: UnitOfWork) -> Opening:
        who = await access.physician(services, uow, caller)
        mine = await uow.reviews.of_drug(who.pool.id, who.author, drug.id)
        left = await drafts.left_behind(services, uow, caller.identity, dialog, drug.id)
        return Opening(drug, who.account.briefed, mine, left)

    return await services.store.read(read)


async def accept_briefing(services: Services, caller: access.Caller) -> None:
    """The physician has read who could know what; it isn't shown again. Raises Refused."""

    async def transaction(uow: UnitOfWork) -> None:
        who = await access.physician(services, uow, caller)
        await uow.people.put_account(replace(who.account, briefed=True))

    await services.store.write(transaction)


async def save_ratings(
    services: Services,
    caller: access.Caller,
    key: Key,
    ratings: Mapping[Dimension, int],
    comment: str | None,
    *,
    token: str,
    cause: tuple[str, ...],
) -> str:
    """Save the five scales and the comment; the review's details stay as they were.

    Args:
        comment: None leaves the comment as it is; "" removes it.
        token: The dialog's; it is gone with this transaction.

    Returns "new" or "changed". Raises Refused, Unknown, Invalid.
    """
    drug = known_drug(services, key.drug)

    async def effect(uow: UnitOfWork) -> str:
        who = await access.physician(services, uow, caller)
        before = await _find(uow, who, key)
        if before is None:
            _check_indication(services, key.indication)
        base = before.review if before else Review(drug.id, ratings, key.indication)
        text = base.comment if comment is None else clean_text(comment)
        review = replace(base, ratings=dict(ratings), comment=text)
        await uow.reviews.save(
            who.pool.id, who.author, review, services.today(), synthetic=who.pool.synthetic
        )
        await uow.drafts.delete(token)
        return "changed" if before else "new"

    return await once(services, cause, effect)


async def save_comment(
    services: Services,
    caller: access.Caller,
    key: Key,
    comment: str,
    *,
    token: str,
    cause: tuple[str, ...],
) -> str:
    """Replace a review's comment; "" removes it. Raises Refused, Unknown, Invalid."""

    async def effect(uow: UnitOfWork) -> str:
        who = await access.physician(services, uow, caller)
        before = await _require(uow, who, key)
        for stale in await drafts.left_behind(services, uow, caller.identity, "rating", key.drug):
            await uow.drafts.delete(stale.token)  # its comment is older than this one
        review = replace(before.review, comment=clean_text(comment))
        await uow.reviews.save(
            who.pool.id, who.author, review, services.today(), synthetic=before.synthetic
        )
        await uow.drafts.delete(token)
        return "changed"

    return await once(services, cause, effect)


async def save_details(
    services: Services,
    caller: access.Caller,
    key: Key,
    indication: IndicationCode,
    details: Details,
    *,
    token: str,
    cause: tuple[str, ...],
) -> str:
    """Save what "Add details" asked; a new indication moves the review to it.

    A payment answered earlier this year stays (it isn't asked twice). Returns the indication code
    the review now stands under. Raises Refused, Unknown, Invalid.
    """
    if indication != key.indication:
        _check_indication(services, indication)

    async def effect(uow: UnitOfWork) -> str:
        who = await access.physician(services, uow, caller)
        before = await _require(uow, who, key)
        if indication != key.indication and await _find(
            uow, who, replace(key, indication=indication)
        ):
            raise Invalid(
                "You have a rating for this indication already. Edit that one: /drug mine.",
                field="indication",
            )
        merged = _merge_payment(
            replace(details, indication_text=clean_text(details.indication_text)),
            before.review.details,
            services.today().year,
        )
        review = replace(before.review, indication=indication, details=merged)
        was = key.indication if indication != key.indication else None
        await uow.reviews.save(
            who.pool.id, who.author, review, services.today(), was=was, synthetic=before.synthetic
        )
        await uow.drafts.delete(token)
        return indication

    return await once(services, cause, effect)


def _check_indication(services: Services, code: IndicationCode) -> None:
    if code != NO_INDICATION and services.catalogue.indication(code) is None:
        raise Unknown("That indication isn't in the list (any more).")


def _merge_payment(new: Details, old: Details, year: int) -> Details:
    if new.paid_by_maker is not None:
        return replace(new, paid_year=year)
    return replace(new, paid_by_maker=old.paid_by_maker, paid_year=old.paid_year)


def asks_payment(mine: Sequence[StoredReview], year: int) -> bool:
    """Whether "paid by the maker" is due: asked once a drug and year."""
    return all(item.review.details.paid_year != year for item in mine)


async def withdraw(services: Services, caller: access.Caller, key: Key) -> bool:
    """Delete rating and comment at once. False when there was none. Raises Refused.

    Needs no receipt: doing it twice is doing it once.
    """

    async def transaction(uow: UnitOfWork) -> bool:
        who = await access.physician(services, uow, caller)
        return await uow.reviews.withdraw(
            who.pool.id, who.author, key.drug, key.indication, services.today()
        )

    return await services.store.write(transaction)


async def one_of_mine(services: Services, caller: access.Caller, key: Key) -> StoredReview:
    """One's own review. Raises Refused, Unknown."""

    async def read(uow: UnitOfWork) -> StoredReview:
        who = await access.physician(services, uow, caller)
        return await _require(uow, who, key)

    return await services.store.read(read)


@dataclass(frozen=True, slots=True)
class Mine:
    """What /drug mine shows."""

    reviews: Sequence[StoredReview]
    notices: Sequence[str]


async def mine(services: Services, caller: access.Caller) -> Mine:
    """One's own reviews, by drug, and notices. Raises Refused."""

    async def read(uow: UnitOfWork) -> Mine:
        who = await access.physician(services, uow, caller)
        reviews = await uow.reviews.of_author(who.pool.id, who.author)
        notices = await uow.people.notices(who.account.id)
        return Mine(reviews, [_text(services, notice) for notice in notices])

    return await services.store.read(read)


async def clear_notices(services: Services, caller: access.Caller) -> None:
    """They were read. Raises Refused."""

    async def transaction(uow: UnitOfWork) -> None:
        who = await access.physician(services, uow, caller)
        await uow.people.delete_notices(who.account.id)

    await services.store.write(transaction)


def known_drug(services: Services, drug_id: DrugId) -> Drug:
    """The catalogue's drug. Raises Unknown."""
    drug = services.catalogue.get(drug_id)
    if drug is None:
        raise Unknown("This drug isn't in the catalogue (any more).")
    return drug


def _text(services: Services, notice: Notice) -> str:
    return services.keyring.unseal("notice", notice.sealed_text)


async def _find(uow: UnitOfWork, who: access.Physician, key: Key) -> StoredReview | None:
    for item in await uow.reviews.of_drug(who.pool.id, who.author, key.drug):
        if item.review.indication == key.indication:
            return item
    return None


async def _require(uow: UnitOfWork, who: access.Physician, key: Key) -> StoredReview:
    found = await _find(uow, who, key)
    if found is None:
        raise Unknown("You have no such rating (any more).")
    return found
