"""What the use cases need from outside. Implemented elsewhere; faked nowhere in tests but Clock.

A unit of work is made fresh for each call of `Store.read` or `Store.write`, and nothing but the
database is touched inside one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from ratingsbot.domain.drugs import (
    Drug,
    DrugId,
    DrugMatch,
    Indication,
    IndicationCode,
    LocalDrug,
    Scope,
)
from ratingsbot.domain.physicians import Role
from ratingsbot.domain.releases import PoolId, Release, ReleaseId
from ratingsbot.domain.reviews import Dimension, Review
from ratingsbot.engine.records import (
    Account,
    Changes,
    CommentPage,
    Counts,
    DialogSession,
    JoinCode,
    Notice,
    OutboxMessage,
    PhysicianRecord,
    Pool,
    StoredReview,
    VerificationRequest,
    WaitingComment,
    Workspace,
)

T = TypeVar("T")


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Random(Protocol):
    """Where randomness comes from; seeded in tests."""

    def token(self, length: int = 16) -> str:
        """`length` URL-safe characters, unguessable (4 bits or more each)."""
        ...

    def code(self) -> str:
        """A code that a person can type, e.g. "K7QM-3XHP" (40 bits, no look-alikes)."""
        ...

    def shuffle(self, items: list[T]) -> None:
        """In place."""
        ...


class Keyring(Protocol):
    """The one key, held outside of the database."""

    def blind(self, purpose: str, *parts: str) -> bytes:
        """HMAC-SHA256 over the purpose and the parts, 32 bytes: equal only for equal input."""
        ...

    def seal(self, purpose: str, text: str) -> bytes:
        """Encrypt and authenticate; only the same purpose opens it again."""
        ...

    def unseal(self, purpose: str, sealed: bytes) -> str:
        """Raises StorageError when it was tampered with or sealed by another key."""
        ...


class DrugCatalogue(Protocol):
    """Drugs by name. Never guesses: what is ambiguous comes back as several."""

    @property
    def aliases(self) -> Mapping[DrugId, DrugId]:
        """Ids of drugs that were merged, each with the id it leads to; `get` follows them."""
        ...

    def get(self, drug: DrugId, /) -> Drug | None: ...

    def find(self, text: str, /, country: str = "") -> Sequence[DrugMatch]:
        """Exact matches by any name; several when the name means several drugs, those that bear
        it in `country` (two letters) first."""
        ...

    def near(self, text: str, /, limit: int = 5) -> Sequence[DrugMatch]:
        """Drugs that a text naming none may be a misspelling of, the likest first: to ask about,
        never to take."""
        ...

    def newly_authorised(self, since: int, /) -> Sequence[Drug]:
        """Marketed drugs first authorised in the year `since` or later, the newest first."""
        ...

    def suggest(self, text: str, /, limit: int = 25, country: str = "") -> Sequence[DrugMatch]:
        """Typeahead: exact first, then by prefix."""
        ...

    def indications(self, text: str, /, drug: Drug | None, limit: int = 25) -> Sequence[Indication]:
        """Typeahead; the drug's own first."""
        ...

    def indication(self, code: IndicationCode, /) -> Indication | None: ...

    def scope(self, text: str, /) -> Scope | None:
        """The class or condition of that code or name; None when unsure."""
        ...

    def scopes(self, text: str, /, limit: int = 25) -> Sequence[Scope]:
        """Typeahead."""
        ...

    def within(self, scope: str, /) -> Sequence[Drug]:
        """The marketed drugs of a class or for a condition, by its code."""
        ...


class People(Protocol):
    """Workspaces, accounts, physicians and their verification.

    `pool`, `workspace_by_id` and `physician` raise Unknown when there is nothing by that id.
    """

    async def pool(self, pool: PoolId) -> Pool: ...

    async def pools(self) -> Sequence[Pool]: ...

    async def add_pool(self, pool: Pool) -> None: ...

    async def workspace(self, platform: str, external_id: str) -> Workspace | None: ...

    async def workspace_by_id(self, workspace: str) -> Workspace: ...

    async def add_workspace(self, workspace: Workspace) -> None: ...

    async def account(self, ref: bytes) -> Account | None: ...

    async def account_by_id(self, account: str) -> Account | None: ...

    async def put_account(self, account: Account) -> None:
        """Insert it, or replace the one with its id, roles included."""
        ...

    async def with_role(self, workspace: str, role: Role) -> Sequence[Account]: ...

    async def physician_by_licence(self, licence_ref: bytes) -> PhysicianRecord | None: ...

    async def physician(self, physician: str) -> PhysicianRecord: ...

    async def put_physician(self, physician: PhysicianRecord) -> None:
        """Insert it, or replace the one with its id."""
        ...

    async def accounts_of(self, physician: str) -> Sequence[Account]: ...

    async def add_request(self, request: VerificationRequest) -> None:
        """One open request an account: a second replaces the first."""
        ...

    async def request(self, request: str) -> VerificationRequest | None: ...

    async def request_of(self, account: str) -> VerificationRequest | None: ...

    async def requests(self, workspace: str) -> Sequence[VerificationRequest]: ...

    async def delete_request(self, request: str) -> None: ...

    async def add_codes(self, codes: Iterable[JoinCode]) -> None: ...

    async def delete_codes(self, workspace: str, licence_ref: bytes) -> None:
        """Codes of this licence that nobody has used."""
        ...

    async def take_code(self, ref: bytes, today: date) -> JoinCode | None:
        """The code, used up by being taken; None when unknown, used or past its date."""
        ...

    async def add_notice(self, notice: Notice) -> None: ...

    async def notices(self, account: str) -> Sequence[Notice]: ...

    async def delete_notices(self, account: str) -> None: ...

    async def watch(self, drug_ref: bytes, account: str) -> None:
        """ "Tell me when ready"; twice is once."""
        ...

    async def take_watchers(self, drug_ref: bytes) -> Sequence[str]:
        """Account ids waiting for the drug; they wait no more."""
        ...


class Reviews(Protocol):
    """Reviews and comments by their authors' pseudonyms. Knows no person."""

    async def of_drug(self, pool: PoolId, author: bytes, drug: DrugId) -> Sequence[StoredReview]:
        """This author's, by indication code."""
        ...

    async def of_author(self, pool: PoolId, author: bytes) -> Sequence[StoredReview]:
        """By drug id, then indication code: never by time."""
        ...

    async def save(
        self,
        pool: PoolId,
        author: bytes,
        review: Review,
        today: date,
        *,
        was: IndicationCode | None = None,
        synthetic: bool = False,
    ) -> None:
        """Insert or replace the current review for its indication.

        The change is marked for each dimension whose rating differs, for all where the
        indication does, and nowhere else.

        `was`: the indication under which the same review stood before; it moves. A comment
        whose text changed waits for a batch again, and its old text is gone at once.
        """
        ...

    async def withdraw(
        self, pool: PoolId, author: bytes, drug: DrugId, indication: IndicationCode, today: date
    ) -> bool:
        """Delete rating and comment at once, and mark the change. False when there was none."""
        ...

    async def erase(self, pool: PoolId, author: bytes, today: date) -> int:
        """Withdraw all of the author's. How many there were."""
        ...

    async def carry_over(self, old: DrugId, new: DrugId, today: date) -> int:
        """Reviews and comments of a merged drug follow it, in every pool; how many there were.

        Where an author has rated both for one indication, the new drug's stands. What was
        published of the old drug is no longer current; its history stays.
        """
        ...

    async def changed(self, pool: PoolId) -> Mapping[DrugId, Changes]:
        """The drugs with changes that no release has taken in."""
        ...

    async def clear_changes(
        self, pool: PoolId, renewed: Mapping[DrugId, Collection[Dimension]]
    ) -> None:
        """Forget the marks of these drugs, and of those dimensions of each that were renewed."""
        ...

    async def recount(self, pool: PoolId, drugs: Sequence[DrugId]) -> Mapping[DrugId, Counts]:
        """Grouped queries, whatever the number of drugs. A drug without reviews is absent.

        A physician with several indications counts once a dimension, with the mean of their
        own ratings rounded half up.
        """
        ...

    async def waiting_comments(self, pool: PoolId) -> Sequence[WaitingComment]: ...

    async def publish_comments(
        self, pool: PoolId, batch: int, ids_in_order: Sequence[bytes], month: str
    ) -> None: ...

    async def last_batch(self, pool: PoolId) -> tuple[int, date | None]:
        """Number and day of the pool's last comment batch; (0, None) when there was none."""
        ...

    async def record_batch(self, pool: PoolId, batch: int, day: date) -> None: ...

    async def comments(self, pool: PoolId, drug: DrugId, offset: int, limit: int) -> CommentPage:
        """Published ones, the newest batch first, in each batch's own shuffled order."""
        ...


class Releases(Protocol):
    """What may be shown."""

    async def latest(self, pool: PoolId, drugs: Sequence[DrugId]) -> Mapping[DrugId, Release]: ...

    async def get(self, release: ReleaseId) -> Release | None: ...

    async def history(
        self, pool: PoolId, drug: DrugId, limit: int, *, until: date | None = None
    ) -> Sequence[Release]:
        """The drug's last `limit` releases with results, the oldest first; up to a day."""
        ...

    async def add(self, releases: Iterable[Release]) -> None: ...


class Drafts(Protocol):
    """Open dialogs and receipts: sealed, short-lived."""

    async def put(self, session: DialogSession) -> None: ...

    async def get(self, token: str) -> DialogSession | None:
        """None when unknown or expired."""
        ...

    async def of_owner(self, owner_ref: bytes, dialog: str) -> Sequence[DialogSession]: ...

    async def delete(self, token: str) -> None: ...

    async def receipt(self, ref: bytes) -> bytes | None: ...

    async def add_receipt(self, ref: bytes, sealed: bytes, expires_at: datetime) -> None: ...

    async def purge(self, now: datetime) -> int:
        """Delete what has expired: dialogs, receipts, codes, messages given up 14 days ago.

        How many rows.
        """
        ...


class Outbox(Protocol):
    """What is to be sent, committed with what caused it."""

    async def add(self, message: OutboxMessage) -> None: ...

    async def claim(
        self, platforms: Sequence[str], now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        """Due messages, now ours alone; `attempts` counts the try that begins now.

        On PostgreSQL by FOR UPDATE SKIP LOCKED.
        """
        ...

    async def delivered(self, message: str) -> None: ...

    async def postpone(self, message: str, due_at: datetime) -> None: ...

    async def give_up(self, message: str, reason: str, *, uncertain: bool) -> None: ...

    async def unclaim_older_than(self, moment: datetime) -> int:
        """Claims of a process that died before answering become uncertain, not sent again."""
        ...


class Jobs(Protocol):
    """One process at a time does a job."""

    async def lease(self, job: str, holder: str, now: datetime, length: timedelta) -> bool:
        """True when the job is ours until now + length."""
        ...


class Formulary(Protocol):
    """A pool's own names and products, beside the catalogue."""

    async def of_pool(self, pool: PoolId) -> Sequence[LocalDrug]:
        """By name."""
        ...

    async def put(self, pool: PoolId, item: LocalDrug) -> None:
        """Insert it, or replace the one with its id."""
        ...

    async def delete(self, pool: PoolId, item: str) -> bool:
        """False when there was none by that id."""
        ...


class UnitOfWork(Protocol):
    """All repositories over one transaction."""

    @property
    def people(self) -> People: ...

    @property
    def reviews(self) -> Reviews: ...

    @property
    def releases(self) -> Releases: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def formulary(self) -> Formulary: ...


class Store(Protocol):
    """The one way to the database."""

    async def read(self, fn: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run `fn` over reads, in autocommit. Raises StorageError."""
        ...

    async def write(self, fn: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run `fn` in one transaction that commits when it returns and rolls back when it
        raises. Once begun it is shielded from cancellation. `fn` may be run again from the
        start when the database was busy, so it touches nothing but its unit of work.
        Raises StorageError; an error of `fn`'s own comes through as it is.
        """
        ...

    async def tidy(self) -> None:
        """Rewrite what would tell the order of writing, and let go of what was deleted.

        Locks out other writers for seconds: a job for the night. Raises StorageError.
        """
        ...
