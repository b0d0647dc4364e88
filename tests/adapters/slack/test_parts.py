"""Settings, manifest, membership, the watch on the socket, and work that outlives a request."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.scripted import COMMANDS
from ratingsbot.chat.boundary import MemberKind
from ratingsbot.errors import ConfigError, Unreachable
from ratingsbot_slack.manifest import SCOPES, manifest, scope_table
from ratingsbot_slack.members import member_kind
from ratingsbot_slack.payload import Json
from ratingsbot_slack.plugin import create
from ratingsbot_slack.settings import ENV_PREFIX, SlackSettings
from ratingsbot_slack.tasks import Supervisor
from ratingsbot_slack.transports import keep_watch


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SlackSettings.model_fields:
        monkeypatch.delenv(f"{ENV_PREFIX}{name.upper()}", raising=False)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"APP_TOKEN": "xapp-1"}, "BOT_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1"}, "SIGNING_SECRET"),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xapp-1", "SIGNING_SECRET": "s"}, "not both"),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": ""}, "APP_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xapp-1", "HTTP_PORT": "x"}, "HTTP_PORT"),
    ],
)
def test_settings_that_cannot_work_say_why(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(ENV_PREFIX + name, value)
    with pytest.raises(ConfigError, match=named) as caught:
        create(None)
    assert "xoxb-1" not in str(caught.value)


async def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{ENV_PREFIX}BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv(f"{ENV_PREFIX}SIGNING_SECRET", "secret")
    assert SlackSettings.load().http_port == 3000
    assert create(None).name == "slack"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in SlackSettings.model_fields.values())


def test_the_manifest_lists_the_commands_and_connects_by_socket_unless_reachable() -> None:
    by_socket = manifest(COMMANDS)
    commands: list[Json] = by_socket["features"]["slash_commands"]
    assert [one["command"] for one in commands] == ["/drug", "/drug-admin"]
    assert commands[0]["usage_hint"] == "score | rate | help"
    assert by_socket["settings"]["socket_mode_enabled"]
    by_http = manifest(COMMANDS, public_url="https://bot.example/")
    assert by_http["features"]["slash_commands"][0]["url"] == "https://bot.example/slack/events"
    assert not by_http["settings"]["socket_mode_enabled"]


def test_every_scope_has_a_reason_and_none_reads_messages() -> None:
    scopes: list[str] = manifest(COMMANDS)["oauth_config"]["scopes"]["bot"]
    assert all(f"| `{scope}` | " in scope_table() for scope in scopes)
    assert all(scope.reason for scope in SCOPES)
    assert not any("history" in scope or scope == "chat:write.public" for scope in scopes)


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        ({"team_id": "T1"}, MemberKind.MEMBER),
        ({"team_id": "T1", "is_restricted": True}, MemberKind.GUEST),
        ({"team_id": "T1", "is_ultra_restricted": True}, MemberKind.GUEST),
        ({"team_id": "T2"}, MemberKind.STRANGER),
        ({"team_id": "T1", "is_stranger": True}, MemberKind.STRANGER),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, MemberKind.MEMBER),
        ({"team_id": "T1", "is_bot": True}, MemberKind.BOT),
        ({"team_id": "T1", "deleted": True, "is_bot": True}, MemberKind.DEACTIVATED),
    ],
)
def test_slacks_flags_say_who_somebody_is(profile: Json, kind: MemberKind) -> None:
    assert member_kind(profile, "T1") is kind


class Line:
    """A connection under a test's control, and the time that passes while it is watched."""

    def __init__(self, deaf_from: float, *, heals: bool) -> None:
        self.now = 0.0
        self.reconnects = 0
        self._deaf_from = deaf_from
        self._heals = heals

    def clock(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += seconds
        if self.now > 300:
            raise EOFError  # the test is over

    async def is_connected(self) -> bool:
        return self.now < self._deaf_from or (self._heals and self.reconnects > 0)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        self.reconnects += 1


@pytest.mark.parametrize(
    ("line", "ends_with", "reconnects"),
    [
        (Line(10_000, heals=False), EOFError, 0),
        (Line(100, heals=True), EOFError, 1),
        (Line(100, heals=False), Unreachable, 1),
    ],
)
async def test_a_deaf_socket_is_connected_anew_and_then_given_up(
    line: Line, ends_with: type[Exception], reconnects: int
) -> None:
    with pytest.raises(ends_with):
        await keep_watch(line, line.clock, line.pause)
    assert line.reconnects == reconnects


async def test_draining_waits_for_work_started_meanwhile() -> None:
    work, done = Supervisor(), list[str]()

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        work.start(second())

    work.start(first())
    await work.drain(5)
    assert done == ["second"]


async def test_draining_ends_what_never_would() -> None:
    work = Supervisor()
    task = work.spawn(asyncio.Event().wait())
    await work.drain(0)
    assert task.cancelled()


async def test_a_failure_in_the_background_is_logged_without_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = Supervisor()

    async def fail() -> None:
        raise ValueError("U024BE7LH said something")

    work.start(fail())
    await work.idle()
    logged = capsys.readouterr().out
    assert "ValueError" in logged
    assert "U024BE7LH" not in logged
