"""What the operator sets for Discord."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ratingsbot.errors import ConfigError

PREFIX = "RATINGSBOT_DISCORD_"


class DiscordSettings(BaseSettings):
    """Read from the environment and an optional env file; names begin with RATINGSBOT_DISCORD_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    token: SecretStr = Field(description="The bot's token (developer portal, page Bot).")
    api_base: str = Field(
        default="",
        description="Another address for Discord's API, with its version and without a slash at "
        "the end. For tests; empty means Discord itself.",
    )
    sync_guild: int | None = Field(
        default=None,
        description="Register the commands in this server (its id) only, where they show at once. "
        "Empty registers them everywhere.",
    )


def read_settings(env_file: str | Path | None) -> DiscordSettings:
    """The settings. Raises ConfigError naming each one that is missing or wrong."""
    try:
        # The values come from outside, which no type-checker can see.
        return DiscordSettings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg'].lower()}"
            for problem in error.errors(include_input=False)
        ]
        raise ConfigError("Discord's settings: " + "; ".join(wrong)) from None
