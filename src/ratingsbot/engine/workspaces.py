"""Workspaces, their admins and their stewards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ratingsbot.domain.physicians import Identity, Level, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.engine import access, profiles
from ratingsbot.engine.notifications import Kind, notify
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Account, Pool, Workspace
from ratingsbot.engine.services import Services
from ratingsbot.errors import Invalid, Refused, Unknown


async def ensure_workspace(
    services: Services, uow: UnitOfWork, platform: str, external_id: str, name: str = ""
) -> Workspace:
    """The workspace's record; a new one gets a pool of its own."""
    found = await uow.people.workspace(platform, external_id)
    if found is not None:
        return found
    pool = Pool(PoolId(services.random.token()))
    await uow.people.add_pool(pool)
    workspace = Workspace(services.random.token(), platform, external_id, pool.id, name)
    await uow.people.add_workspace(workspace)
    return workspace


async def ensure_account(
    services: Services, uow: UnitOfWork, workspace: Workspace, identity: Identity
) -> Account:
    """The person's account record; a new one can do nothing yet."""
    ref = access.account_ref(services, identity)
    found = await uow.people.account(ref)
    if found is not None:
        return found
    account = Account(
        id=services.random.token(),
        workspace=workspace.id,
        ref=ref,
        sealed_user=services.keyring.seal("user", identity.user),
    )
    await uow.people.put_account(account)
    return account


async def name_admin(services: Services, identity: Identity, workspace_name: str = "") -> None:
    """Record an admin: by the operator's command, or because this person installed the bot.

    They are welcomed once with the three steps to do next.
    """

    async def transaction(uow: UnitOfWork) -> None:
        workspace = await ensure_workspace(
            services, uow, identity.platform, identity.workspace, workspace_name
        )
        account = await ensure_account(services, uow, workspace, identity)
        if Role.ADMIN in account.roles:
            return
        await uow.people.put_account(replace(account, roles=account.roles | {Role.ADMIN}))
        await notify(services, uow, account, Kind.WELCOME)

    await services.store.write(transaction)


async def appoint_steward(services: Services, caller: access.Caller, member: str) -> None:
    """An admin makes a physician a steward.

    The person must be verified, or have asked by /drug verify: then the appointment attests the
    request, which is how a workspace gets its first steward. Raises Refused, Unknown, Invalid.
    """

    async def transaction(uow: UnitOfWork) -> None:
        officer = await access.admin(services, uow, caller)
        account = await _member(services, uow, officer, member)
        if not access.is_verified(services, account):
            if account.id == officer.account.id:
                raise Refused(
                    "Nobody verifies themselves. Appoint a physician whom you know; they can then "
                    "verify you. In a workspace of one, the operator does it: "
                    "`ratingsbot name-steward`."
                )
            request = await uow.people.request_of(account.id)
            if request is None:
                raise Invalid(
                    "Stewards are verified physicians. Ask this person to send /drug verify "
                    "first; then appoint them, which also verifies them."
                )
            account = await profiles.attest(services, uow, account, request)
        await uow.people.put_account(replace(account, roles=account.roles | {Role.STEWARD}))
        await notify(services, uow, account, Kind.STEWARD_NAMED)

    await services.store.write(transaction)


async def dismiss_steward(services: Services, caller: access.Caller, member: str) -> None:
    """An admin ends a stewardship; the verification stays. Raises Refused, Unknown."""

    async def transaction(uow: UnitOfWork) -> None:
        officer = await access.admin(services, uow, caller)
        account = await _member(services, uow, officer, member)
        await uow.people.put_account(replace(account, roles=account.roles - {Role.STEWARD}))

    await services.store.write(transaction)


async def stewards(services: Services, caller: access.Caller) -> Sequence[str]:
    """The stewards' names, for admins and stewards. Raises Refused."""

    async def transaction(uow: UnitOfWork) -> list[str]:
        officer = await access.officer(services, uow, caller)
        names: list[str] = []
        for account in await uow.people.with_role(officer.workspace.id, Role.STEWARD):
            names.append(await profiles.name_of(services, uow, account))
        return sorted(names)

    return await services.store.read(transaction)


async def _member(
    services: Services, uow: UnitOfWork, officer: access.Officer, member: str
) -> Account:
    workspace = officer.workspace
    identity = Identity(workspace.platform, workspace.external_id, member)
    account = await uow.people.account(access.account_ref(services, identity))
    if account is None:
        raise Unknown("This person hasn't written to ratingsbot yet. Ask them for /drug verify.")
    return account


async def name_steward(services: Services, identity: Identity) -> None:
    """The operator attests somebody's /drug verify request and makes them a steward.

    Raises Unknown when they haven't asked, Invalid when the licence is taken.
    """

    async def transaction(uow: UnitOfWork) -> None:
        account = await uow.people.account(access.account_ref(services, identity))
        request = await uow.people.request_of(account.id) if account is not None else None
        if account is None or request is None:
            raise Unknown("This person hasn't asked. They send /drug verify first.")
        account = await profiles.attest(services, uow, account, request)
        await uow.people.put_account(replace(account, roles=account.roles | {Role.STEWARD}))
        await notify(services, uow, account, Kind.STEWARD_NAMED)

    await services.store.write(transaction)


async def revoke(services: Services, caller: access.Caller, member: str) -> None:
    """End someone's verification, effective on their next action. Their ratings stay.

    An officer can't remove ratings: which comments vanish with a person would tell whose they
    were. Raises Refused, and Unknown when it has ended already.
    """

    async def transaction(uow: UnitOfWork) -> None:
        officer = await access.officer(services, uow, caller)
        account = await _member(services, uow, officer, member)
        if account.id == officer.account.id:
            raise Refused("Another steward or admin must do that for you.")
        await _end(services, uow, account)

    await services.store.write(transaction)


async def expel(services: Services, identity: Identity) -> int:
    """The operator ends the verification of who never was a physician; their ratings go.

    Returns how many. Raises Unknown.
    """

    async def transaction(uow: UnitOfWork) -> int:
        account = await uow.people.account(access.account_ref(services, identity))
        if account is None or account.physician is None:
            raise Unknown("This person was never verified there.")
        workspace = await uow.people.workspace_by_id(account.workspace)
        author = access.author_of(services, workspace.pool, account.physician)
        removed = await uow.reviews.erase(workspace.pool, author, services.today())
        if account.level is not Level.NONE:
            await _end(services, uow, account)
        return removed

    return await services.store.write(transaction)


async def _end(services: Services, uow: UnitOfWork, account: Account) -> None:
    if account.level is Level.NONE:
        raise Unknown("This verification has ended already.")
    await profiles.unlink(services, uow, account)
    await notify(services, uow, account, Kind.REVOKED)
