"""The simulated Slack: create it, put people into it, point the bot at it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

import aiohttp

from slackworld import payloads
from slackworld.actors import Actor, LastDeed, Until, acknowledged
from slackworld.clock import WorldClock
from slackworld.delivery import Attempt, Courier, Envelope, SignedHttp, SocketMode, Transport
from slackworld.model import (
    Call,
    Channel,
    Json,
    Member,
    Message,
    Seen,
    StoredFile,
    Team,
    Violation,
)
from slackworld.server import Server
from slackworld.state import Fault, State


class SlackWorld:
    """A Slack on loopback, strict and deterministic.

    `start` is the world's first moment (seconds since the epoch); only `clock.advance` moves it.
    `wall` is real time, for signatures alone. `guard` bounds every wait, in real seconds.
    Deliveries go over Socket Mode until `use_http` is called.
    """

    def __init__(
        self,
        *,
        start: float = 1_767_225_600.0,
        wall: Callable[[], float] = time.time,
        guard: float = 10.0,
    ) -> None:
        self.state = State(start, guard)
        self.socket_mode = SocketMode(self.state)
        self._wall = wall
        self._server = Server(self.state, self.socket_mode)
        self._courier = Courier(self.state, self.socket_mode)
        self._last = LastDeed()
        self._session: aiohttp.ClientSession | None = None
        self.team = self.add_team("clinic")
        """The first workspace, in which the app is installed."""
        self.general = self.channel("general")
        """A channel of which everybody added later is a member."""

    async def __aenter__(self) -> SlackWorld:
        await self._server.start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._courier.stop()
        if self._session is not None:
            await self._session.close()
        await self.socket_mode.drop()
        await self._server.stop()

    @property
    def base_url(self) -> str:
        """The Web API's address, for `AsyncWebClient(base_url=…)`."""
        return f"{self.state.origin}/api/"

    @property
    def bot_token(self) -> str:
        """The first workspace's xoxb token."""
        return self.team.bot_token

    @property
    def app_token(self) -> str:
        """The xapp token for Socket Mode."""
        return self.state.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP deliveries are signed with."""
        return self.state.signing_secret

    @property
    def clock(self) -> WorldClock:
        """The world's time, which tests advance."""
        return self.state.clock

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What real Slack would not have taken, so far."""
        return tuple(self.state.violations)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The bot's Web API calls, oldest first."""
        return tuple(self.state.calls)

    def outcomes(self, method: str) -> tuple[str, ...]:
        """How the bot's calls of one method ended: "ok" or Slack's error, oldest first."""
        return tuple(call.outcome for call in self.state.calls if call.method == method)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Deliveries to the bot whose outcome is known, oldest first."""
        return tuple(self._courier.attempts)

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message that exists, whoever can read it, oldest first."""
        return tuple(one for one in self.state.messages.values() if not one.deleted)

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Every file, complete or not."""
        return tuple(self.state.files.values())

    @property
    def transcript(self) -> str:
        """What happened, a line a thing."""
        return "\n".join(self.state.transcript)

    def use_http(self, url: str) -> None:
        """Deliver to the bot by signed HTTP at its request URL. The world must be entered."""
        if self._session is None:
            raise RuntimeError("enter the world first")
        self._use(SignedHttp(self.state, self._session, url, self._wall))

    def use_socket_mode(self) -> None:
        """Deliver to the bot over its web socket (the default)."""
        self._use(self.socket_mode)

    def add_team(self, domain: str, *, installed: bool = True) -> Team:
        """Another workspace, with a bot user and token of its own where the app is installed."""
        state = self.state
        team = Team(state.new_id("T"), domain)
        if installed:
            bot_user = state.new_id("U")
            token = f"xoxb-{team.id}-{bot_user}"
            team = replace(team, bot_token=token, bot_user=bot_user, bot_id=state.new_id("B"))
            state.members[bot_user] = Member(
                bot_user, "ratingsbot", "ratingsbot", team.id, "", is_bot=True
            )
        state.install(team)
        return team

    def channel(
        self, name: str, *, bot: bool = True, archived: bool = False, team: Team | None = None
    ) -> Channel:
        """A new channel with everybody of the workspace in it. `bot`: the app is a member."""
        home = team or self.team
        members = frozenset(
            one.id for one in self.state.members.values() if one.team == home.id and one.dm
        )
        channel = Channel(self.state.new_id("C"), name, home.id, members, bot, archived)
        self.state.channels[channel.id] = channel
        return channel

    def user(
        self,
        name: str,
        *,
        team: Team | None = None,
        real_name: str = "",
        admin: bool = False,
        owner: bool = False,
        restricted: bool = False,
        ultra_restricted: bool = False,
        bot: bool = False,
        stranger: bool = False,
        deleted: bool = False,
        tz: str = "Europe/Berlin",
        locale: str = "en-GB",
    ) -> Actor:
        """A person, in every channel of the workspace. A stranger belongs to a workspace without
        the app and meets the bot in the first workspace's channels."""
        state = self.state
        home = team or (self.add_team(f"{name}-elsewhere", installed=False) if stranger else None)
        home = home or self.team
        user_id, dm = state.new_id("U"), state.new_id("D")
        state.members[user_id] = Member(
            id=user_id,
            name=name,
            real_name=real_name or name.title(),
            team=home.id,
            dm=dm,
            tz=tz,
            locale=locale,
            is_admin=admin or owner,
            is_owner=owner,
            is_restricted=restricted or ultra_restricted,
            is_ultra_restricted=ultra_restricted,
            is_bot=bot,
            is_stranger=stranger,
            deleted=deleted,
        )
        state.channels[dm] = Channel(dm, "", home.id, frozenset({user_id}), im_user=user_id)
        for channel in tuple(state.channels.values()):
            if not channel.im_user and (channel.team == home.id or stranger):
                state.channels[channel.id] = replace(channel, members=channel.members | {user_id})
        self.general = state.channels[self.general.id]
        return Actor(state, lambda: self._courier, self._last, user_id)

    def change(self, actor: Actor, **fields: bool | str) -> None:
        """Change a person's record, e.g. `deleted=True`; the fields are `Member`'s."""
        self.state.members[actor.id] = replace(actor.member, **fields)  # type: ignore[arg-type]

    async def event(self, event: Json, *, team: Team | None = None) -> None:
        """Deliver any event of the Events API, e.g. {"type": "app_uninstalled"}."""
        payload = payloads.event_callback(self.state, team or self.team, event)
        await self._courier.deliver(payloads.envelope(self.state, "events_api", payload))

    async def redeliver_last(self, *, until: Until = acknowledged) -> Seen:
        """Send the last envelope again, as it was."""
        if self._last.actor is None or self._last.envelope is None:
            raise RuntimeError("nobody has done anything yet")
        return await self._last.actor.redo(self._last.envelope, until=until)

    async def verify_url(self) -> bool:
        """Slack's `url_verification` handshake, HTTP only: does the bot echo the challenge?"""
        challenge = self.state.new_id("challenge")
        payload: Json = {"type": "url_verification", "challenge": challenge}
        ack = await self._courier.transport.send(Envelope("verify", "events_api", payload), 0)
        return challenge in str(ack.body)

    @property
    def pending(self) -> int:
        """Deliveries to the bot that are neither acknowledged nor three seconds old."""
        return self._courier.pending

    async def happens(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on the world holds, whatever else is under way.

        Raises AssertionError with the transcript after the guard.
        """
        await self.state.pulse.until(condition, self.state.explain)

    async def settled(self, until: Callable[[], bool] = lambda: True) -> None:
        """Wait until `until()` holds and neither a request of the bot nor a delivery within its
        three seconds is under way. Raises AssertionError with the transcript after the guard."""
        state = self.state
        await state.pulse.until(
            lambda: state.requests_in_flight == 0 and self._courier.pending == 0 and until(),
            state.explain,
        )

    def fail_next(
        self,
        method: str,
        error: str,
        *,
        status: int = 200,
        retry_after: int | None = None,
        after_effect: bool = False,
    ) -> None:
        """Let the next call of this method fail: with an error ("ratelimited" with status 429 and
        `retry_after`), or with the connection cut after the effect took place."""
        self.state.faults.append(Fault(method, error, status, retry_after, after_effect))

    def process_files_slowly(self, polls: int) -> None:
        """Uploads from now on are usable only after that many `files.info` calls."""
        self.state.polls_until_ready = polls

    def forgive(self, fragment: str) -> tuple[Violation, ...]:
        """Take the violations that contain `fragment` off the list, and return them."""
        taken = tuple(
            one for one in self.violations if fragment in one.what or fragment in one.where
        )
        self.state.violations = [one for one in self.violations if one not in taken]
        return taken

    def assert_clean(self) -> None:
        """Raise AssertionError that lists every violation, if there is one."""
        lines = [f"{one.where}: {one.what}" for one in self.violations]
        assert not lines, "Slack would not have taken this:\n" + "\n".join(lines)

    def _use(self, transport: Transport) -> None:
        self._courier.transport = transport
