"""Where an answer appears: a private message, a modal, or App Home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from ratingsbot.chat.boundary import OpenForm
from ratingsbot.chat.replies import Paragraph, Reply
from ratingsbot.errors import Gone, Unreachable
from ratingsbot_slack import render
from ratingsbot_slack.failures import slack_error
from ratingsbot_slack.forms import form_view
from ratingsbot_slack.payload import Json
from ratingsbot_slack.render import NO_PICTURES

_log = structlog.get_logger("ratingsbot.slack")

_CLOSED = Reply((Paragraph("Done. You can close this window."),))


class Place(Protocol):
    """Shows the outcomes of one interaction, one after another."""

    @property
    def is_revisable(self) -> bool:
        """Can a later reply take the place of an earlier one?"""
        ...

    async def show(self, reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> None:
        """Show the reply. Raises AdapterError, SlackApiError and network errors."""
        ...

    async def open(self, form: OpenForm) -> None:
        """Show the form, or a button that opens it."""
        ...

    async def finish(self) -> None:
        """Take away what stands here."""
        ...


@dataclass(slots=True)
class MessagePlace:
    """Private messages by a `response_url`, good for five uses in half an hour.

    `replaces`: what is shown takes the place of the message that was pressed; only ever true for
    a message that this person alone sees, since a digest in a channel must not become a private
    answer, nor a direct message, which exports hold.
    """

    session: aiohttp.ClientSession
    url: str
    replaces: bool = False
    is_revisable: bool = True
    can_delete: bool = False

    async def show(self, reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> None:
        """Only this person sees it."""
        body: Json = render.message(reply, pictures)
        body |= {"response_type": "ephemeral", "replace_original": self.replaces}
        await self._send(body)
        self.replaces = self.is_revisable

    async def open(self, form: OpenForm) -> None:
        """A message can't hold a form."""
        await self.show(render.open_button(form))

    async def finish(self) -> None:
        """Delete the message that was pressed, where it is this person's own."""
        if self.can_delete:
            await self._send({"delete_original": True})

    async def _send(self, body: Json) -> None:
        client = AsyncWebhookClient(self.url, session=self.session, retry_handlers=[])
        response = await client.send_dict(body)
        if response.status_code >= 500:
            raise Unreachable("Slack did not take the answer")
        if response.status_code != 200:
            raise Gone("Slack no longer takes an answer here")


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """An open modal. When its person closed it meanwhile, there is nobody to tell."""

    client: AsyncWebClient
    view_id: str
    is_revisable: bool = True

    async def show(self, reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> None:
        """In the same view."""
        await self._update(render.reply_view(reply, pictures))

    async def open(self, form: OpenForm) -> None:
        """In the same view."""
        await self._update(form_view(form))

    async def finish(self) -> None:
        """The Web API can't close a modal: say that it may be closed."""
        await self.show(_CLOSED)

    async def _update(self, view: Json) -> None:
        try:
            await self.client.views_update(view_id=self.view_id, view=view)
        except SlackApiError as error:
            if slack_error(error) != "not_found":
                raise
            _log.info("slack.view_was_closed")


@dataclass(frozen=True, slots=True)
class HomePlace:
    """App Home of one person."""

    client: AsyncWebClient
    user: str
    is_revisable: bool = True

    async def show(self, reply: Reply, pictures: Mapping[str, str] = NO_PICTURES) -> None:
        """As the whole tab."""
        view = render.home_view(reply, pictures)
        await self.client.views_publish(user_id=self.user, view=view)

    async def open(self, form: OpenForm) -> None:
        """App Home can't hold a form of several pages."""
        await self.show(render.open_button(form))

    async def finish(self) -> None:
        """App Home always shows something."""
