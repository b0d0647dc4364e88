"""The `ratingsbot` command as an operator uses it: real processes, real files, real signals."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from slackworld import SlackWorld

RATINGSBOT = Path(sys.executable).with_name("ratingsbot")
EXIT_SECONDS = 5.0
"""What the operators' page promises."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The least that a process needs, with everything in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "RATINGSBOT_DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "RATINGSBOT_KEY_FILE": str(folder / "bot.key"),
        "RATINGSBOT_BACKUP_DIR": str(folder / "backups"),
        **settings,
    }


OPERATOR = {"RATINGSBOT_OPERATOR": "General Hospital IT, it@hospital.example"}


def ratingsbot(
    folder: Path, *arguments: str, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [RATINGSBOT, *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_missing_operator_is_named_with_what_to_do(tmp_path: Path) -> None:
    done = ratingsbot(tmp_path, "check-config", env=environment(tmp_path))

    assert done.returncode == 2
    assert "RATINGSBOT_OPERATOR" in done.stderr
    assert "docs/operators.md" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_configuration_without_a_platform_says_so(tmp_path: Path) -> None:
    done = ratingsbot(tmp_path, "run", env=environment(tmp_path, **OPERATOR))

    assert done.returncode == 2
    assert "No platform is configured" in done.stderr


def test_settings_are_read_from_the_env_file_and_secrets_are_not_printed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "RATINGSBOT_OPERATOR=General Hospital IT\n"
        "RATINGSBOT_SLACK_BOT_TOKEN=xoxb-secret-1\n"
        "RATINGSBOT_SLACK_SIGNING_SECRET=secret-2\n"
    )

    done = ratingsbot(tmp_path, "check-config", env=environment(tmp_path))

    assert done.returncode == 0, done.stderr
    assert "Platforms: slack" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_the_key_is_made_once_and_without_it_nothing_starts(tmp_path: Path) -> None:
    env = environment(tmp_path, **OPERATOR)
    first = ratingsbot(tmp_path, "publish", env=env)
    assert first.returncode == 0, first.stderr
    assert "keep a copy" in first.stderr
    key = tmp_path / "bot.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert "keep a copy" not in ratingsbot(tmp_path, "publish", env=env).stderr

    copy = key.read_bytes()
    key.unlink()
    refused = ratingsbot(tmp_path, "publish", env=env)
    assert refused.returncode == 2
    assert "The key file bot.key is missing" in refused.stderr
    assert not key.exists(), "no other key is made in its place"

    key.write_bytes(copy)
    assert ratingsbot(tmp_path, "publish", env=env).returncode == 0


def test_migrate_says_what_it_did_and_repeating_it_does_nothing(tmp_path: Path) -> None:
    env = environment(tmp_path, **OPERATOR)

    first = ratingsbot(tmp_path, "migrate", env=env)
    second = ratingsbot(tmp_path, "migrate", env=env)

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert first.stdout != second.stdout
    with sqlite3.connect(tmp_path / "bot.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM review").fetchone() == (0,)


def test_the_manifest_and_the_version_are_printed(tmp_path: Path) -> None:
    env = environment(tmp_path)

    manifest = ratingsbot(tmp_path, "slack-manifest", env=env)

    assert '"command": "/drug-admin"' in manifest.stdout
    assert ratingsbot(tmp_path, "version", env=env).stdout.strip() == "0.1.0"


@pytest.fixture
async def slack() -> AsyncIterator[SlackWorld]:
    async with SlackWorld() as world:
        yield world


async def test_run_serves_slack_welcomes_the_admin_and_ends_within_five_seconds(
    tmp_path: Path, slack: SlackWorld
) -> None:
    eli = slack.user("eli", admin=True)
    env = environment(
        tmp_path,
        **OPERATOR,
        RATINGSBOT_SLACK_BOT_TOKEN=slack.bot_token,
        RATINGSBOT_SLACK_APP_TOKEN=slack.app_token,
        RATINGSBOT_SLACK_API_BASE=slack.base_url,
    )
    named = ratingsbot(tmp_path, "name-admin", "slack", slack.team.id, eli.id, env=env)
    assert named.returncode == 0, named.stderr
    process = await asyncio.create_subprocess_exec(
        RATINGSBOT, "run", cwd=tmp_path, env=env, stderr=asyncio.subprocess.PIPE
    )
    try:
        await slack.happens(lambda: bool(eli.messages(eli.dm)))
        assert "Three steps" in str(eli.messages(eli.dm)[0].blocks)
        help_text = await eli.command("/drug", "help")
        assert "/drug rate" in str(help_text.message.blocks)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), EXIT_SECONDS)
    assert process.returncode == 0, errors.decode()
    assert eli.id not in errors.decode(), "identities never enter logs"
    slack.assert_clean()


async def test_run_ends_non_zero_when_slack_refuses_the_token(
    tmp_path: Path, slack: SlackWorld
) -> None:
    env = environment(
        tmp_path,
        **OPERATOR,
        RATINGSBOT_SLACK_BOT_TOKEN="xoxb-wrong",
        RATINGSBOT_SLACK_APP_TOKEN="xapp-wrong",
        RATINGSBOT_SLACK_API_BASE=slack.base_url,
    )
    process = await asyncio.create_subprocess_exec(
        RATINGSBOT, "run", cwd=tmp_path, env=env, stderr=asyncio.subprocess.PIPE
    )

    _, errors = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode != 0
    assert b"Traceback" not in errors, errors.decode()
    assert b"xoxb-wrong" not in errors
