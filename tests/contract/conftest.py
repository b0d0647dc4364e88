"""The stages: Discord behind simcord, Slack over Socket Mode and over signed HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import cast

import pytest

from adapters.discord.driver import DiscordWorld
from adapters.slack.driver import SlackDriver, Transport
from ratingsbot.dialogs.model import FormLimits
from ratingsbot.testing.contract import Stage
from ratingsbot.testing.harness import product

LIMITS = {
    "slack": FormLimits(fields_per_page=20, files=True),
    "discord": FormLimits(fields_per_page=5, files=False),
}


@pytest.fixture(params=["discord", "slack-socket", "slack-http"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    platform, _, transport = str(request.param).partition("-")
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(product(tmp_path, LIMITS))
        if platform == "discord":
            discord = await stack.enter_async_context(DiscordWorld(lambda: bot.app))
            assert discord.adapter.form_limits == LIMITS["discord"]
            yield Stage(discord, bot, discord.adapter)
            return
        slack = SlackDriver(lambda _: bot.app, cast(Transport, transport))
        await stack.enter_async_context(slack)
        assert slack.adapter.form_limits == LIMITS["slack"]
        yield Stage(slack, bot, slack.adapter)
