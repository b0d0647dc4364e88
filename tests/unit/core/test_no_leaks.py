"""Who somebody is and what they think enters no log and no message."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import MutableMapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ratingsbot.chat.boundary import MemberKind
from ratingsbot.errors import Forbidden, RateLimited, Uncertain
from ratingsbot.testing.harness import Product
from unit.core.conversation import (
    RATINGS,
    FailingStore,
    Person,
    RecordingAdapter,
    admin,
    codes_in,
    other_process,
    somebody,
    steward,
    text,
)

DRUG = "sertraline"
CANARIES = (
    "UCANARY",
    "Wcanary",
    "Canary Name",
    "LICENCE-4711",
    "canaryology",
    "canary comment",
    "canary words",
    "Roster Canary",
)
PROFILE = {
    "name": "Dr Canary Name",
    "country": "AT",
    "register": "ÖÄK",
    "number": "LICENCE-4711",
    "specialty": "canaryology",
}
ROSTER = """user,name,country,register,number,specialty,expiry
UCANARY7,Roster Canary,AT,ÖÄK,LICENCE-4711-7,canaryology,2026-12-31
,Roster Canary,AT,ÖÄK,LICENCE-4711-8,canaryology,2026-12-31
"""


def rendered(events: Sequence[MutableMapping[str, Any]]) -> str:
    """Log events as they would be written, tracebacks included."""
    lines: list[str] = []
    for event in events:
        error = event.get("exc_info")
        lines.append(repr({k: v for k, v in event.items() if k != "exc_info"}))
        if isinstance(error, BaseException):
            lines += traceback.format_exception(error)
    return "\n".join(lines)


async def verify(bot: Product, dana: Person, user: str, number: str) -> Person:
    """The whole way, by form and steward."""
    person = somebody(bot, user, workspace="Wcanary")
    opened = await person.command("drug verify")
    await person.fill(opened, **(PROFILE | {"number": "no digits"}))
    await person.fill(opened, **(PROFILE | {"number": number}))
    await dana.press(await dana.command("drug-admin verify"), "Approve")
    briefing = await person.command("drug rate", drug=DRUG)
    await person.press(briefing, f"I have read this: rate {DRUG}")
    return person


async def rate_and_fail(bot: Product, person: Person) -> None:
    """Ratings, details and comments; some are saved, and some fail on the way."""
    store = FailingStore(bot.store)
    shaky = person.talking_to(other_process(bot, store=store, seed=11))
    opened = await shaky.command("drug rate", drug=DRUG)
    store.fail_write(after=1)
    await shaky.fill(opened, **RATINGS, comment="canary comment")
    store.fail_write()
    await shaky.fill(opened, **RATINGS, comment="canary comment")
    receipt = await person.fill(opened, **RATINGS, comment="canary comment")
    details = await person.press(receipt, "Add details")
    await person.fill(details, indication_text="canary words", patients="nonsense")
    await person.fill(details, indication_text="canary words", paid_by_maker="yes")
    store.fail_read()
    await shaky.command("drug mine")
    await person.command("drug score", drug="canary words")
    await person.press(await person.command("drug score", drug="metformin"), "Tell me when ready")
    await person.press_raw("canary comment|UCANARY1")
    await person.command("drug verify", code="UCANARY1")


async def break_database(file: Path, person: Person) -> None:
    """Real errors of the real database, in the middle of saving."""
    opened = await person.command("drug rate", drug="apixaban")
    with closing(sqlite3.connect(file)) as database:
        database.execute("ALTER TABLE comment RENAME TO elsewhere")
        database.commit()
    assert "Not confirmed" in text(await person.fill(opened, **RATINGS, comment="canary comment"))
    assert "Not confirmed" in text(await person.command("drug mine"))


async def busy_day(bot: Product, file: Path, slack: RecordingAdapter) -> None:
    """All that people do, and much that goes wrong."""
    workspace = "Wcanary"
    chief = await admin(bot, "UCANARYADMIN", workspace=workspace)
    dana = await steward(bot, "UCANARYSTEWARD", workspace=workspace)
    ada = await verify(bot, dana, "UCANARY1", "LICENCE-4711")
    bo = await verify(bot, dana, "UCANARY2", "LICENCE-4712")
    slack.failures = [
        Forbidden("UCANARY1 has closed messages"),
        Uncertain("no answer about UCANARY1"),
        RateLimited("UCANARY1 gets too much", retry_after=1),
    ]
    await bot.deliver(slack)
    await rate_and_fail(bot, ada)
    for person in (bo, dana):
        await person.rates(DRUG, comment="canary comment")
    pool = await bot.pool_of("slack", workspace)
    await bot.colleagues_rate(pool, DRUG, 3)
    await bot.colleagues_rate(pool, "metformin", 5)
    await bot.publish()
    await bo.command("drug comments", drug=DRUG)
    await chief.command("drug-admin roster", file=ROSTER.replace("AT", "A1").encode())
    imported = await chief.command("drug-admin roster", file=ROSTER.encode())
    assert "Roster Canary" in dict(codes_in(imported))
    await chief.command("drug-admin stewards", do="appoint", member="UCANARY2")
    await chief.press_raw("revoke|UCANARY2")
    guest = somebody(bot, "UCANARY9", workspace=workspace, kind=MemberKind.GUEST)
    await guest.command("drug mine")
    bot.clock.advance(seconds=5)
    await bot.deliver(slack)
    await break_database(file, ada)


async def test_a_busy_day_leaks_nobody(
    bot: Product,
    tmp_path: Path,
    logged: list[MutableMapping[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    slack = RecordingAdapter()
    await busy_day(bot, tmp_path / "test.sqlite3", slack)
    log = rendered(logged) + caplog.text
    assert log.count("StorageUnavailable") >= 3
    assert "a message can’t be sent" in log
    assert "a message may or may not have arrived" in log
    for canary in CANARIES:
        assert canary.casefold() not in log.casefold()
    assert DRUG not in log


async def test_messages_imply_no_rating_no_comment_and_no_drug(
    bot: Product, tmp_path: Path
) -> None:
    slack = RecordingAdapter()
    await busy_day(bot, tmp_path / "test.sqlite3", slack)
    assert len(slack.sent) >= 7
    told = "\n".join(reply.plain for _, reply in slack.sent)
    assert "You have a notice. Open /drug mine." in told
    for word in (*CANARIES, DRUG, "metformin", "apixaban", "you rated", "your rating"):
        assert word.casefold() not in told.casefold()


async def test_nothing_typed_lies_readable_in_the_database(bot: Product, tmp_path: Path) -> None:
    """But a comment's own words, which colleagues are to read."""
    file = tmp_path / "test.sqlite3"
    await busy_day(bot, file, RecordingAdapter())
    with closing(sqlite3.connect(file)) as database:
        dump = "\n".join(database.iterdump())
    assert "canary comment" in dump
    readable = {c for c in CANARIES if c.casefold() in dump.casefold()}
    assert readable == {"Wcanary", "canaryology", "canary comment", "canary words"}
