"""What the bot sends on its own account, and what a refusal means."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from adapters.discord.driver import DiscordWorld
from adapters.discord.scripted import CARD, ScriptedApp
from ratingsbot.chat.boundary import Address
from ratingsbot.chat.replies import Paragraph, Reply
from ratingsbot.errors import Forbidden, Gone, RateLimited, Uncertain, Unreachable
from ratingsbot_discord.outbound import translate
from ratingsbot_discord.plugin import create


async def test_a_notice_arrives_as_a_direct_message() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        ref = await world.adapter.send(
            ann.address, Reply((Paragraph("You have a notice."),)), nonce="n1"
        )
        inbox = await ann.inbox()
        assert [seen.text for seen in inbox] == ["You have a notice."]
        assert inbox[0].private
        assert ref.message == str(inbox[0].handle.id)  # type: ignore[attr-defined]
        body = world.env.http_requests[-1].json
        assert isinstance(body, dict)
        assert (body["nonce"], body["enforce_nonce"]) == ("n1", True)


async def test_a_nonce_that_discord_would_refuse_is_refused_here() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        with pytest.raises(ValueError, match="nonce"):
            await world.adapter.send(ann.address, CARD, nonce="n" * 26)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, 0, RateLimited),
        (500, 0, Uncertain),
        (502, 0, Uncertain),
        (503, 0, Unreachable),
        (403, 50_007, Forbidden),
        (403, 50_013, Forbidden),
        (403, 50_001, Forbidden),
        (404, 10_003, Gone),
        (404, 10_013, Gone),
    ],
)
async def test_discords_refusals_mean_what_the_outbox_needs_to_know(
    status: int, code: int, expected: type[Exception]
) -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        world.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
        with pytest.raises(expected):
            await world.adapter.send(ann.address, CARD, nonce="n")


@pytest.mark.parametrize(("status", "expected"), [(500, Unreachable), (404, Gone)])
async def test_a_direct_channel_that_cant_be_opened_was_surely_not_written_to(
    status: int, expected: type[Exception]
) -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        code = 10_013 if status == 404 else 0
        world.env.inject_error("POST", "/users/@me/channels", status=status, code=code)
        with pytest.raises(expected):
            await world.adapter.send(ann.address, CARD, nonce="n")


def test_a_lost_connection_is_uncertain_only_once_the_message_left() -> None:
    lost = aiohttp.ServerDisconnectedError()
    assert isinstance(translate(lost, accepted="maybe"), Uncertain)
    assert isinstance(translate(lost, accepted="no"), Unreachable)
    refused = aiohttp.ClientConnectorError(None, OSError("refused"))  # type: ignore[arg-type]
    assert isinstance(translate(refused, accepted="maybe"), Unreachable)


def test_a_rate_limit_tells_how_long_to_wait() -> None:
    limited = translate(discord.RateLimited(42.0), accepted="maybe")
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 42.0


async def test_sending_while_not_connected_may_be_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RATINGSBOT_DISCORD_TOKEN", "token")
    adapter = create(None)
    assert adapter.name == "discord"
    assert adapter.form_limits.fields_per_page == 5
    assert not adapter.form_limits.files
    with pytest.raises(Unreachable):
        await adapter.send(Address("discord", "1", user="2"), CARD, nonce="n")
