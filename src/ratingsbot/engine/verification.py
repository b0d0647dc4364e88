"""How a physician gets in: ask, wait for a steward; or redeem a one-time code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ratingsbot.domain.physicians import Profile, Role
from ratingsbot.engine import access, profiles
from ratingsbot.engine.notifications import Kind, notify
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import VerificationRequest
from ratingsbot.engine.services import Services, once
from ratingsbot.engine.workspaces import ensure_account, ensure_workspace
from ratingsbot.errors import Invalid, Refused, Unknown


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as a steward sees it."""

    id: str
    profile: Profile
    asked_on: date


async def ask(
    services: Services, caller: access.Caller, profile: Profile, cause: tuple[str, ...]
) -> str:
    """Put a request into the stewards' queue and tell them. Raises Invalid, Refused.

    Returns "asked", or "verified" when the person already is.
    """
    if not caller.is_member:
        raise Refused
    stated = profiles.check(profile)

    async def effect(uow: UnitOfWork) -> str:
        identity = caller.identity
        workspace = await ensure_workspace(services, uow, identity.platform, identity.workspace)
        account = await ensure_account(services, uow, workspace, identity)
        if access.is_verified(services, account):
            return "verified"
        waits_already = await uow.people.request_of(account.id) is not None
        await uow.people.add_request(
            VerificationRequest(
                id=services.random.token(),
                workspace=workspace.id,
                account=account.id,
                licence_ref=profiles.licence_ref(services, stated),
                sealed_profile=profiles.seal(services, stated),
                asked_on=services.today(),
            )
        )
        if waits_already:  # told once; asking again only mends what was stated
            return "asked"
        stewards = await uow.people.with_role(workspace.id, Role.STEWARD)
        told = [steward for steward in stewards if access.is_verified(services, steward)]
        if not told:
            told = list(await uow.people.with_role(workspace.id, Role.ADMIN))
        for officer in told:
            await notify(services, uow, officer, Kind.VERIFY_ASKED)
        return "asked"

    return await once(services, cause, effect)


async def queue(services: Services, caller: access.Caller) -> Sequence[Waiting]:
    """What waits for a steward, oldest first. Raises Refused."""

    async def read(uow: UnitOfWork) -> list[Waiting]:
        officer = await access.steward(services, uow, caller)
        return [
            Waiting(item.id, profiles.unseal(services, item.sealed_profile), item.asked_on)
            for item in await uow.people.requests(officer.workspace.id)
        ]

    return await services.store.read(read)


async def decide(
    services: Services,
    caller: access.Caller,
    request_id: str,
    *,
    approve: bool,
    cause: tuple[str, ...],
) -> str:
    """A steward approves or declines; the person is told. Returns the stated name.

    Raises Refused, Unknown (already decided), Invalid (licence or account taken, or one's own).
    """

    async def effect(uow: UnitOfWork) -> str:
        officer = await access.steward(services, uow, caller)
        request = await uow.people.request(request_id)
        if request is None or request.workspace != officer.workspace.id:
            raise Unknown("This request has been decided already.")
        if request.account == officer.account.id:
            raise Invalid("Another steward must decide about your own request.")
        account = await uow.people.account_by_id(request.account)
        if account is None:
            raise Unknown("This person has left in the meantime.")
        name = profiles.unseal(services, request.sealed_profile).name
        if approve:
            account = await profiles.attest(services, uow, account, request)
            await notify(services, uow, account, Kind.VERIFIED)
        else:
            await uow.people.delete_request(request.id)
            await notify(services, uow, account, Kind.DECLINED)
        return name

    return await once(services, cause, effect)


async def redeem(services: Services, caller: access.Caller, code: str) -> None:
    """Use a one-time code from the roster. Raises Refused, Invalid (wrong, used or too old).

    Needs no receipt: for who is verified already, a code that is gone is a repetition.
    """
    if not caller.is_member:
        raise Refused
    invalid = Invalid(
        "This code isn't valid (any more). Check it, or ask for a new one.", field="code"
    )

    async def transaction(uow: UnitOfWork) -> None:
        identity = caller.identity
        workspace = await uow.people.workspace(identity.platform, identity.workspace)
        taken = await uow.people.take_code(code_ref(services, code), services.today())
        if taken is None and (await access.standing(services, uow, caller)).is_physician:
            return
        if taken is None or workspace is None or taken.workspace != workspace.id:
            raise invalid
        if taken.verified_until <= services.today():
            raise invalid
        account = await ensure_account(services, uow, workspace, identity)
        await profiles.link(
            services, uow, account, taken.licence_ref, taken.sealed_profile, taken.verified_until
        )

    await services.store.write(transaction)


def code_ref(services: Services, code: str) -> bytes:
    """The blind index of a one-time code; case, spaces and hyphens don't matter."""
    return services.keyring.blind("code", "".join(c for c in code.upper() if c.isalnum()))
