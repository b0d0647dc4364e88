"""Records to put into a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ratingsbot.domain.drugs import DrugId, IndicationCode
from ratingsbot.domain.releases import DimensionResult, PoolId, Release, ReleaseId, Tier
from ratingsbot.domain.reviews import (
    Details,
    Dimension,
    LastPrescribed,
    PaidByMaker,
    PatientsTreated,
    Review,
)
from ratingsbot.engine.records import (
    Account,
    DialogSession,
    JoinCode,
    OutboxMessage,
    PhysicianRecord,
    Pool,
    VerificationRequest,
    Workspace,
)
from ratingsbot.storage.engine import SqlStore
from ratingsbot.storage.uow import SqlUnitOfWork
from storage.clock import NOW

POOL = PoolId("pool-1")
DRUG = DrugId("D-sertraline")
OTHER_DRUG = DrugId("D-lithium")
DEPRESSION = IndicationCode("DOID:1470")
PANIC = IndicationCode("DOID:594")
TODAY = date(2026, 3, 14)
WORKSPACE = Workspace("ws-1", "slack", "T123", POOL, "Cardiology")


def author(number: int) -> bytes:
    """A pseudonym, 32 bytes."""
    return number.to_bytes(32, "big")


def review(
    comment: str = "",
    *,
    drug: DrugId = DRUG,
    indication: IndicationCode = DEPRESSION,
    ratings: Mapping[Dimension, int] | None = None,
) -> Review:
    return Review(drug, ratings or {Dimension.EFFICACY: 4}, indication, comment)


def full_review() -> Review:
    """Every field has a value of its own."""
    ratings = dict(zip(Dimension, (1, 2, 3, 4, 5), strict=True))
    details = Details(
        "chronic pain", PatientsTreated.MORE, LastPrescribed.THIS_YEAR, PaidByMaker.NO, 2026
    )
    return Review(DRUG, ratings, DEPRESSION, "Works. “Nicht immer” – ok 🙂", details)


def account(number: int = 1) -> Account:
    return Account(f"acc-{number}", WORKSPACE.id, b"ref-%d" % number, b"sealed-%d" % number)


def physician(number: int = 1) -> PhysicianRecord:
    return PhysicianRecord(
        f"phy-{number}", b"licence-%d" % number, b"profile-%d" % number, "cardiology", "AT"
    )


def request(number: int, account: str = "acc-1", asked_on: date = TODAY) -> VerificationRequest:
    return VerificationRequest(f"req-{number}", WORKSPACE.id, account, b"lic", b"prof", asked_on)


def code(number: int = 1, valid_until: date = TODAY) -> JoinCode:
    return JoinCode(
        b"code-%d" % number, WORKSPACE.id, b"lic", b"prof", date(2027, 1, 1), valid_until
    )


def message(number: int, platform: str = "slack", due: timedelta = timedelta()) -> OutboxMessage:
    return OutboxMessage(f"msg-{number}", platform, b"sealed-%d" % number, NOW + due)


def dialog(token: str, owner: bytes = b"owner", life: timedelta = timedelta(14)) -> DialogSession:
    return DialogSession(token, "rate", 1, owner, b"state", 0, NOW + life)


def release(number: int, drug: DrugId = DRUG, pool: PoolId = POOL) -> Release:
    results = {
        Dimension.EFFICACY: DimensionResult(Tier.FULL, 3.7, 3.1, 4.2, (5, 10, 20, 40, 25)),
        Dimension.SAFETY: DimensionResult(Tier.VERY_EARLY, 3.5),
        Dimension.ADHERENCE: DimensionResult(Tier.NONE),
    }
    return Release(ReleaseId(f"rel-{number}"), pool, drug, TODAY, Tier.FULL, 30, results)


async def add_workspace(store: SqlStore, accounts: int = 1) -> None:
    """The pool, the workspace and some accounts in it."""

    async def fill(uow: SqlUnitOfWork) -> None:
        await uow.people.add_pool(Pool(POOL))
        await uow.people.add_workspace(WORKSPACE)
        for number in range(1, accounts + 1):
            await uow.people.put_account(account(number))

    await store.write(fill)


async def add_pool(store: SqlStore, pool: PoolId = POOL) -> None:
    await store.write(lambda uow: uow.people.add_pool(Pool(pool)))


async def save(
    store: SqlStore,
    by: int,
    what: Review,
    today: date = TODAY,
    *,
    was: IndicationCode | None = None,
    synthetic: bool = False,
) -> None:
    await store.write(
        lambda uow: uow.reviews.save(POOL, author(by), what, today, was=was, synthetic=synthetic)
    )


def moved(what: Review, to: IndicationCode) -> Review:
    return replace(what, indication=to)
