"""The App: takes what a platform hands over, asks the right topic, and always answers.

Order of every action: pace, authorise, run, and turn a failure into an answer that loses nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from ratingsbot.chat.boundary import (
    Actor,
    Invocation,
    MemberKind,
    OptionQuery,
    Outcome,
    Press,
    Submission,
)
from ratingsbot.chat.commands import Audience, CommandSpec
from ratingsbot.chat.feature import Completed, Features, Turn
from ratingsbot.chat.features import (
    about,
    admin,
    compare,
    finding,
    mine,
    new,
    ranking,
    rate,
    score,
    verify,
)
from ratingsbot.chat.features import formulary as formulary_feature
from ratingsbot.chat.features.finding import drug_choices, exact_drug
from ratingsbot.chat.pacing import Pacing
from ratingsbot.chat.pictures import Pictures
from ratingsbot.chat.replies import Reply
from ratingsbot.chat.views.common import LABEL_MAX, not_confirmed, not_for_you, say, shorten
from ratingsbot.chat.views.home import home_for_visitors, home_page
from ratingsbot.dialogs.model import Choice, FormLimits
from ratingsbot.dialogs.paging import Complete, Next, Rejected, advance
from ratingsbot.engine import access, drafts, formulary, rating, results, workspaces
from ratingsbot.engine.access import Caller
from ratingsbot.engine.drafts import Draft
from ratingsbot.engine.ports import UnitOfWork
from ratingsbot.engine.services import Services, done_before
from ratingsbot.errors import (
    DomainError,
    Invalid,
    RatingsBotError,
    Refused,
    StorageError,
    TooMany,
    Unknown,
)

log = structlog.get_logger()

FEATURES = Features.gather(
    [
        score.FEATURE,
        compare.FEATURE,
        ranking.FEATURE,
        rate.FEATURE,
        new.FEATURE,
        mine.FEATURE,
        verify.FEATURE,
        about.FEATURE,
        admin.FEATURE,
        formulary_feature.FEATURE,
        finding.feature(
            {
                "score": score.look_up,
                "rate": rate.begin,
                "comments": score.read_comments,
                "trend": ranking.trend,
            }
        ),
    ]
)


class RatingsApp:
    """Implements `ratingsbot.chat.boundary.App` over the engine."""

    def __init__(
        self,
        services: Services,
        form_limits: Mapping[str, FormLimits],
        *,
        actions_a_minute: int = 60,
        features: Features = FEATURES,
    ) -> None:
        """
        Args:
            form_limits: By platform name, from each adapter.
        """
        self._services = services
        self._limits = form_limits
        self._features = features
        self._pacing = Pacing(actions=actions_a_minute, per=timedelta(minutes=1))
        self._pictures = Pictures(services)

    @property
    def commands(self) -> Sequence[CommandSpec]:
        """What exists, in the order of the help."""
        return [c.spec for c in self._features.commands.values() if c.listed]

    async def invoke(self, call: Invocation) -> Outcome:
        """A slash command."""

        async def run(turn: Turn) -> Outcome:
            known = self._features.commands
            command = known.get(call.command) or known["drug help"]
            await self._admit(turn, command.spec.audience)
            return await command.run(turn, call)

        return await self._answer(call.actor, run)

    async def press(self, press: Press) -> Outcome:
        """A button on a message."""

        async def run(turn: Turn) -> Outcome:
            verb, *arguments = press.action.split("|")
            found = self._features.actions.get(verb)
            if found is None:
                raise Unknown("This button is from an older version. Please run the command again.")
            await self._admit(turn, found.audience)
            try:
                return await found.run(turn, press, arguments)
            except IndexError as error:
                raise Unknown("This button doesn’t work. Please run the command again.") from error

        return await self._answer(press.actor, run)

    async def submit(self, form: Submission) -> Outcome:
        """A page of a dialog. What was typed is kept before anything is done with it."""

        async def run(turn: Turn) -> Outcome:
            draft = await self._draft(turn, form.token, even_done=True)
            try:
                self._pace(form.actor)
            except TooMany as error:
                typed = replace(draft, answers={**draft.answers, **form.answers}, page=form.page)
                return turn.show(typed, {"": str(error)})
            return await self._advance(turn, draft, form)

        return await self._answer(form.actor, run, paced=False)

    async def reopen(self, actor: Actor, token: str) -> Outcome:
        """The dialog where it was left, for its own person only."""

        async def run(turn: Turn) -> Outcome:
            return turn.show(await self._draft(turn, token))

        return await self._answer(actor, run)

    async def suggest(self, query: OptionQuery) -> Sequence[Choice]:
        """Typeahead, for verified physicians, and for admins who look after the formulary."""
        try:
            turn = await self._local(self._turn(query.actor))
            await self._admit_to_lists(turn)
        except Refused:
            return []
        except RatingsBotError as error:
            _report("typeahead", error)
            return []
        catalogue = turn.services.catalogue
        if query.source == "drug":
            return drug_choices(catalogue.suggest(query.text, query.limit))
        if query.source == "indication":
            drug = exact_drug(turn, query.context) if query.context else None
            found = catalogue.indications(query.text, drug, query.limit)
            return [Choice(i.code, shorten(i.name, LABEL_MAX)) for i in found]
        if query.source == "scope":
            scopes = catalogue.scopes(query.text, query.limit)
            return [Choice(scope.code, shorten(scope.name, LABEL_MAX)) for scope in scopes]
        return []

    async def home(self, actor: Actor) -> Reply:
        """The start page."""

        async def run(turn: Turn) -> Outcome:
            try:
                await self._admit(turn, Audience.PHYSICIAN)
            except Refused:
                return home_for_visitors()
            found = await rating.mine(turn.services, turn.caller)
            last = await results.recent(turn.services, turn.caller)
            return home_page(found, last, turn.services.catalogue)

        outcome = await self._answer(actor, run)
        return outcome if isinstance(outcome, Reply) else not_confirmed()

    async def picture(self, key: str) -> bytes:
        """A picture's PNG. Raises Unknown."""
        return await self._pictures.get(key)

    async def installed(self, actor: Actor, workspace_name: str) -> None:
        """Who installed the bot becomes its first admin, and is told what to do next."""
        await workspaces.name_admin(self._services, actor.identity, workspace_name)

    def _turn(self, actor: Actor) -> Turn:
        caller = Caller(
            actor.identity,
            is_member=actor.kind is MemberKind.MEMBER,
            is_platform_admin=actor.is_platform_admin,
        )
        return Turn(self._services, actor, caller, self._limits[actor.platform], self._features)

    async def _local(self, turn: Turn) -> Turn:
        """With the catalogue as this person sees it."""

        async def read(uow: UnitOfWork) -> Services:
            return await formulary.for_caller(turn.services, uow, turn.caller)

        return replace(turn, services=await self._services.store.read(read))

    async def _admit(self, turn: Turn, audience: Audience) -> None:
        """A first check, so that nothing is answered to who may not ask. Raises Refused.

        The use cases check again inside their own transaction.
        """
        if audience is Audience.ANYONE:
            if turn.actor.kind is not MemberKind.MEMBER:
                raise Refused
            return
        check = {
            Audience.PHYSICIAN: access.physician,
            Audience.OFFICER: access.officer,
            Audience.ADMIN: access.admin,
        }[audience]
        await self._services.store.read(lambda uow: check(self._services, uow, turn.caller))

    async def _admit_to_lists(self, turn: Turn) -> None:
        """Raises Refused."""
        try:
            await self._admit(turn, Audience.PHYSICIAN)
        except Refused:
            await self._admit(turn, Audience.OFFICER)

    async def _draft(self, turn: Turn, token: str, *, even_done: bool = False) -> Draft:
        draft = await drafts.load(self._services, turn.actor.identity, token, even_done=even_done)
        form = self._features.dialogs.get(draft.dialog)
        if form is None or form.version != draft.version:
            raise Unknown("This form is from an older version. Please open it again.")
        await self._admit(turn, form.audience)
        return draft

    async def _advance(self, turn: Turn, draft: Draft, form: Submission) -> Outcome:
        cause = (draft.token, str(form.page), _digest(form.answers))
        if draft.done and not await done_before(self._services, cause):
            raise Unknown(drafts.GONE)
        spec = self._features.dialogs[draft.dialog]
        step = advance(
            spec.build(turn, draft),
            draft.answers,
            form.page,
            form.answers,
            turn.limits,
            files=frozenset(form.files),
        )
        typed = replace(draft, answers=step.answers, page=form.page, typed=True)
        stands = replace(typed, page=step.page.index) if isinstance(step, Next) else typed
        try:
            if not draft.done:
                await drafts.keep(self._services, turn.actor.identity, stands)
        except StorageError as error:
            _report("form", error)
            return turn.show(typed, {"": not_confirmed().plain})
        match step:
            case Rejected(errors):
                return turn.show(stands, errors)
            case Next():
                return turn.show(stands)
            case Complete(answers):
                done = Completed(typed, answers, form.files, cause)
                return await self._complete(turn, typed, done)

    async def _complete(self, turn: Turn, draft: Draft, done: Completed) -> Outcome:
        try:
            outcome = await self._features.dialogs[draft.dialog].complete(turn, done)
        except Invalid as error:
            return turn.show(draft, {error.field: str(error)})
        except DomainError:
            raise
        except RatingsBotError as error:
            _report("form", error)
            return turn.show(draft, {"": not_confirmed().plain})
        try:
            await drafts.finish(self._services, turn.actor.identity, draft)
        except StorageError as error:
            _report("form", error)  # saved it is, and the answer says so
        return outcome

    def _pace(self, actor: Actor) -> None:
        """Raises TooMany."""
        who = f"{actor.platform}/{actor.workspace}/{actor.user}"
        self._pacing.take(who, self._services.clock.now())

    async def _answer(
        self, actor: Actor, run: Callable[[Turn], Awaitable[Outcome]], *, paced: bool = True
    ) -> Outcome:
        try:
            if paced:
                self._pace(actor)
            return await run(await self._local(self._turn(actor)))
        except Refused as error:
            return not_for_you(str(error))
        except DomainError as error:
            return say(str(error))
        except RatingsBotError as error:
            _report("action", error)
            return not_confirmed()


def _digest(answers: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def _report(what: str, error: Exception) -> None:
    """Neither the person nor what they typed enters the log: only the kind of failure."""
    log.error("failed", what=what, error=type(error).__name__, exc_info=error)
