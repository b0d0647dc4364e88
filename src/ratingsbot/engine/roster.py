"""Importing a roster: a CSV of physicians whom the hospital itself vouches for.

All or nothing: every bad row is named with its reason, and then nothing is imported.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ratingsbot.domain.physicians import MAX_VERIFICATION_DAYS, Identity, Profile
from ratingsbot.engine import access, profiles
from ratingsbot.engine.notifications import Kind, notify
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.records import JoinCode
from ratingsbot.engine.services import Services
from ratingsbot.engine.verification import code_ref
from ratingsbot.engine.workspaces import ensure_account
from ratingsbot.errors import Invalid

COLUMNS = ("user", "name", "country", "register", "number", "specialty", "expiry")
MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
CODE_LIFE = timedelta(days=30)

_USER = {
    "slack": re.compile(r"<?@?([UW][A-Z0-9]{2,31})(?:\|[^>]*)?>?"),
    "discord": re.compile(r"<?@?!?([0-9]{1,20})>?"),
}
_ANY_USER = re.compile(r"<?@?([A-Za-z0-9]{2,32})>?")


@dataclass(frozen=True, slots=True)
class Row:
    """A good row. `user` is empty for somebody who gets a one-time code instead."""

    line: int
    user: str
    profile: Profile
    expiry: date


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be taken, by its line in the file (the header is line 1)."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. With bad rows it did nothing."""

    verified: int = 0
    codes: Sequence[tuple[str, str]] = ()
    """(name, one-time code) of the rows without a user; shown once, never stored."""
    bad: Sequence[BadRow] = ()


def parse(content: bytes, today: date, platform: str = "") -> tuple[list[Row], list[BadRow]]:
    """Read a roster.

    Args:
        platform: Whose user ids the first column holds; "" takes any.

    UTF-8, comma or semicolon, a header with the COLUMNS in any order; expiry as YYYY-MM-DD.
    Raises Invalid when the file as a whole can't be read.
    """
    good: list[Row] = []
    bad: list[BadRow] = []
    seen_users: dict[str, int] = {}
    seen_licences: dict[str, int] = {}
    for line, record in _records(content):
        try:
            row = _row(line, record, today, platform)
            licence = f"{row.profile.country}/{row.profile.register}/{row.profile.number}"
            _once_only(seen_users, row.user, line, "This user")
            _once_only(seen_licences, licence.casefold(), line, "This licence")
        except Invalid as reason:
            bad.append(BadRow(line, str(reason)))
        else:
            good.append(row)
    if not good and not bad:
        raise Invalid("The roster has a header but no rows.")
    return good, bad


def _records(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MAX_BYTES:
        raise Invalid(f"The roster is larger than {MAX_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"The roster isn't UTF-8 text (byte {error.start:,}).") from error
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", strict=True)
    try:
        reader.fieldnames = [name.strip().casefold() for name in reader.fieldnames or ()]
        missing = [column for column in COLUMNS if column not in reader.fieldnames]
        if missing:
            raise Invalid(f"The roster's header lacks: {', '.join(missing)}.")
        for count, record in enumerate(reader, start=1):
            if count > MAX_ROWS:
                raise Invalid(f"The roster has more than {MAX_ROWS:,} rows; split it.")
            yield reader.line_num, {column: (record[column] or "").strip() for column in COLUMNS}
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} isn't CSV: {error}.") from error


def _row(line: int, record: dict[str, str], today: date, platform: str) -> Row:
    user = ""
    if record["user"]:
        matched = _USER.get(platform, _ANY_USER).fullmatch(record["user"])
        if matched is None:
            raise Invalid("The user isn't this platform's user id.")
        user = matched.group(1)
    try:
        expiry = date.fromisoformat(record["expiry"])
    except ValueError as error:
        raise Invalid("The expiry isn't a date such as 2027-01-31.") from error
    if expiry <= today:
        raise Invalid("The expiry has passed.")
    profile = profiles.check(
        Profile(
            record["name"],
            record["country"],
            record["register"],
            record["number"],
            record["specialty"],
        )
    )
    return Row(line, user, profile, expiry)


def _once_only(seen: dict[str, int], key: str, line: int, what: str) -> None:
    if not key:
        return
    if key in seen:
        raise Invalid(f"{what} stands in line {seen[key]} already.")
    seen[key] = line


async def import_roster(services: Services, caller: access.Caller, content: bytes) -> Imported:
    """Verify everybody in the roster, or nobody.

    An admin or a steward vouches for it; verifications end at the row's expiry, after 12 months
    at the latest. Raises Refused, and Invalid when the file as a whole can't be read.
    """
    await services.store.read(lambda uow: access.officer(services, uow, caller))
    rows, bad = parse(content, services.today(), caller.identity.platform)
    if bad:
        return Imported(bad=bad)
    try:
        return await services.store.write(lambda uow: _import(services, uow, caller, rows))
    except _BadRows as found:
        return Imported(bad=found.rows)


class _BadRows(Exception):
    """Rolls the import back."""

    def __init__(self, rows: list[BadRow]) -> None:
        super().__init__()
        self.rows = rows


async def _import(
    services: Services, uow: UnitOfWork, caller: access.Caller, rows: Sequence[Row]
) -> Imported:
    officer = await access.officer(services, uow, caller)
    workspace = officer.workspace
    bad: list[BadRow] = []
    codes: list[tuple[str, str]] = []
    issued: list[JoinCode] = []
    verified = 0
    for row in rows:
        licence = profiles.licence_ref(services, row.profile)
        sealed = profiles.seal(services, row.profile)
        until = min(row.expiry, services.today() + timedelta(days=MAX_VERIFICATION_DAYS))
        await uow.people.delete_codes(workspace.id, licence)
        if row.user == caller.identity.user:
            bad.append(BadRow(row.line, "Nobody vouches for themselves; a steward can verify you."))
            continue
        if not row.user:
            code = services.random.code()
            codes.append((row.profile.name, code))
            valid_until = min(services.today() + CODE_LIFE, until)
            ref = code_ref(services, code)
            issued.append(JoinCode(ref, workspace.id, licence, sealed, until, valid_until))
            continue
        identity = Identity(workspace.platform, workspace.external_id, row.user)
        account = await ensure_account(services, uow, workspace, identity)
        try:
            linked = await profiles.link(services, uow, account, licence, sealed, until)
        except Invalid as reason:
            bad.append(BadRow(row.line, str(reason)))
            continue
        await notify(services, uow, linked, Kind.VERIFIED)
        verified += 1
    if bad:
        raise _BadRows(bad)
    await uow.people.add_codes(issued)
    return Imported(verified, codes)
