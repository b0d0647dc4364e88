"""Messages that the bot sends on its own account, and what Discord's refusals mean."""

from __future__ import annotations

import aiohttp
import discord

from ratingsbot.chat.boundary import Address, MessageRef
from ratingsbot.errors import (
    AdapterError,
    Forbidden,
    Gone,
    RateLimited,
    Uncertain,
    Unreachable,
)
from ratingsbot_discord.inbound import PLATFORM
from ratingsbot_discord.limits import NONCE
from ratingsbot_discord.render import Message

_GONE = {10_003, 10_004, 10_008, 10_013}
"""Discord's codes for an unknown channel, server, message, user."""
_DEFAULT_WAIT = 60.0
"""Seconds, when Discord refuses for its limits without telling for how long."""

Sendable = discord.abc.Messageable


async def send(client: discord.Client, to: Address, message: Message, nonce: str) -> MessageRef:
    """Send once. Raises as `Adapter.send` does, and ValueError for a nonce too long."""
    if len(nonce) > NONCE:
        raise ValueError(f"a nonce has at most {NONCE} characters")
    channel = await _channel(client, to)
    try:
        sent = await channel.send(
            view=message.view,
            files=message.uploads(),
            nonce=nonce,  # discord.py adds enforce_nonce: Discord drops a quick repetition
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise translate(error, accepted="maybe") from error
    return MessageRef(PLATFORM, str(sent.channel.id), str(sent.id))


async def _channel(client: discord.Client, to: Address) -> Sendable:
    if to.channel:
        return client.get_partial_messageable(int(to.channel))
    try:
        return await client.create_dm(discord.Object(int(to.user)))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise translate(error, accepted="no") from error


def translate(error: Exception, *, accepted: str) -> AdapterError:
    """What a failure means for the outbox.

    Args:
        accepted: "no" when repeating is harmless whatever happened; "maybe" when the request may
            have been carried out although no answer came, so it isn't repeated blindly.
    """
    match error:
        case discord.RateLimited():
            return RateLimited("Discord's rate limit", retry_after=error.retry_after)
        case discord.HTTPException(status=429):
            return RateLimited("Discord's rate limit", retry_after=_DEFAULT_WAIT)
        case discord.HTTPException(code=code) if code in _GONE:
            return Gone(f"Discord's code {code}")
        case discord.HTTPException(status=status) if status < 500:
            return Forbidden(f"Discord's code {error.code}, status {status}")
        case discord.HTTPException(status=503) | aiohttp.ClientConnectorError():
            return Unreachable("Discord did not take the request")
        case _ if accepted == "no":
            return Unreachable("Discord did not answer")
        case _:
            return Uncertain("Discord did not answer: the message may have arrived")
