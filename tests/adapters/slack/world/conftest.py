"""A simulated Slack, somebody in it, and the tiny bot on either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.world.tinybot import Bot
from slackworld import (
    Actor,
    SlackWorld,
    running,
)
from slackworld.running import Transport


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


@pytest.fixture
async def world() -> AsyncIterator[SlackWorld]:
    async with SlackWorld() as made:
        yield made
    made.assert_clean()


@pytest.fixture
def alice(world: SlackWorld) -> Actor:
    return world.user("alice", locale="de-DE")


@pytest.fixture
async def bot(world: SlackWorld, alice: Actor, transport: Transport) -> AsyncIterator[Bot]:
    made = Bot(world)
    async with running(made.app, world, transport):
        yield made


@pytest.fixture
def client(world: SlackWorld) -> AsyncWebClient:
    return AsyncWebClient(token=world.bot_token, base_url=world.base_url, retry_handlers=[])
