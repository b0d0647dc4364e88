"""Importing a roster: all of it or nothing, with a reason for each bad line."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from ratingsbot.engine.roster import MAX_BYTES, MAX_ROWS, parse
from ratingsbot.errors import Invalid
from ratingsbot.testing.harness import Product
from unit.core.conversation import (
    RATINGS,
    Person,
    RecordingAdapter,
    admin,
    attachment,
    codes_in,
    form,
    physician,
    somebody,
    steward,
    text,
)

TODAY = date(2026, 3, 10)
HEADER = "user,name,country,register,number,specialty,expiry"
BO = "U02,Dr Bo Berg,AT,ÖÄK,1001,Neurology,2026-12-31"
CY = "<@U03>,Dr Cy Cole,GB,GMC,1002,Surgery,2026-12-31"
CODE = ",Dr Di Dorn,US,NPI,1003,Medicine,2026-12-31"


def csv_file(*rows: str, header: str = HEADER) -> bytes:
    """A roster."""
    return "\n".join((header, *rows)).encode()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (BO.replace("AT", "Austria"), "The country is two letters"),
        (BO.replace("2026-12-31", "2026-03-10"), "The expiry has passed."),
        (BO.replace("2026-12-31", "31.12.2026"), "isn't a date"),
        (BO.replace("2026-12-31", ""), "isn't a date"),
        (BO.replace("1001", "none"), "at least one digit"),
        (BO.replace("Dr Bo Berg", " "), "The name is missing."),
        (BO.replace("U02", "Bo Berg"), "isn't this platform's user id"),
        (BO.replace("1001", "2001"), "This user stands in line 2 already."),
        (BO.replace("U02", "U09"), "This licence stands in line 2 already."),
        ("U02,Dr Bo Berg", "isn't a date"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason(row: str, reason: str) -> None:
    _, bad = parse(csv_file(BO, CY, row), TODAY)
    assert [found.line for found in bad] == [4]
    assert reason in bad[0].reason


def test_every_bad_row_is_named() -> None:
    good, bad = parse(csv_file(BO.replace("AT", "A1"), CY, CODE.replace("1003", "x")), TODAY)
    assert [row.line for row in good] == [3]
    assert [row.line for row in bad] == [2, 4]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (csv_file(BO).decode().encode("latin-1"), "isn't UTF-8 text (byte"),
        (csv_file(BO, header=HEADER.replace(",number", "")), "header lacks: number."),
        (b"", "header lacks: user, name"),
        (csv_file(), "no rows"),
        (csv_file('U02,"Dr Bo'), "isn't CSV"),
        (b'"user,name', "isn't CSV"),
        (csv_file(*[BO] * (MAX_ROWS + 1)), "more than 5,000 rows"),
        (b"x" * (MAX_BYTES + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(content, TODAY)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + csv_file(BO),
        csv_file(BO).replace(b",", b";"),
        csv_file(BO).replace(b"\n", b"\r\n") + b"\r\n",
        csv_file("", BO, ""),
        csv_file(BO, header=HEADER.upper().replace(",", " , ")),
        csv_file(BO + ",ignored", header=HEADER + ",remark"),
        csv_file(",".join(reversed(BO.split(","))), header=",".join(reversed(HEADER.split(",")))),
    ],
    ids=["bom", "semicolons", "crlf", "blank lines", "capitals", "more columns", "any order"],
)
def test_spreadsheets_spellings_are_understood(content: bytes) -> None:
    good, bad = parse(content, TODAY)
    assert bad == []
    (row,) = good
    assert (row.user, row.profile.name, row.profile.register) == ("U02", "Dr Bo Berg", "ÖÄK")


def test_a_quoted_name_may_break_the_line() -> None:
    quoted = BO.replace("Dr Bo Berg", '"Dr Bo\nBerg, ""MD"""')
    good, bad = parse(csv_file(quoted, CY.replace("GB", "G1")), TODAY)
    assert good[0].profile.name == 'Dr Bo Berg, "MD"'
    assert [row.line for row in bad] == [4]


async def is_in(person: Person) -> bool:
    """Whether they may do what physicians do."""
    return "My ratings" in text(await person.command("drug mine"))


async def send(officer: Person, content: bytes) -> str:
    """Import by the command's file."""
    return text(await officer.command("drug-admin roster", file=content))


async def test_a_roster_lets_everybody_in_and_tells_them(bot: Product) -> None:
    dana = await steward(bot)
    bo, cy = somebody(bot, "U02"), somebody(bot, "U03")
    said = await send(dana, csv_file(BO, CY))
    assert "Verified now: 2" in said
    assert await is_in(bo)
    assert await is_in(cy)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert "You are verified" in slack.told(bo)[0]


async def test_importing_it_again_changes_nothing(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "U02")
    await send(dana, csv_file(BO))
    briefing = await bo.command("drug rate", drug="sertraline")
    opened = await bo.press(briefing, "I have read this: rate sertraline")
    await bo.fill(opened, **RATINGS)
    assert "Verified now: 1" in await send(dana, csv_file(BO))
    assert "sertraline" in await bo.mine()


async def test_one_bad_row_and_nobody_is_let_in(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "U02")
    said = await send(dana, csv_file(BO, CY.replace("GB", "G1"), CODE))
    assert "Nothing was imported" in said
    assert "Line 3: The country is two letters" in said
    assert not await is_in(bo)


async def test_a_licence_taken_by_somebody_else_is_a_bad_row_too(bot: Product) -> None:
    dana, bo = await steward(bot), somebody(bot, "U02")
    await send(dana, csv_file(CY))
    said = await send(dana, csv_file(BO, CY.replace("U03", "U04")))
    assert "Line 3: This licence is already verified for another account" in said
    assert not await is_in(bo)
    slack = RecordingAdapter()
    await bot.deliver(slack)
    assert slack.told(bo) == []


async def test_many_bad_rows_come_as_a_file(bot: Product) -> None:
    dana = await steward(bot)
    rows = [BO.replace("U02", f"U{n}").replace("AT", "A1") for n in range(100, 130)]
    outcome = await dana.command("drug-admin roster", file=csv_file(*rows))
    assert "And 10 more" in text(outcome)
    listed = list(csv.reader(io.StringIO(attachment(outcome, "bad-rows.csv"))))
    assert len(listed) == 31


async def test_the_form_takes_the_file_where_forms_can(bot: Product) -> None:
    dana = await steward(bot)
    opened = await dana.command("drug-admin roster")
    assert "file" in form(await dana.fill(opened)).errors
    broken = form(await dana.fill(opened, file=b"\xff"))
    assert "isn't UTF-8" in broken.errors[""]
    assert "Verified now: 1" in text(await dana.fill(opened, file=csv_file(BO)))


async def test_where_forms_take_no_file_the_command_asks_for_it(bot: Product) -> None:
    dana = await steward(bot, platform="discord")
    assert "add the CSV file to the command" in text(await dana.command("drug-admin roster"))


async def codes(officer: Person, *rows: str) -> list[tuple[str, str]]:
    """Import rows without users; the one-time codes handed out."""
    outcome = await officer.command("drug-admin roster", file=csv_file(*rows))
    return codes_in(outcome)


async def test_a_code_lets_one_person_in_once(bot: Product) -> None:
    dana, di, eve = await steward(bot), somebody(bot, "Di"), somebody(bot, "Eve")
    ((name, code),) = await codes(dana, CODE)
    assert name == "Dr Di Dorn"
    assert code not in text(await dana.command("drug-admin verify"))
    typed = code.lower().replace("-", " ")
    assert "You are verified" in text(await di.command("drug verify", code=typed))
    assert "isn't valid (any more)" in text(await eve.command("drug verify", code=code))
    assert await is_in(di)
    assert not await is_in(eve)


async def test_a_code_sent_twice_by_its_person_is_answered_alike(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    ((_, code),) = await codes(dana, CODE)
    first = await di.command("drug verify", code=code)
    assert await di.command("drug verify", code=code) == first


async def test_a_code_does_not_undo_a_revocation(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    ((_, code),) = await codes(dana, CODE)
    await di.command("drug verify", code=code)
    await dana.press_raw("revoke|Di")
    assert "isn't valid (any more)" in text(await di.command("drug verify", code=code))
    assert not await is_in(di)


async def test_a_code_works_in_its_workspace_only(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    there = await physician(bot, "There", workspace="W2")
    di_there = somebody(bot, "Di", workspace="W2")
    ((_, code),) = await codes(dana, CODE)
    for person in (di_there, there):
        assert "isn't valid (any more)" in text(await person.command("drug verify", code=code))
    assert "You are verified" in text(await di.command("drug verify", code=code))
    assert "isn't valid (any more)" in text(await di_there.command("drug verify", code=code))


@pytest.mark.parametrize(("days", "valid"), [(30, True), (31, False)])
async def test_a_code_works_for_30_days(bot: Product, days: int, valid: bool) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    ((_, code),) = await codes(dana, CODE)
    bot.clock.advance(days=days)
    await di.command("drug verify", code=code)
    assert await is_in(di) == valid


async def test_a_verification_ends_after_12_months_at_the_latest(bot: Product) -> None:
    dana = await steward(bot)
    bo, cy, di = (somebody(bot, user) for user in ("U02", "U03", "Di"))
    rows = (BO.replace("2026-12-31", "2036-12-31"), CY, CODE.replace("2026", "2036"))
    ((_, code),) = await codes(dana, *rows)
    await di.command("drug verify", code=code)
    bot.clock.advance(days=296)
    assert [await is_in(person) for person in (bo, cy, di)] == [True, False, True]
    bot.clock.advance(days=68)
    assert [await is_in(person) for person in (bo, cy, di)] == [True, False, True]
    bot.clock.advance(days=1)
    assert [await is_in(person) for person in (bo, cy, di)] == [False, False, False]


async def test_many_codes_come_in_a_file_whose_names_are_no_formulas(bot: Product) -> None:
    dana = await steward(bot)
    rows = [
        CODE.replace("Dr Di Dorn", "=HYPERLINK(1)").replace("1003", str(2000 + n))
        for n in range(41)
    ]
    outcome = await dana.command("drug-admin roster", file=csv_file(*rows))
    listed = list(csv.reader(io.StringIO(attachment(outcome, "codes.csv"))))[1:]
    assert len(listed) == 41
    assert {name for name, _ in listed} == {"'=HYPERLINK(1)"}


async def test_an_unused_code_ends_with_its_person_s_verification(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "UDI")
    ((_, unused),) = await codes(dana, CODE)
    await dana.command("drug-admin roster", file=csv_file(CODE.replace(",Dr", "UDI,Dr", 1)))
    assert await is_in(di)
    await dana.press_raw("revoke|UDI")
    assert "isn't valid (any more)" in text(await di.command("drug verify", code=unused))


async def test_a_code_imported_again_replaces_the_one_before(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    ((_, first),) = await codes(dana, CODE)
    ((_, second),) = await codes(dana, CODE)
    assert "isn't valid (any more)" in text(await di.command("drug verify", code=first))
    assert "You are verified" in text(await di.command("drug verify", code=second))


async def test_a_code_ends_with_its_row_s_expiry(bot: Product) -> None:
    dana, di = await steward(bot), somebody(bot, "Di")
    ((_, code),) = await codes(dana, CODE.replace("2026-12-31", "2026-03-20"))
    bot.clock.advance(days=10)
    assert "isn't valid (any more)" in text(await di.command("drug verify", code=code))


async def test_a_roster_takes_its_own_platform_s_ids_only(bot: Product) -> None:
    chief = await admin(bot, "7", platform="discord")
    done = text(
        await chief.command(
            "drug-admin roster", file=csv_file("alice,Dr A,AT,ÖÄK,1,Medicine,2026-12-31")
        )
    )
    assert "isn't this platform's user id" in done
