"""How a topic plugs into the App: commands, buttons and dialogs as plain tables of functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from ratingsbot.chat.boundary import Actor, Invocation, OpenForm, Outcome, Press, Upload
from ratingsbot.chat.commands import Audience, CommandSpec
from ratingsbot.dialogs.model import Answers, Dialog, FormLimits
from ratingsbot.dialogs.paging import paginate
from ratingsbot.engine import drafts
from ratingsbot.engine.access import Caller
from ratingsbot.engine.drafts import Draft
from ratingsbot.engine.services import Services


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that one person does: who, and with what it is answered."""

    services: Services
    actor: Actor
    caller: Caller
    limits: FormLimits
    features: Features

    async def open(
        self,
        dialog: str,
        *,
        answers: Mapping[str, str] | None = None,
        context: Mapping[str, str] | None = None,
        typed: bool = False,
        instead_of: Draft | None = None,
    ) -> OpenForm:
        """Start a dialog, or take up one that was left behind.

        Args:
            answers: Its prefill.
            context: What it is about.
            typed: Something in it was typed already and is worth offering again.
            instead_of: The draft to take up; its token stays.
        """
        draft = Draft(
            token=instead_of.token if instead_of else self.services.random.token(),
            dialog=dialog,
            version=self.features.dialogs[dialog].version,
            answers=dict(answers or {}),
            context=dict(context or {}),
            typed=typed or instead_of is not None,
        )
        await drafts.keep(self.services, self.actor.identity, draft)
        return self.show(draft)

    def show(self, draft: Draft, errors: Mapping[str, str] | None = None) -> OpenForm:
        """The page at which a dialog stands."""
        dialog = self.features.dialogs[draft.dialog].build(self, draft)
        pages = paginate(dialog, draft.answers, self.limits)
        page = pages[min(draft.page, len(pages) - 1)]
        return OpenForm(draft.token, dialog, page, draft.answers, errors or {})


@dataclass(frozen=True, slots=True)
class Completed:
    """A dialog answered to its end."""

    draft: Draft
    answers: Answers
    files: Mapping[str, Upload]
    cause: tuple[str, ...]
    """Identifies this very submission, for its receipt."""


T = TypeVar("T")

OnCommand: TypeAlias = Callable[[Turn, Invocation], Awaitable[Outcome]]
OnPress: TypeAlias = Callable[[Turn, Press, Sequence[str]], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command and its function."""

    spec: CommandSpec
    run: OnCommand
    listed: bool = True
    """False for what only a platform's shortcut reaches."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button's function; its arguments are what follows the verb in `verb|arg|arg`."""

    run: OnPress
    audience: Audience = Audience.PHYSICIAN


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog: what it looks like now, and what happens once it is complete."""

    version: int
    build: Callable[[Turn, Draft], Dialog]
    complete: Callable[[Turn, Completed], Awaitable[Outcome]]
    audience: Audience = Audience.PHYSICIAN


@dataclass(frozen=True, slots=True)
class Feature:
    """One topic."""

    commands: Sequence[Command] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Features:
    """All topics together, by name."""

    commands: Mapping[str, Command]
    actions: Mapping[str, Action]
    dialogs: Mapping[str, Form]

    @classmethod
    def gather(cls, features: Sequence[Feature]) -> Features:
        """Raises ValueError when two topics claim one name."""
        commands: dict[str, Command] = {}
        actions: dict[str, Action] = {}
        dialogs: dict[str, Form] = {}
        for feature in features:
            _add(commands, {c.spec.full_name: c for c in feature.commands})
            _add(actions, feature.actions)
            _add(dialogs, feature.forms)
        return cls(commands, actions, dialogs)


def _add(found: dict[str, T], more: Mapping[str, T]) -> None:
    twice = found.keys() & more.keys()
    if twice:
        raise ValueError(f"claimed twice: {sorted(twice)}")
    found.update(more)


def action(verb: str, *arguments: str) -> str:
    """A button's action, e.g. "rate|sertraline"."""
    return "|".join((verb, *arguments))
