"""A scripted App in a simulated workspace, over each transport."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.slack.driver import SlackDriver, Transport
from adapters.slack.scripted import ScriptedApp


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


@pytest.fixture
def app() -> ScriptedApp:
    return ScriptedApp()


@pytest.fixture
async def world(app: ScriptedApp, transport: Transport) -> AsyncIterator[SlackDriver]:
    async with SlackDriver(lambda _: app, transport) as driver:
        yield driver
