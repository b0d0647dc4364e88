"""The world's state and the few ways it may change. Every change beats the pulse."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, replace

from slackworld import limits
from slackworld.clock import Pulse, WorldClock
from slackworld.forms import with_ids
from slackworld.model import (
    Call,
    Channel,
    Json,
    Member,
    Message,
    StoredFile,
    Team,
    View,
    Violation,
)


class Refusal(Exception):
    """A Web API error: `{"ok": false, "error": error}`, with `messages` as metadata."""

    def __init__(self, error: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Trigger:
    """What lets the bot open one dialog for one person, for three seconds."""

    user: str
    team: str
    issued: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Where the bot answers one interaction."""

    user: str
    channel: str
    author: str
    issued: float
    uses: int = 0
    original: tuple[str, str] | None = None
    """(channel, ts) of the message that `replace_original` means."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The next call of a method goes wrong: see `SlackWorld.fail_next`."""

    method: str
    error: str
    status: int = 200
    retry_after: int | None = None
    after_effect: bool = False


class State:
    """Teams, people, messages, dialogs and files; what went wrong, and what happened."""

    def __init__(self, start: float, guard: float) -> None:
        self.clock = WorldClock(start)
        self.pulse = Pulse(guard)
        self.origin = ""
        """http://127.0.0.1:<port>, once the server listens."""
        self.app_id = "A000000001"
        self.app_token = "xapp-1-A000000001-app"
        self.signing_secret = "a signing secret of this world"
        self.teams: dict[str, Team] = {}
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, tuple[str, ...]] = {}
        self.stack_changed: dict[str, int] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, StoredFile] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.violations: list[Violation] = []
        self.transcript: list[str] = []
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.requests_in_flight = 0
        self.polls_until_ready = 0
        self._last_id = 0
        self._last_tick = 0

    def new_id(self, prefix: str) -> str:
        """A fresh identifier such as "U000000007"."""
        self._last_id += 1
        return f"{prefix}{self._last_id:09d}"

    def new_ts(self) -> str:
        """A fresh message timestamp, later than any before."""
        self._last_tick += 1
        return f"{int(self.clock.now())}.{self._last_tick:06d}"

    def note(self, line: str) -> None:
        """Write a line into the transcript."""
        self.transcript.append(line)

    def violate(self, where: str, *problems: str) -> None:
        """Record what real Slack would not have taken."""
        self.violations += [Violation(where, problem) for problem in problems]
        for problem in problems:
            self.note(f"!! {where}: {problem}")

    def explain(self) -> str:
        """The transcript, for a failure's text."""
        return "nothing of the kind happened; so far:\n" + "\n".join(self.transcript[-60:])

    def knows_file(self, reference: Json) -> bool:
        """Can Slack show this `slack_file` in an image block?"""
        for file in self.files.values():
            if reference in ({"id": file.id}, {"url": self.file_url(file)}):
                return (
                    file.completed and file.polls_left == 0 and self.mimetype(file)[:6] == "image/"
                )
        return False

    def file_url(self, file: StoredFile) -> str:
        """`url_private`."""
        return f"{self.origin}/files/{file.id}/{file.name}"

    def mimetype(self, file: StoredFile) -> str:
        """Guessed from the name."""
        return mimetypes.guess_type(file.name)[0] or "application/octet-stream"

    def change(self, key: tuple[str, str], **changes: object) -> Message:
        """Replace fields of a message."""
        message = replace(self.messages[key], changed=self.pulse.beat(), **changes)  # type: ignore[arg-type]
        self.messages[key] = message
        return message

    def post(
        self,
        channel: str,
        author: str,
        body: Json,
        *,
        audience: str = "",
        files: tuple[str, ...] = (),
    ) -> Message:
        """A new message with the `text`, `blocks` and `thread_ts` of an already checked body."""
        message = Message(
            channel=channel,
            ts=self.new_ts(),
            author=author,
            text=str(body.get("text") or ""),
            blocks=with_ids(body.get("blocks") or ()),
            changed=self.pulse.beat(),
            audience=audience,
            thread_ts=str(body.get("thread_ts") or ""),
            files=files,
        )
        self.messages[channel, message.ts] = message
        return message

    def edit(self, key: tuple[str, str], body: Json) -> Message:
        """Other text and blocks in the same message; absent keys are emptied, as in Slack."""
        return self.change(
            key,
            text=str(body.get("text") or ""),
            blocks=with_ids(body.get("blocks") or ()),
            edited=self.messages[key].edited + 1,
        )

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Exchange a trigger. Raises Refusal when it is unknown, spent or too old."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock.now() - trigger.issued >= limits.TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        self.triggers[trigger_id] = replace(trigger, used=True)
        return trigger

    def new_trigger(self, user: str, team: str) -> str:
        """A trigger id, issued now."""
        trigger_id = f"{self.new_id('')}.{team[1:]}.{user[1:]}"
        self.triggers[trigger_id] = Trigger(user, team, self.clock.now())
        return trigger_id

    def new_response_url(
        self, user: str, channel: str, author: str, original: tuple[str, str] | None
    ) -> str:
        """An address valid for 30 minutes and 5 uses."""
        key = self.new_id("R")
        self.response_urls[key] = ResponseUrl(
            user, channel, author, self.clock.now(), original=original
        )
        return f"{self.origin}/response/{key}"

    def channel_named(self, name: str) -> Channel:
        """By id. Raises Refusal("channel_not_found")."""
        channel = self.channels.get(name)
        if channel is None and name in self.members:
            channel = self.channels[self.members[name].dm]
        if channel is None:
            raise Refusal("channel_not_found")
        return channel

    def top_view(self, user: str) -> View | None:
        """The dialog that this person sees."""
        stack = self.stacks.get(user, ())
        return self.views[stack[-1]] if stack else None

    def set_stack(self, user: str, stack: tuple[str, ...]) -> None:
        """Which dialogs are open, the last one on top."""
        self.stacks[user] = stack
        self.stack_changed[user] = self.pulse.beat()

    def fault_for(self, method: str) -> Fault | None:
        """The arranged failure of this call, which is thereby used up."""
        for fault in self.faults:
            if fault.method == method:
                self.faults.remove(fault)
                return fault
        return None

    def install(self, team: Team) -> None:
        """Add a workspace."""
        self.teams[team.id] = team

    def team_of_token(self, token: str) -> Team:
        """Raises Refusal("invalid_auth")."""
        for team in self.teams.values():
            if team.bot_token and team.bot_token == token:
                return team
        raise Refusal("invalid_auth")


def file_object(state: State, file: StoredFile) -> Json:
    """A file as the API and `view_submission` payloads show it."""
    ready = file.polls_left == 0
    return {
        "id": file.id,
        "created": int(state.clock.now()),
        "timestamp": int(state.clock.now()),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": state.mimetype(file) if ready else "",
        "filetype": file.name.rpartition(".")[2] if ready else "",
        "user": file.owner,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": state.file_url(file),
        "url_private_download": state.file_url(file),
        "permalink": f"{state.origin}/permalink/{file.id}",
    }


def user_object(member: Member, *, include_locale: bool) -> Json:
    """A person as `users.info` shows them; deactivated people lose most of it."""
    core: Json = {
        "id": member.id,
        "team_id": member.team,
        "name": member.name,
        "deleted": member.deleted,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": {"real_name": member.real_name, "display_name": member.name},
    }
    if member.deleted:
        return core
    flags: Mapping[str, bool] = {
        "is_admin": member.is_admin,
        "is_owner": member.is_owner,
        "is_primary_owner": False,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
    }
    core |= {"real_name": member.real_name, "tz": member.tz, **flags}
    if member.is_stranger:
        core["is_stranger"] = True
    if include_locale:
        core["locale"] = member.locale
    return core
