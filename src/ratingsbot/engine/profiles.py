"""From a stated profile to a verified physician: one licence, one physician, one voice."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import date, timedelta

from ratingsbot.domain.physicians import MAX_VERIFICATION_DAYS, Level, Profile, Role
from ratingsbot.domain.reviews import clean_text
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Account, PhysicianRecord, VerificationRequest
from ratingsbot.engine.services import Services
from ratingsbot.errors import Invalid

_COUNTRY = re.compile(r"[A-Z]{2}")


def check(profile: Profile) -> Profile:
    """The profile, tidied. Raises Invalid naming the field."""
    tidy = Profile(
        name=_line(profile.name),
        country=_line(profile.country).upper(),
        register=_line(profile.register),
        number=_line(profile.number),
        specialty=_line(profile.specialty),
    )
    for field, value in asdict(tidy).items():
        if not value:
            raise Invalid(f"The {field} is missing.", field=field)
        if len(value) > 100:
            raise Invalid(f"The {field} is too long (100 characters at most).", field=field)
    if not _COUNTRY.fullmatch(tidy.country):
        raise Invalid("The country is two letters, such as US, GB or AT.", field="country")
    if not any(character.isdigit() for character in tidy.number):
        raise Invalid("A licence number has at least one digit.", field="number")
    return tidy


def _line(text: str) -> str:
    """One line without anything that could make a steward read it wrongly."""
    return " ".join(clean_text(text).split())


def licence_ref(services: Services, profile: Profile) -> bytes:
    """The licence's blind index: spelling of register and number doesn't matter."""

    def plain(text: str) -> str:
        return "".join(c for c in text.casefold() if c.isalnum())

    return services.keyring.blind(
        "licence", plain(profile.country), plain(profile.register), plain(profile.number)
    )


def seal(services: Services, profile: Profile) -> bytes:
    """The profile, sealed for storage."""
    return services.keyring.seal("profile", json.dumps(asdict(profile)))


def unseal(services: Services, sealed: bytes) -> Profile:
    """What `seal` sealed."""
    return Profile(**json.loads(services.keyring.unseal("profile", sealed)))


async def name_of(services: Services, uow: UnitOfWork, account: Account) -> str:
    """A verified person's stated name, for the admins' and stewards' lists."""
    if account.physician is None or account.level is Level.NONE:
        return "(no longer verified)"
    record = await uow.people.physician(account.physician)
    return unseal(services, record.sealed_profile).name


async def attest(
    services: Services, uow: UnitOfWork, account: Account, request: VerificationRequest
) -> Account:
    """Turn an open request into a verification of 12 months. Raises Invalid (see `link`)."""
    until = services.today() + timedelta(days=MAX_VERIFICATION_DAYS)
    linked = await link(services, uow, account, request.licence_ref, request.sealed_profile, until)
    await uow.people.delete_request(request.id)
    return linked


async def link(
    services: Services,
    uow: UnitOfWork,
    account: Account,
    licence: bytes,
    sealed_profile: bytes,
    until: date,
) -> Account:
    """Tie an account to the physician who holds the licence, verified `until` that day.

    A licence that another account of the pool held before begins anew, without that one's ratings.
    Raises Invalid when the licence is held by another account of the pool, or the account by
    another licence: one of them is wrong, and a second voice would be worse than a delay. Another
    pool is another matter: its stewards attest for themselves, and no rating crosses.
    """
    known = await uow.people.physician_by_licence(licence)
    others = [] if known is None else await _other_accounts(uow, known, account)
    here = [other for other in others if await _same_pool(uow, other, account)]
    if any(other.level is not Level.NONE for other in here):
        raise Invalid(
            "This licence is already verified for another account. "
            "End that verification first (/drug-admin verify)."
        )
    attested = account.physician is not None and account.level is not Level.NONE
    if attested and (known is None or known.id != account.physician):
        raise Invalid("This account is already verified with another licence.")
    if known is not None and here:
        await _retire(services, uow, known)
        known = None
    profile = unseal(services, sealed_profile)
    physician = PhysicianRecord(
        id=known.id if known is not None else services.random.token(),
        licence_ref=licence,
        sealed_profile=sealed_profile,
        specialty=profile.specialty,
        country=profile.country,
    )
    if known is None or not others:  # what another pool's steward attested isn't ours to change
        await uow.people.put_physician(physician)
    linked = replace(
        account,
        physician=physician.id,
        level=Level.ATTESTED,
        expires_on=min(until, services.today() + timedelta(days=MAX_VERIFICATION_DAYS)),
    )
    await uow.people.put_account(linked)
    return linked


async def _other_accounts(
    uow: UnitOfWork, physician: PhysicianRecord, account: Account
) -> list[Account]:
    return [a for a in await uow.people.accounts_of(physician.id) if a.id != account.id]


async def _retire(services: Services, uow: UnitOfWork, physician: PhysicianRecord) -> None:
    """Let go of the licence: its next holder begins anew.

    Otherwise whoever gets a licence attested for an account of their own, an admin with a roster
    included, would read and change what its earlier holder gave.
    """
    former = services.keyring.blind("former licence", physician.id)
    await uow.people.put_physician(replace(physician, licence_ref=former))


async def _same_pool(uow: UnitOfWork, one: Account, other: Account) -> bool:
    """Whether two accounts would speak with one voice: their reviews share an author."""
    first = await uow.people.workspace_by_id(one.workspace)
    second = await uow.people.workspace_by_id(other.workspace)
    return first.pool == second.pool


async def unlink(services: Services, uow: UnitOfWork, account: Account) -> None:
    """End the verification and the stewardship, and use up what could let the person in again.

    The account still points to its physician: verified again, it speaks with the same voice, and
    no other account ever does.
    """
    if account.physician is not None:
        record = await uow.people.physician(account.physician)
        await uow.people.delete_codes(account.workspace, record.licence_ref)
    request = await uow.people.request_of(account.id)
    if request is not None:
        await uow.people.delete_request(request.id)
    await uow.people.put_account(
        replace(
            account,
            level=Level.NONE,
            expires_on=None,
            roles=account.roles - {Role.STEWARD},
        )
    )
