"""Who may do what. Our own record decides, anew inside each use case's transaction."""

from __future__ import annotations

from dataclasses import dataclass

from ratingsbot.domain.physicians import Identity, Level, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import Account, Pool, Workspace
from ratingsbot.engine.services import Services
from ratingsbot.errors import Refused


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the platform tells it at this moment."""

    identity: Identity
    is_member: bool = True
    """False for guests, strangers, bots and deactivated people: none of them gets anything."""
    is_platform_admin: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What our own record says of a caller, now."""

    account: Account | None
    workspace: Workspace | None
    is_physician: bool
    is_steward: bool
    is_admin: bool


@dataclass(frozen=True, slots=True)
class Physician:
    """A verified physician in their pool; `author` is the pseudonym that keeps their reviews."""

    account: Account
    workspace: Workspace
    pool: Pool
    author: bytes


@dataclass(frozen=True, slots=True)
class Officer:
    """An admin or a steward in their workspace."""

    account: Account
    workspace: Workspace


def account_ref(services: Services, identity: Identity) -> bytes:
    """The blind index of an account."""
    return services.keyring.blind("account", identity.platform, identity.workspace, identity.user)


def author_of(services: Services, pool: PoolId, physician: str) -> bytes:
    """The pseudonym of a physician in a pool. There is no way back but recomputing it."""
    return services.keyring.blind("author", pool, physician)


def is_verified(services: Services, account: Account) -> bool:
    """Linked to a licence, attested, and not expired."""
    return (
        account.physician is not None
        and account.level >= Level.ATTESTED
        and account.expires_on is not None
        and account.expires_on > services.today()
    )


async def standing(services: Services, uow: UnitOfWork, caller: Caller) -> Standing:
    """All that the caller may be here."""
    nobody = Standing(None, None, is_physician=False, is_steward=False, is_admin=False)
    if not caller.is_member:
        return nobody
    workspace = await uow.people.workspace(caller.identity.platform, caller.identity.workspace)
    if workspace is None:
        return nobody
    account = await uow.people.account(account_ref(services, caller.identity))
    if account is None:
        return Standing(None, workspace, is_physician=False, is_steward=False, is_admin=False)
    verified = is_verified(services, account)
    return Standing(
        account,
        workspace,
        is_physician=verified,
        is_steward=verified and Role.STEWARD in account.roles,
        is_admin=caller.is_platform_admin and Role.ADMIN in account.roles,
    )


async def physician(services: Services, uow: UnitOfWork, caller: Caller) -> Physician:
    """The caller as a verified physician. Raises Refused, in the same words whatever the cause."""
    found = await standing(services, uow, caller)
    if not found.is_physician or found.account is None or found.workspace is None:
        raise Refused
    pool = await uow.people.pool(found.workspace.pool)
    assert found.account.physician is not None  # noqa: S101 - is_verified said so
    author = author_of(services, pool.id, found.account.physician)
    return Physician(found.account, found.workspace, pool, author)


async def steward(services: Services, uow: UnitOfWork, caller: Caller) -> Officer:
    """The caller as a steward. Raises Refused."""
    found = await standing(services, uow, caller)
    if not found.is_steward or found.account is None or found.workspace is None:
        raise Refused("For stewards here. Admins appoint them: /drug-admin stewards.")
    return Officer(found.account, found.workspace)


async def admin(services: Services, uow: UnitOfWork, caller: Caller) -> Officer:
    """The caller as an admin: named in our record and an admin of the platform. Raises Refused."""
    found = await standing(services, uow, caller)
    if not found.is_admin or found.account is None or found.workspace is None:
        raise Refused("For admins whom ratingsbot knows.")
    return Officer(found.account, found.workspace)


async def officer(services: Services, uow: UnitOfWork, caller: Caller) -> Officer:
    """The caller as an admin or a steward. Raises Refused."""
    found = await standing(services, uow, caller)
    allowed = found.is_admin or found.is_steward
    if not allowed or found.account is None or found.workspace is None:
        raise Refused("For stewards and admins here.")
    return Officer(found.account, found.workspace)
