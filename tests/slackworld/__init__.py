"""A simulated Slack for tests: a strict, stateful server on loopback that the real slack-bolt app
talks to over Socket Mode or signed HTTP, and people who use the bot through it."""

from __future__ import annotations

from slackworld.actors import Actor, acknowledged, answered, is_loading
from slackworld.model import (
    Channel,
    Impossible,
    Json,
    Member,
    Message,
    Seen,
    StoredFile,
    Team,
    View,
    Violation,
)
from slackworld.reading import buttons_of, images_of, text_of
from slackworld.running import running
from slackworld.world import SlackWorld

__all__ = [
    "Actor",
    "Channel",
    "Impossible",
    "Json",
    "Member",
    "Message",
    "Seen",
    "SlackWorld",
    "StoredFile",
    "Team",
    "View",
    "Violation",
    "acknowledged",
    "answered",
    "buttons_of",
    "images_of",
    "is_loading",
    "running",
    "text_of",
]
