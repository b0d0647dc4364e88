"""Settings: what is missing is named, and adapters are found by their settings."""

from __future__ import annotations

import os
import re
from datetime import UTC
from pathlib import Path

import pytest

from ratingsbot.config import configured, load_settings
from ratingsbot.errors import ConfigError
from ratingsbot.system import SystemClock, SystemRandom


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("RATINGSBOT_")]:
        monkeypatch.delenv(name)


def env_file(folder: Path, *lines: str) -> Path:
    """A .env."""
    path = folder / ".env"
    path.write_text("\n".join(lines))
    return path


def test_a_missing_operator_is_named() -> None:
    with pytest.raises(ConfigError, match="RATINGSBOT_OPERATOR: is missing"):
        load_settings(None)


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATINGSBOT_OPERATOR", "x")
    monkeypatch.setenv("RATINGSBOT_PUBLISH_HOUR_UTC", "24")
    monkeypatch.setenv("RATINGSBOT_LOG_LEVEL", "loud")
    with pytest.raises(ConfigError) as caught:
        load_settings(None)
    for name in ("OPERATOR", "PUBLISH_HOUR_UTC", "LOG_LEVEL"):
        assert f"RATINGSBOT_{name}: " in str(caught.value)


def test_settings_come_from_the_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = env_file(
        tmp_path,
        "RATINGSBOT_OPERATOR=Hospital IT",
        "RATINGSBOT_PUBLISH_HOUR_UTC=3",
        "RATINGSBOT_SLACK_BOT_TOKEN=xoxb",
    )
    monkeypatch.setenv("RATINGSBOT_PUBLISH_HOUR_UTC", "5")
    settings = load_settings(path)
    assert settings.operator == "Hospital IT"
    assert settings.publish_hour_utc == 5
    assert settings.database_url.startswith("sqlite:///")


def test_an_adapter_is_configured_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not configured("slack", None)
    monkeypatch.setenv("RATINGSBOT_SLACK_BOT_TOKEN", "xoxb")
    assert configured("slack", None)
    assert not configured("discord", None)


def test_an_adapter_is_configured_by_the_file(tmp_path: Path) -> None:
    path = env_file(tmp_path, "ratingsbot_discord_token=secret")
    assert configured("discord", path)
    assert not configured("slack", path)
    assert not configured("discord", tmp_path / "no such file")


def test_the_real_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_real_tokens_and_codes_are_random_and_typeable() -> None:
    chance = SystemRandom()
    tokens = {chance.token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16}", token) for token in tokens)
    codes = {chance.code() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", c) for c in codes)


def test_a_shuffle_loses_nothing() -> None:
    items = list(range(100))
    SystemRandom().shuffle(items)
    assert sorted(items) == list(range(100))
    assert items != list(range(100))
