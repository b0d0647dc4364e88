"""The Slack app's manifest, generated from the commands, and why it asks for each scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ratingsbot.chat.commands import CommandSpec
from ratingsbot_slack import ids
from ratingsbot_slack.payload import Json
from ratingsbot_slack.transports import REQUEST_PATH


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission of the bot, and what would not work without it."""

    name: str
    reason: str


SCOPES: tuple[Scope, ...] = (
    Scope("commands", "`/drug` and `/drug-admin`, and the global shortcut."),
    Scope("chat:write", "Digests, in channels to which someone added the bot, and notices."),
    Scope("im:write", "Opens the direct conversation for a notice or a file."),
    Scope(
        "users:read",
        "Tells members from guests, strangers, bots and deactivated people; admins; time zones.",
    ),
    Scope("files:write", "Charts and files for one person; never a public address."),
    Scope("files:read", "Takes a roster handed in through a form; sees when a chart is ready."),
)
"""No scope reads messages: the bot sees none but what is typed behind its own commands."""


def manifest(commands: Sequence[CommandSpec], *, public_url: str = "") -> Json:
    """The manifest for "Create an app → From a manifest".

    Args:
        public_url: Where Slack reaches the HTTP server, e.g. "https://bot.clinic.org"; without
            it, the app uses Socket Mode.
    """
    address = {"url": public_url.rstrip("/") + REQUEST_PATH} if public_url else {}
    request = {"request_url": address["url"]} if address else {}
    options = {"message_menu_options_url": address["url"]} if address else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "ratingsbot",
            "description": "Verified physicians rate drugs, and look up what peers think.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "ratingsbot", "always_online": True},
            "shortcuts": [
                {
                    "name": "Drug ratings",
                    "type": "global",
                    "callback_id": ids.START_SHORTCUT,
                    "description": "Look up, rate or compare drugs",
                }
            ],
            "slash_commands": [
                _slash_command(group, commands) | address for group in _groups(commands)
            ],
        },
        "oauth_config": {"scopes": {"bot": [scope.name for scope in SCOPES]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened"]} | request,
            "interactivity": {"is_enabled": True} | request | options,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }


def scope_table(scopes: Iterable[Scope] = SCOPES) -> str:
    """The scopes and their reasons as a Markdown table, for the documentation."""
    rows = [f"| `{scope.name}` | {scope.reason} |" for scope in scopes]
    return "\n".join(["| Scope | Why |", "| --- | --- |", *rows]) + "\n"


def _groups(commands: Sequence[CommandSpec]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spec.group for spec in commands))


def _slash_command(group: str, commands: Sequence[CommandSpec]) -> Json:
    names = [spec.name for spec in commands if spec.group == group]
    what = "Set up and look after drug ratings" if group.endswith("admin") else "Drug ratings"
    return {
        "command": f"/{group}",
        "description": what,
        "usage_hint": " | ".join(names),
        "should_escape": True,
    }
