"""Registering the commands with Discord: on demand only, and only when they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from ratingsbot.errors import ConfigError
from ratingsbot_discord.commands import check_tree

_KEPT: Mapping[str, Any] = {
    "name": "",
    "description": "",
    "type": 1,
    "required": False,
    "autocomplete": False,
    "min_length": None,
    "max_length": None,
    "default_member_permissions": None,
}
"""What makes a command what it is, with the value that Discord means by leaving it out."""


async def sync(client: discord.Client, *, guild_id: int | None = None) -> str:
    """Compare the client's commands with those registered and replace them if they differ.

    Args:
        client: Logged in, with a `tree`.
        guild_id: Register in this server only: it shows at once, good for trying out.

    Returns:
        What was done, for the terminal.

    Raises:
        TooLarge: Discord would refuse them.
        ConfigError: the client has no commands, or isn't logged in.
    """
    tree = getattr(client, "tree", None)
    if not isinstance(tree, app_commands.CommandTree) or client.application_id is None:
        raise ConfigError("Log in to Discord before registering commands.")
    check_tree(tree)
    http, application = client.http, client.application_id
    local = fingerprint([command.to_dict(tree) for command in tree.get_commands()])
    if guild_id is None:
        where, registered = "everywhere", await http.get_global_commands(application)
    else:
        where = "in one server"
        registered = await http.get_guild_commands(application, guild_id)
    if fingerprint(registered) == local:
        return f"The commands are registered {where} already ({local[:12]})."
    guild = None if guild_id is None else discord.Object(guild_id)
    if guild is not None:
        tree.copy_global_to(guild=guild)
    done = await tree.sync(guild=guild)
    return f"Registered {len(done)} command groups {where} ({local[:12]})."


def fingerprint(commands: Sequence[Any]) -> str:
    """A hash of what people see of the commands, whoever tells it: we or Discord."""
    ordered = sorted((_essence(command) for command in commands), key=lambda c: str(c["name"]))
    return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


def _essence(command: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: command.get(key, default) or default for key, default in _KEPT.items()}
    kept["options"] = [_essence(option) for option in command.get("options") or ()]
    kept["choices"] = [[choice["name"], choice["value"]] for choice in command.get("choices") or ()]
    return kept
