"""The entry point `ratingsbot.adapters`: discord."""

from __future__ import annotations

from ratingsbot.chat.boundary import Adapter
from ratingsbot.errors import ConfigError


def create(env_file: str | None) -> Adapter:
    """The adapter as the environment and `env_file` set it up.

    Raises:
        ConfigError: a setting is missing or wrong, or discord.py isn't installed.
    """
    try:
        import discord  # noqa: F401
    except ModuleNotFoundError as error:
        raise ConfigError(
            "Discord needs the extra “discord”: pip install 'ratingsbot[discord]'"
        ) from error
    from ratingsbot_discord.client import DiscordAdapter
    from ratingsbot_discord.settings import read_settings

    return DiscordAdapter(read_settings(env_file))
