"""Settings: from the environment and `.env`, each with what it means.

Adapters have settings of their own (RATINGSBOT_SLACK_…, RATINGSBOT_DISCORD_…); one is loaded
when any of its settings is there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ratingsbot.errors import ConfigError

PREFIX = "RATINGSBOT_"


class Settings(BaseSettings):
    """What every process needs, whatever the platform."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    operator: str = Field(
        min_length=3,
        max_length=200,
        description="Who runs this bot, by name, and how to reach them. Every physician reads it "
        "before the first rating, since the operator holds key and database.",
    )
    database_url: str = Field(
        default="sqlite:///ratingsbot.sqlite3",
        description="Where the data are: an SQLite file, or postgresql://user:password@host/name",
    )
    key_file: Path = Field(
        default=Path("ratingsbot.key"),
        description="The key, made at first run. Keep a copy, apart from the database’s backups.",
    )
    backup_dir: Path = Field(
        default=Path("backups"),
        description="Where the SQLite file is copied to before its schema changes.",
    )
    publish_hour_utc: int = Field(
        default=4,
        ge=0,
        le=23,
        description="The hour, in UTC, at which results and comments are published each day.",
    )
    actions_a_minute: int = Field(
        default=60, ge=5, le=1_000, description="What one person may do in a minute."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged. Identities never are."
    )


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Settings from the environment, then from `env_file`. Raises ConfigError naming each."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise ConfigError(explain(error, PREFIX)) from error


def explain(error: ValidationError, prefix: str) -> str:
    """A validation error as lines that an operator can act on."""
    lines = ["The settings need mending:"]
    for problem in error.errors():
        name = prefix + "_".join(str(part) for part in problem["loc"]).upper()
        missing = problem["type"] == "missing"
        lines.append(f"  {name}: {'is missing' if missing else problem['msg']}")
    lines.append("Each setting is described in docs/operators.md.")
    return "\n".join(lines)


def configured(adapter: str, env_file: Path | None) -> bool:
    """Whether any setting of this adapter is there."""
    prefix = f"{PREFIX}{adapter.upper()}_"
    from_file: Mapping[str, str | None] = dotenv_values(env_file) if env_file else {}
    return any(name.upper().startswith(prefix) for name in (*os.environ, *from_file))
