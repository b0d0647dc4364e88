"""The bolt app: one listener a kind of payload, each acknowledging before it does anything.

bolt 1.30 loses an acknowledgement when a listener raises soon after it, so what follows an
acknowledgement runs in a task of our own, and listeners never raise.
"""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot_slack import ids
from ratingsbot_slack.handlers.conversation import Conversation
from ratingsbot_slack.payload import Json
from ratingsbot_slack.tasks import Supervisor

_ANY = re.compile("")


class Listeners:
    """bolt's side of a conversation."""

    def __init__(self, conversation: Conversation, work: Supervisor) -> None:
        self._conversation = conversation
        self._work = work

    def register(self, bolt: AsyncApp) -> None:
        """Every kind of payload, old versions' ids included, so that none stays unanswered."""
        bolt.command(_ANY)(self.on_command)
        bolt.action(_ANY)(self.on_action)
        bolt.view_submission(_ANY)(self.on_submission)
        bolt.options(_ANY)(self.on_options)
        bolt.shortcut(ids.START_SHORTCUT)(self.on_shortcut)
        bolt.event("app_home_opened")(self.on_home)

    async def on_command(self, ack: AsyncAck, body: Json) -> None:
        """`/drug …` and `/drug-admin …`."""
        await ack()
        self._work.start(self._conversation.command(body))

    async def on_action(self, ack: AsyncAck, body: Json) -> None:
        """A button."""
        await ack()
        self._work.start(self._conversation.press(body))

    async def on_submission(self, ack: AsyncAck, body: Json) -> None:
        """A form's page: the one acknowledgement that waits for the App, since it carries the
        answer."""
        await ack(**await self._conversation.submission(body))

    async def on_options(self, ack: AsyncAck, body: Json) -> None:
        """A typeahead."""
        await ack(options=await self._conversation.options(body))

    async def on_shortcut(self, ack: AsyncAck, body: Json) -> None:
        """The global shortcut."""
        await ack()
        self._work.start(self._conversation.shortcut(body))

    async def on_home(self, ack: AsyncAck, event: Json) -> None:
        """App Home, or its messages tab, which is none of our business."""
        await ack()
        if event.get("tab") == "home":
            self._work.start(self._conversation.home(str(event["user"])))


def bolt_app(client: AsyncWebClient, signing_secret: str, authorized: AuthorizeResult) -> AsyncApp:
    """A bolt app that asks nobody before acknowledging: who the bot is was found out at the start.

    Args:
        client: Without a token, which bolt would otherwise verify by itself.
        signing_secret: "" in Socket Mode, where nothing is signed.
    """

    async def authorize() -> AuthorizeResult:
        return authorized

    return AsyncApp(
        name="ratingsbot",
        client=client,
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
    )
