"""People at a keyboard, without a platform: they type, press and fill, and read what comes out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ratingsbot.chat.app import RatingsApp
from ratingsbot.chat.boundary import (
    Actor,
    Address,
    Invocation,
    MemberKind,
    MessageRef,
    OpenForm,
    OptionQuery,
    Outcome,
    Press,
    Submission,
    Upload,
)
from ratingsbot.chat.replies import Attachment, Button, Buttons, Reply
from ratingsbot.dialogs.model import Choice, FormLimits
from ratingsbot.engine.ports import Store, UnitOfWork
from ratingsbot.errors import AdapterError, StorageUnavailable
from ratingsbot.testing.determinism import SeededRandom
from ratingsbot.testing.harness import Product

T = TypeVar("T")

PLATFORMS = {"discord": FormLimits(5, files=False), "slack": FormLimits(20, files=True)}

RATINGS = {
    "efficacy": "4",
    "safety": "3",
    "tolerability": "none",
    "accessibility": "5",
    "adherence": "2",
}


def text(outcome: Outcome) -> str:
    """All that is read: a reply's words, or a form's title and complaints."""
    if isinstance(outcome, Reply):
        return outcome.plain
    if isinstance(outcome, OpenForm):
        return "\n".join((outcome.dialog.title, *outcome.errors.values()))
    return ""


def form(outcome: Outcome) -> OpenForm:
    """The form that is open now."""
    assert isinstance(outcome, OpenForm), text(outcome)
    return outcome


def buttons(outcome: Outcome) -> list[Button]:
    """The buttons below a reply, in order."""
    if not isinstance(outcome, Reply):
        return []
    return [item for node in outcome.nodes if isinstance(node, Buttons) for item in node.items]


def labels(outcome: Outcome) -> list[str]:
    """What is written on the buttons."""
    return [button.label for button in buttons(outcome)]


def attachment(outcome: Outcome, name: str) -> str:
    """The text of a file that was handed over."""
    assert isinstance(outcome, Reply)
    (found,) = (n for n in outcome.nodes if isinstance(n, Attachment) and n.name == name)
    return found.content.decode()


def codes_in(outcome: Outcome) -> list[tuple[str, str]]:
    """(name, one-time code) as an import shows them."""
    return [
        (name, code) for code, name in re.findall(r"^(\w{4}-\w{4})  (.+)$", text(outcome), re.M)
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace, and the App they talk to."""

    app: RatingsApp
    actor: Actor

    async def command(self, name: str, /, **options: str | bytes) -> Outcome:
        """`command("drug rate", drug="sertraline")`; bytes are an uploaded file."""
        typed = {key: value for key, value in options.items() if isinstance(value, str)}
        files = {
            key: Upload(f"{key}.csv", value)
            for key, value in options.items()
            if isinstance(value, bytes)
        }
        return await self.app.invoke(Invocation(self.actor, name, typed, files))

    async def press(self, seen: Outcome, label: str) -> Outcome:
        """Press the first button with this label."""
        action = next((b.action for b in buttons(seen) if b.label == label), None)
        assert action is not None, f"no button {label!r} in: {text(seen)}"
        return await self.press_raw(action)

    async def press_raw(self, action: str) -> Outcome:
        """Send any action, as an attacker's client could."""
        return await self.app.press(Press(self.actor, action))

    async def fill(self, seen: Outcome, /, **answers: str | bytes) -> Outcome:
        """Send the open page; what isn't named keeps its prefill, "" empties a field."""
        page = form(seen)
        given = {key: page.answers.get(key, "") for key in (f.id for f in page.page.fields)}
        given |= {key: value for key, value in answers.items() if isinstance(value, str)}
        files = {
            key: Upload(f"{key}.csv", value)
            for key, value in answers.items()
            if isinstance(value, bytes)
        }
        kept = {key: value for key, value in given.items() if value}
        return await self.app.submit(
            Submission(self.actor, page.token, page.page.index, kept, files)
        )

    async def suggest(self, source: str, typed: str, context: str = "") -> Sequence[Choice]:
        """Typeahead."""
        return await self.app.suggest(OptionQuery(self.actor, source, typed, context))

    async def rates(self, drug: str, /, **answers: str) -> Outcome:
        """The whole way from the command to the receipt."""
        return await self.fill(await self.command("drug rate", drug=drug), **(RATINGS | answers))

    async def mine(self) -> str:
        """What /drug mine says."""
        return text(await self.command("drug mine"))

    def talking_to(self, app: RatingsApp) -> Person:
        """The same person, answered by another process."""
        return replace(self, app=app)


def somebody(
    product: Product,
    user: str,
    *,
    platform: str = "slack",
    workspace: str = "W1",
    kind: MemberKind = MemberKind.MEMBER,
    platform_admin: bool = False,
) -> Person:
    """A person of whom our record may know nothing."""
    return Person(product.app, Actor(platform, workspace, user, kind, platform_admin))


async def physician(
    product: Product, user: str, *, platform: str = "slack", workspace: str = "W1"
) -> Person:
    """A verified one."""
    person = somebody(product, user, platform=platform, workspace=workspace)
    await product.make_physician(person.actor.identity, f"Dr {user}")
    return person


async def steward(
    product: Product, user: str = "Steward", *, platform: str = "slack", workspace: str = "W1"
) -> Person:
    """A verified physician who looks after verification."""
    person = somebody(product, user, platform=platform, workspace=workspace)
    await product.make_steward(person.actor.identity, f"Dr {user}")
    return person


async def admin(
    product: Product, user: str = "Admin", *, workspace: str = "W1", platform: str = "slack"
) -> Person:
    """An admin of the platform whom our record names."""
    person = somebody(product, user, workspace=workspace, platform=platform, platform_admin=True)
    await product.make_admin(person.actor.identity)
    return person


def other_process(product: Product, *, store: Store | None = None, seed: int = 8) -> RatingsApp:
    """Another App over the same database."""
    services = replace(product.services, random=SeededRandom(seed))
    if store is not None:
        services = replace(services, store=store)
    return RatingsApp(services, PLATFORMS, actions_a_minute=10_000)


class FailingStore:
    """The real store, whose connection is lost when a test says so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._failing_writes: list[bool] = []
        self._failing_reads: list[bool] = []

    def fail_write(self, *, after: int = 0) -> None:
        """Fail one write, once `after` others have succeeded."""
        self._failing_writes = [False] * after + [True]

    def fail_read(self) -> None:
        """Fail the next read."""
        self._failing_reads = [True]

    async def read(self, fn: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """As the store's."""
        self._maybe_fail(self._failing_reads)
        return await self._store.read(fn)

    async def write(self, fn: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """As the store's."""
        self._maybe_fail(self._failing_writes)
        return await self._store.write(fn)

    async def tidy(self) -> None:
        """As the store's."""
        await self._store.tidy()

    @staticmethod
    def _maybe_fail(plan: list[bool]) -> None:
        if plan and plan.pop(0):
            raise StorageUnavailable("the connection was lost")


@dataclass(slots=True)
class RecordingAdapter:
    """A platform that keeps what is sent, or fails as it is told to."""

    name: str = "slack"
    form_limits: FormLimits = PLATFORMS["slack"]
    sent: list[tuple[Address, Reply]] = field(default_factory=list)
    failures: list[AdapterError] = field(default_factory=list)
    """Raised one by one, before anything is sent again."""
    tried: int = 0

    async def run(self, app: object) -> None:
        """Nothing comes in here."""

    async def send(self, to: Address, reply: Reply, *, nonce: str) -> MessageRef:
        """Keep it."""
        self.tried += 1
        assert 0 < len(nonce) <= 25
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, reply))
        return MessageRef(self.name, to.user, str(len(self.sent)))

    def told(self, person: Person) -> list[str]:
        """The texts that this person got."""
        return [reply.plain for to, reply in self.sent if to.user == person.actor.user]
