"""From what a person did to what they see: look up who it is, ask the App, show the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias, assert_never

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot.chat.boundary import Actor, App, Done, Invocation, OpenForm, Outcome, Submission
from ratingsbot.chat.replies import Paragraph, Picture, Reply
from ratingsbot_slack import ids, render
from ratingsbot_slack.failures import log_failure, slack_error
from ratingsbot_slack.forms import errors_by_block, form_view, suggestions
from ratingsbot_slack.handlers.inbound import (
    START,
    Pressed,
    Sent,
    read_command,
    read_press,
    read_query,
    read_submission,
)
from ratingsbot_slack.members import Members
from ratingsbot_slack.payload import Json, data_of
from ratingsbot_slack.places import HomePlace, MessagePlace, Place, ViewPlace
from ratingsbot_slack.tasks import Supervisor
from ratingsbot_slack.uploads import Uploads

Ask: TypeAlias = Callable[[Actor], Awaitable[Outcome]]

NOT_CONFIRMED = Reply(
    (Paragraph("Not confirmed: something went wrong on our side. Please try again."),)
)
RESEND = "Not confirmed: this took too long. Please send again; nothing is lost."
OUTDATED = Reply((Paragraph("This is from an older version. Please type the command again."),))
_WORKING = Reply((Paragraph("Still working on your file … You will see the result here."),))

_TRIGGER_SPENT = frozenset({"expired_trigger_id", "exchanged_trigger_id"})


class Conversation:
    """Everything between Slack's payloads and the App; one per connection.

    `ack_seconds` is how long the App may take before a submission or a typeahead is answered
    without it; Slack waits for three seconds.
    """

    def __init__(
        self,
        app: App,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        members: Members,
        uploads: Uploads,
        work: Supervisor,
        ack_seconds: float,
    ) -> None:
        self._app = app
        self._client = client
        self._session = session
        self._members = members
        self._uploads = uploads
        self._work = work
        self._ack_seconds = ack_seconds
        self._illustrating: dict[str, asyncio.Task[None]] = {}

    async def command(self, body: Json) -> None:
        """A slash command, already acknowledged."""
        typed = read_command(body, self._app.commands)
        place: Place = MessagePlace(self._session, str(body["response_url"]))
        if typed.opens_form:
            place = await self._opened(str(body["trigger_id"]), place)
        await self._converse(
            place, str(body["user_id"]), lambda actor: self._app.invoke(typed.by(actor))
        )

    async def shortcut(self, body: Json) -> None:
        """The global shortcut, already acknowledged."""
        place = await self._opened(str(body["trigger_id"]), None)
        await self._converse(
            place, _user(body), lambda actor: self._app.invoke(Invocation(actor, START))
        )

    async def home(self, user: str) -> None:
        """App Home was opened."""
        await self._converse(HomePlace(self._client, user), user, self._app.home)

    async def press(self, body: Json) -> None:
        """A button, already acknowledged."""
        user, pressed = _user(body), read_press(body)
        self._stop_illustrating(user)
        place = await self._pressed_place(body, pressed)
        if not pressed.is_current:
            await place.show(OUTDATED)
        elif pressed.action.startswith(ids.REOPEN):
            token = pressed.action.removeprefix(ids.REOPEN)
            await self._converse(place, user, lambda actor: self._app.reopen(actor, token))
        else:
            await self._converse(place, user, lambda actor: self._app.press(pressed.by(actor)))

    async def options(self, body: Json) -> list[Json]:
        """What a typeahead offers, nothing when the App fails or takes too long."""
        try:
            async with asyncio.timeout(self._ack_seconds):
                query = read_query(body, await self._members.actor(_user(body)))
                return suggestions(await self._app.suggest(query)) if query else []
        except Exception as error:
            log_failure("slack.typeahead_failed", error)
            return []

    async def submission(self, body: Json) -> Json:
        """The acknowledgement of a form's page. The App works on when it takes too long: its
        receipt then answers the second try."""
        user, sent = _user(body), read_submission(body["view"])
        if complaints := sent.oversized():
            return _errors(complaints)
        asked = self._work.spawn(self._submit(user, sent))
        try:
            async with asyncio.timeout(self._ack_seconds):
                outcome = await asyncio.shield(asked)
            answer = _acknowledgement(outcome, sent)
        except TimeoutError:
            if not sent.files:
                return _sorry(sent, RESEND)
            # A large file may never make it in time: show the result when it comes.
            self._work.start(self._converse(self._view(sent), user, lambda _: asked))
            return _update(render.reply_view(_WORKING))
        except Exception as error:
            log_failure("slack.submission_failed", error)
            return _sorry(sent, NOT_CONFIRMED.plain)
        if isinstance(outcome, Reply):
            self._work.start(self._complete(self._view(sent), user, outcome))
        return answer

    async def _submit(self, user: str, sent: Sent) -> Outcome:
        actor = await self._members.actor(user)
        files = {block: await self._uploads.fetch(file) for block, file in sent.files.items()}
        return await self._app.submit(Submission(actor, sent.token, sent.page, sent.answers, files))

    async def _converse(self, place: Place, user: str, ask: Ask) -> None:
        """Whatever fails, the person gets an answer."""
        try:
            outcome = await ask(await self._members.actor(user))
            await self._show(place, user, outcome)
        except Exception as error:
            log_failure("slack.not_confirmed", error)
            await place.show(NOT_CONFIRMED)

    async def _show(self, place: Place, user: str, outcome: Outcome) -> None:
        match outcome:
            case Reply() if place.is_revisable:
                await self._uploads.share_with(user, outcome)
                await place.show(outcome)
                self._illustrate(place, user, outcome)
            case Reply():
                await self._uploads.share_with(user, outcome)
                await place.show(outcome, await self._uploads.pictures(outcome))
            case OpenForm():
                await place.open(outcome)
            case Done():
                await place.finish()
            case _:
                assert_never(outcome)

    async def _complete(self, place: Place, user: str, reply: Reply) -> None:
        """What a reply needs beyond the acknowledgement in which it was shown."""
        try:
            await self._uploads.share_with(user, reply)
        except Exception as error:
            log_failure("slack.attachment_failed", error)
            await place.show(NOT_CONFIRMED)
            return
        self._illustrate(place, user, reply)

    def _illustrate(self, place: Place, user: str, reply: Reply) -> None:
        """Add the pictures once they are uploaded, unless the person has gone on by then."""
        if not any(isinstance(node, Picture) for node in reply.nodes):
            return
        self._stop_illustrating(user)
        task = self._work.spawn(self._add_pictures(place, reply))
        self._illustrating[user] = task
        task.add_done_callback(lambda done: self._illustrated(user, done))

    async def _add_pictures(self, place: Place, reply: Reply) -> None:
        if pictures := await self._uploads.pictures(reply):
            await place.show(reply, pictures)

    def _illustrated(self, user: str, task: asyncio.Task[None]) -> None:
        if self._illustrating.get(user) is task:
            del self._illustrating[user]

    def _stop_illustrating(self, user: str) -> None:
        """A picture still on its way would overwrite what a press is about to show."""
        if (task := self._illustrating.pop(user, None)) is not None:
            task.cancel()

    async def _pressed_place(self, body: Json, pressed: Pressed) -> Place:
        if pressed.view:
            return ViewPlace(self._client, pressed.view)
        trigger = str(body.get("trigger_id", ""))
        if pressed.is_home:
            return await self._opened(trigger, None)
        place = MessagePlace(
            self._session,
            str(body["response_url"]),
            replaces=pressed.is_ephemeral,
            is_revisable=pressed.is_ephemeral,
            can_delete=pressed.is_ephemeral or pressed.is_direct,
        )
        return await self._opened(trigger, place) if pressed.opens_form else place

    async def _opened(self, trigger: str, otherwise: Place | None) -> Place:
        """A modal that says "One moment", opened before anything else is done. When the trigger
        came too late, the answer goes `otherwise`; without that, the SlackApiError is raised."""
        try:
            response = await self._client.views_open(trigger_id=trigger, view=render.loading_view())
        except SlackApiError as error:
            if otherwise is None or slack_error(error) not in _TRIGGER_SPENT:
                raise
            return otherwise
        return ViewPlace(self._client, str(data_of(response)["view"]["id"]))

    def _view(self, sent: Sent) -> ViewPlace:
        return ViewPlace(self._client, sent.view)


def _user(body: Json) -> str:
    return str(body["user"]["id"])


def _update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


def _errors(by_block: Mapping[str, str]) -> Json:
    return {"response_action": "errors", "errors": dict(by_block)}


def _sorry(sent: Sent, text: str) -> Json:
    """Beside the first field, so that what was typed stays."""
    if sent.blocks:
        return _errors({sent.blocks[0]: text})
    return _update(render.reply_view(Reply((Paragraph(text),))))


def _acknowledgement(outcome: Outcome, sent: Sent) -> Json:
    """Errors beside the fields where the same page stays, another view otherwise."""
    match outcome:
        case OpenForm() if outcome.errors and _is_same_page(outcome, sent):
            return _errors(errors_by_block(outcome))
        case OpenForm():
            return _update(form_view(outcome))
        case Reply():
            return _update(render.reply_view(outcome))
        case Done():
            return {"response_action": "clear"}
        case _:
            assert_never(outcome)


def _is_same_page(form: OpenForm, sent: Sent) -> bool:
    shown: Sequence[str] = [field.id for field in form.page.fields]
    return (form.token, form.page.index) == (sent.token, sent.page) and set(shown) == set(
        sent.blocks
    )
