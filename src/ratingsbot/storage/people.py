"""Workspaces, accounts, physicians and their verification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select

from ratingsbot.domain.physicians import Level, Role
from ratingsbot.domain.releases import PoolId
from ratingsbot.engine.records import (
    Account,
    JoinCode,
    Notice,
    PhysicianRecord,
    Pool,
    VerificationRequest,
    Workspace,
)
from ratingsbot.errors import Unknown
from ratingsbot.storage import tables as t
from ratingsbot.storage.connection import Connection

T = TypeVar("T")


class SqlPeople:
    """Implements `ratingsbot.engine.ports.People`; see there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    async def pool(self, pool: PoolId) -> Pool:
        """Raises Unknown."""
        row = await self._db.row(select(t.pool).where(t.pool.c.id == pool))
        if row is None:
            raise Unknown("This pool isn't known here.")
        return _pool(row)

    async def pools(self) -> Sequence[Pool]:
        """All, by id."""
        return [_pool(row) for row in await self._db.rows(select(t.pool).order_by(t.pool.c.id))]

    async def add_pool(self, pool: Pool) -> None:
        await self._db.run(
            insert(t.pool).values(id=pool.id, strict=pool.strict, synthetic=pool.synthetic)
        )

    async def workspace(self, platform: str, external_id: str) -> Workspace | None:
        c = t.workspace.c
        row = await self._db.row(
            select(t.workspace).where(c.platform == platform, c.external_id == external_id)
        )
        return None if row is None else _workspace(row)

    async def workspace_by_id(self, workspace: str) -> Workspace:
        """Raises Unknown."""
        row = await self._db.row(select(t.workspace).where(t.workspace.c.id == workspace))
        if row is None:
            raise Unknown("This workspace isn't known here.")
        return _workspace(row)

    async def add_workspace(self, workspace: Workspace) -> None:
        await self._db.run(
            insert(t.workspace).values(
                id=workspace.id,
                platform=workspace.platform,
                external_id=workspace.external_id,
                pool=workspace.pool,
                name=workspace.name,
            )
        )

    async def account(self, ref: bytes) -> Account | None:
        return _only(await self._accounts(t.account.c.ref == ref))

    async def account_by_id(self, account: str) -> Account | None:
        return _only(await self._accounts(t.account.c.id == account))

    async def accounts_of(self, physician: str) -> Sequence[Account]:
        return await self._accounts(t.account.c.physician == physician)

    async def with_role(self, workspace: str, role: Role) -> Sequence[Account]:
        holders = select(t.account_role.c.account).where(t.account_role.c.role == role.value)
        return await self._accounts(t.account.c.workspace == workspace, t.account.c.id.in_(holders))

    async def put_account(self, account: Account) -> None:
        await self._db.put(
            t.account,
            {
                "id": account.id,
                "workspace": account.workspace,
                "ref": account.ref,
                "sealed_user": account.sealed_user,
                "physician": account.physician,
                "level": int(account.level),
                "expires_on": account.expires_on,
                "briefed": account.briefed,
                "sealed_recent": account.sealed_recent,
            },
        )
        await self._db.run(delete(t.account_role).where(t.account_role.c.account == account.id))
        roles = [{"account": account.id, "role": role.value} for role in sorted(account.roles)]
        await self._db.run_many(insert(t.account_role), roles)

    async def physician_by_licence(self, licence_ref: bytes) -> PhysicianRecord | None:
        return await self._physician(t.physician.c.licence_ref == licence_ref)

    async def physician(self, physician: str) -> PhysicianRecord:
        """Raises Unknown."""
        found = await self._physician(t.physician.c.id == physician)
        if found is None:
            raise Unknown("This physician isn't known here (any more).")
        return found

    async def put_physician(self, physician: PhysicianRecord) -> None:
        await self._db.put(
            t.physician,
            {
                "id": physician.id,
                "licence_ref": physician.licence_ref,
                "sealed_profile": physician.sealed_profile,
                "specialty": physician.specialty,
                "country": physician.country,
            },
        )

    async def add_request(self, request: VerificationRequest) -> None:
        table = t.verification_request
        await self._db.run(delete(table).where(table.c.account == request.account))
        await self._db.run(
            insert(table).values(
                id=request.id,
                workspace=request.workspace,
                account=request.account,
                licence_ref=request.licence_ref,
                sealed_profile=request.sealed_profile,
                asked_on=request.asked_on,
            )
        )

    async def request(self, request: str) -> VerificationRequest | None:
        return _only(await self._requests(t.verification_request.c.id == request))

    async def request_of(self, account: str) -> VerificationRequest | None:
        return _only(await self._requests(t.verification_request.c.account == account))

    async def requests(self, workspace: str) -> Sequence[VerificationRequest]:
        """The oldest first."""
        return await self._requests(t.verification_request.c.workspace == workspace)

    async def delete_request(self, request: str) -> None:
        table = t.verification_request
        await self._db.run(delete(table).where(table.c.id == request))

    async def add_codes(self, codes: Iterable[JoinCode]) -> None:
        rows = [
            {
                "ref": code.ref,
                "workspace": code.workspace,
                "licence_ref": code.licence_ref,
                "sealed_profile": code.sealed_profile,
                "verified_until": code.verified_until,
                "valid_until": code.valid_until,
            }
            for code in codes
        ]
        await self._db.run_many(insert(t.join_code), rows)

    async def delete_codes(self, workspace: str, licence_ref: bytes) -> None:
        c = t.join_code.c
        where = (c.workspace == workspace, c.licence_ref == licence_ref)
        await self._db.run(delete(t.join_code).where(*where))

    async def take_code(self, ref: bytes, today: date) -> JoinCode | None:
        """Valid on its last day still. A code past its date is deleted as well."""
        row = await self._db.row(
            delete(t.join_code).where(t.join_code.c.ref == ref).returning(t.join_code)
        )
        if row is None or row["valid_until"] < today:
            return None
        return JoinCode(**row)

    async def add_notice(self, notice: Notice) -> None:
        await self._db.run(
            insert(t.notice).values(
                id=notice.id,
                account=notice.account,
                sealed_text=notice.sealed_text,
                left_on=notice.day,
            )
        )

    async def notices(self, account: str) -> Sequence[Notice]:
        """The oldest day first."""
        c = t.notice.c
        rows = await self._db.rows(
            select(t.notice).where(c.account == account).order_by(c.left_on, c.id)
        )
        return [Notice(r["id"], r["account"], r["sealed_text"], r["left_on"]) for r in rows]

    async def delete_notices(self, account: str) -> None:
        await self._db.run(delete(t.notice).where(t.notice.c.account == account))

    async def watch(self, drug_ref: bytes, account: str) -> None:
        await self._db.add_if_absent(t.watch, {"drug_ref": drug_ref, "account": account})

    async def take_watchers(self, drug_ref: bytes) -> Sequence[str]:
        rows = await self._db.rows(
            delete(t.watch).where(t.watch.c.drug_ref == drug_ref).returning(t.watch.c.account)
        )
        return sorted(row["account"] for row in rows)

    async def _accounts(self, *where: ColumnElement[bool]) -> list[Account]:
        """Accounts with their roles, by id."""
        query = (
            select(t.account, t.account_role.c.role)
            .outerjoin(t.account_role, t.account_role.c.account == t.account.c.id)
            .where(*where)
            .order_by(t.account.c.id)
        )
        first: dict[str, RowMapping] = {}
        roles: dict[str, set[Role]] = {}
        for row in await self._db.rows(query):
            first.setdefault(row["id"], row)
            held = roles.setdefault(row["id"], set())
            if row["role"] is not None:
                held.add(Role(row["role"]))
        return [_account(row, frozenset(roles[id_])) for id_, row in first.items()]

    async def _physician(self, where: ColumnElement[bool]) -> PhysicianRecord | None:
        row = await self._db.row(select(t.physician).where(where))
        return None if row is None else PhysicianRecord(**row)

    async def _requests(self, where: ColumnElement[bool]) -> list[VerificationRequest]:
        table = t.verification_request
        rows = await self._db.rows(
            select(table).where(where).order_by(table.c.asked_on, table.c.id)
        )
        return [VerificationRequest(**row) for row in rows]


def _pool(row: RowMapping) -> Pool:
    return Pool(PoolId(row["id"]), strict=row["strict"], synthetic=row["synthetic"])


def _workspace(row: RowMapping) -> Workspace:
    return Workspace(
        row["id"], row["platform"], row["external_id"], PoolId(row["pool"]), row["name"]
    )


def _account(row: RowMapping, roles: frozenset[Role]) -> Account:
    return Account(
        id=row["id"],
        workspace=row["workspace"],
        ref=row["ref"],
        sealed_user=row["sealed_user"],
        physician=row["physician"],
        level=Level(row["level"]),
        expires_on=row["expires_on"],
        roles=roles,
        briefed=row["briefed"],
        sealed_recent=row["sealed_recent"],
    )


def _only(found: Sequence[T]) -> T | None:
    return found[0] if found else None
