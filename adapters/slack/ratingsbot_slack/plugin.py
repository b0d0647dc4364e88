"""The entry point by which ratingsbot finds this adapter."""

from __future__ import annotations

from ratingsbot.chat.boundary import Adapter
from ratingsbot_slack.app import SlackAdapter
from ratingsbot_slack.settings import SlackSettings


def create(env_file: str | None) -> Adapter:
    """The adapter, configured from the environment. Raises ConfigError."""
    return SlackAdapter(SlackSettings.load(env_file))
