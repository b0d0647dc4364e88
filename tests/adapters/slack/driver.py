"""The simulated Slack in the words that every platform's tests share (`ratingsbot.testing`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Literal, TypeAlias

from pydantic import SecretStr

from adapters.slack.reading import seen_message, seen_view
from ratingsbot.chat.boundary import Adapter, App, MemberKind, Upload
from ratingsbot.testing.driver import Person, Seen, World
from ratingsbot_slack.app import SlackAdapter
from ratingsbot_slack.ids import button, suggest
from ratingsbot_slack.settings import SlackSettings
from slackworld import Actor, Impossible, Json, Message, SlackWorld, View, acknowledged, payloads
from slackworld.forms import Answer, elements_of

Transport: TypeAlias = Literal["socket", "http"]
AppFactory: TypeAlias = Callable[[Adapter], App]
"""The App that the adapter serves; called anew at each start, with the adapter for sending."""


class SlackDriver(World):
    """A workspace with the bot in it. An async context manager; leaving it asserts that Slack
    would have taken every payload, unless the test failed already."""

    def __init__(self, app: AppFactory, transport: Transport, *, ack_seconds: float = 2.5) -> None:
        self._app = app
        self._transport = transport
        self._ack_seconds = ack_seconds
        self._running: asyncio.Task[None] | None = None
        self.slack = SlackWorld()
        """The simulation itself, for what these words don't cover."""

    @property
    def platform(self) -> str:
        """As the core names it."""
        return "slack"

    @property
    def workspace(self) -> str:
        """The team's id."""
        return self.slack.team.id

    async def __aenter__(self) -> SlackDriver:
        await self.slack.__aenter__()
        await self.start_bot()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop_bot()
        await self.slack.__aexit__(kind, error, trace)
        if error is None:
            self.slack.assert_clean()

    def settings(self) -> SlackSettings:
        """What points the adapter at this world."""
        slack, over_socket = self.slack, self._transport == "socket"
        return SlackSettings(
            bot_token=SecretStr(slack.bot_token),
            app_token=SecretStr(slack.app_token) if over_socket else None,
            signing_secret=None if over_socket else SecretStr(slack.signing_secret),
            http_port=0,
            api_base=slack.base_url,
        )

    async def start_bot(self) -> None:
        """A new adapter, serving."""
        self.adapter = SlackAdapter(self.settings(), ack_seconds=self._ack_seconds)
        self._running = asyncio.create_task(self.adapter.run(self._app(self.adapter)))
        ready = asyncio.create_task(self.adapter.ready.wait())
        await asyncio.wait({ready, self._running}, return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            ready.cancel()
            await self._running
        if self._transport == "http":
            self.slack.use_http(self.adapter.http_url)

    async def stop_bot(self) -> None:
        """Cancel the adapter and wait for its end."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def restart_bot(self) -> None:
        """Another process, as it were."""
        await self.stop_bot()
        await self.start_bot()

    async def person(
        self, name: str, *, admin: bool = False, kind: MemberKind = MemberKind.MEMBER
    ) -> SlackPerson:
        """Somebody new; they type in the channel that everybody reads."""
        actor = self.slack.user(
            name,
            admin=admin,
            restricted=kind is MemberKind.GUEST,
            stranger=kind is MemberKind.STRANGER,
            bot=kind is MemberKind.BOT,
            deleted=kind is MemberKind.DEACTIVATED,
        )
        return SlackPerson(self, actor)

    async def everyone_sees(self) -> str:
        """Text of channels, without what one person alone can read."""
        channels = self.slack.state.channels
        return "\n".join(
            seen_message(one).text
            for one in self.slack.messages
            if not one.audience and not channels[one.channel].im_user
        )


class SlackPerson(Person):
    """Somebody at their Slack client."""

    def __init__(self, world: SlackDriver, actor: Actor) -> None:
        self._world = world
        self.actor = actor
        """The simulation's person, for what these words don't cover."""

    @property
    def user_id(self) -> str:
        """Slack's id."""
        return self.actor.id

    async def command(self, name: str, /, **options: str | Upload) -> Seen:
        """Typed behind the slash command, in the order given; files go into its dialog."""
        group, _, word = name.partition(" ")
        typed = [self._typed(value) for value in options.values() if isinstance(value, str)]
        start = self._now()
        await self.actor.command(
            f"/{group}",
            " ".join([word, *typed]).strip(),
            channel=self._world.slack.general,
            until=acknowledged,
        )
        seen = await self._seen(start)
        files = {key: value for key, value in options.items() if isinstance(value, Upload)}
        return await self.fill(seen, **files) if files else seen

    async def typeahead(self, name: str, option: str, text: str, /, **others: str) -> Sequence[str]:
        """The labels offered in the dialog's select of that name; to whom no dialog opens, the
        answer to a query made by hand."""
        seen = await self.command(name, **others)
        if "Open" in seen.buttons:
            seen = await self.press(seen, "Open")
        if not isinstance(seen.handle, View) or not seen.is_form:
            return await self._asked_by_hand(option, text)
        offered = await self.actor.suggest(seen.handle, option.replace("_", "-"), text)
        return [one["text"]["text"] for one in offered]

    async def _asked_by_hand(self, source: str, text: str) -> Sequence[str]:
        """As a colleague's client would ask, from a form that this person never got."""
        state, action_id = self._world.slack.state, suggest(source, "")
        asked = payloads.suggestion(
            state, self.actor.member, self._forged_message(), source, action_id, text
        )
        told = await self.actor.ask(asked)
        return [one["text"]["text"] for one in told.get("options", ())]

    async def press(self, seen: Seen, label: str) -> Seen:
        """A button, on what stands there now."""
        start = self._now()
        await self.actor.press(_shown(seen), label, until=acknowledged)
        return await self._seen(start)

    async def press_raw(self, action: str) -> Seen:
        """As if on a private message of the bot."""
        state, member = self._world.slack.state, self.actor.member
        message = self._forged_message()
        pressed: Json = {
            "type": "button",
            "action_id": button(0, opens_form=False),
            "value": action,
            "text": {"type": "plain_text", "text": "forged"},
        }
        start = self._now()
        payload = payloads.block_actions(state, member, message, "forged", pressed)
        await self.actor.raw("interactive", payload)
        return await self._seen(start)

    def _forged_message(self) -> Message:
        """A private message of the bot's that it never sent."""
        return self._world.slack.state.post(
            self._world.slack.general.id,
            self._world.slack.team.bot_user,
            {"text": "forged"},
            audience=self.user_id,
        )

    async def fill(self, seen: Seen, /, **answers: str | Upload) -> Seen:
        """By option values or labels, text, or files."""
        view = _view(seen)
        values: dict[str, Answer] = {}
        for block_id, answer in answers.items():
            if isinstance(answer, Upload):
                values[block_id] = [await self.actor.upload(answer.name, answer.content)]
            elif answer and _kind(view, block_id) == "external_select":
                values[block_id] = await self._offered(view, block_id, answer)
            else:
                values[block_id] = answer
        return await self._submit(view, values, force=False)

    async def fill_raw(self, seen: Seen, /, **answers: str) -> Seen:
        """Whatever the client would refuse, on any form ever seen; what Slack is told to show."""
        view = _view(seen)
        values: dict[str, Answer] = {
            block_id: _option(answer) if _kind(view, block_id) == "external_select" else answer
            for block_id, answer in answers.items()
        }
        told = await self.actor.post_form(view, values)
        await self._world.adapter.idle()
        if "view" in told:
            return seen_view(replace(view, spec=told["view"], values={}, errors={}))
        return seen_view(replace(view, errors=told.get("errors", {})))

    async def home(self) -> Seen:
        """App Home, freshly published."""
        await self.actor.open_home(until=acknowledged)
        await self._world.adapter.idle()
        home = self.actor.home
        assert home is not None, "nothing was published"
        return seen_view(home)

    async def inbox(self) -> Sequence[Seen]:
        """Direct messages from the bot, without ephemeral ones."""
        return [
            replace(seen_message(one), files=self._files([one]), private=True)
            for one in self.actor.messages(self.actor.dm)
            if not one.audience
        ]

    async def _submit(self, view: View, values: Mapping[str, Answer], *, force: bool) -> Seen:
        start = self._now()
        await self.actor.submit(view, values, force=force)
        return await self._seen(start)

    async def _offered(self, view: View, block_id: str, answer: str) -> Json:
        """The option by value or label, found by typing it, else among those offered at once."""
        for typed in (answer, ""):
            for option in await self.actor.suggest(view, block_id, typed):
                if answer in (option["value"], option["text"]["text"]):
                    return option
        raise Impossible(f"{answer!r} is not offered")

    async def _seen(self, start: int) -> Seen:
        """What is new since, once the bot has nothing left to do."""
        await self._world.adapter.idle()
        new = [one for one in self.actor.messages() if one.changed > start]
        files = self._files(new)
        view = self.actor.view
        opened = self._world.slack.state.stack_changed.get(self.user_id, 0)
        if view is not None and max(view.changed, opened) > start:
            return replace(seen_view(view), files=files)
        texts = [one for one in new if not one.files]
        if texts:
            return replace(seen_message(texts[-1]), files=files)
        return Seen(text="", files=files)

    def _files(self, messages: Sequence[Message]) -> Mapping[str, bytes]:
        stored = {file.id: file for file in self._world.slack.files}
        found = [stored[file_id] for message in messages for file_id in message.files]
        return {file.name: file.content for file in found if file.content is not None}

    def _typed(self, value: str) -> str:
        """As Slack sends it: a member's id becomes the mention that typing @name gives."""
        member = self._world.slack.state.members.get(value)
        if member is not None:
            return f"<@{member.id}|{member.name}>"
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def _now(self) -> int:
        return self._world.slack.state.pulse.count


def _shown(seen: Seen) -> Message | View:
    assert isinstance(seen.handle, Message | View), "nothing to press was seen"
    return seen.handle


def _view(seen: Seen) -> View:
    assert isinstance(seen.handle, View), f"no dialog was seen, but: {seen.text}"
    return seen.handle


def _kind(view: View, block_id: str) -> str:
    for block in view.blocks:
        if block["block_id"] == block_id:
            return "".join(str(element["type"]) for element in elements_of(block))
    raise Impossible(f"there is no field {block_id!r}")


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value}, "value": value}
