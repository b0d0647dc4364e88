"""Files out and in: pictures and attachments to Slack, a person's file from Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from ratingsbot.chat.boundary import Upload
from ratingsbot.chat.replies import Attachment, Picture, Reply
from ratingsbot.errors import Forbidden, Unreachable
from ratingsbot_slack.failures import log_failure
from ratingsbot_slack.handlers.inbound import FileRef
from ratingsbot_slack.payload import data_of

_READY_DELAYS = (0.0, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds before each look at whether Slack has processed an upload."""


class Uploads:
    """`draw` turns a picture's key into its PNG; `pause` sleeps."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        draw: Callable[[str], Awaitable[bytes]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._session = session
        self._draw = draw
        self._pause = pause

    async def pictures(self, reply: Reply) -> Mapping[str, str]:
        """File ids by key of all pictures that could be uploaded; without the rest the reply is
        complete as well, so a failure is logged and goes no further."""
        found: dict[str, str] = {}
        for node in reply.nodes:
            if isinstance(node, Picture) and node.key not in found:
                try:
                    found[node.key] = await self._picture(node)
                except Exception as error:
                    log_failure("slack.picture_failed", error)
        return found

    async def share_with(self, user: str, reply: Reply) -> None:
        """Put the reply's attachments into this person's direct messages with the bot."""
        if any(isinstance(node, Attachment) for node in reply.nodes):
            await self.share(await direct_channel(self._client, user), reply)

    async def share(self, channel: str, reply: Reply) -> None:
        """Put the reply's attachments into a channel."""
        for one in reply.nodes:
            if not isinstance(one, Attachment):
                continue
            await self._client.files_upload_v2(
                filename=one.name, title=one.name, content=one.content, channel=channel
            )

    async def fetch(self, file: FileRef) -> Upload:
        """A person's file. The bot's token goes to Slack's own hosts only.

        Raises Forbidden for a file kept elsewhere, Unreachable.
        """
        if file.is_external or not self._is_slacks(file.url):
            raise Forbidden("the file is not kept at Slack")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with self._session.get(file.url, headers=headers) as response:
                content = await response.content.read(file.size + 1)
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable("the file could not be fetched") from error
        if status != 200 or len(content) != file.size:
            # With a token that lacks files:read, Slack answers 200 and a sign-in page.
            raise Unreachable(f"another file came than the one announced (status {status})")
        return Upload(file.name, content)

    async def _picture(self, picture: Picture) -> str:
        png = await self._draw(picture.key)
        response = await self._client.files_upload_v2(
            filename="picture.png", title="picture", content=png
        )
        file_id = str(data_of(response)["files"][0]["id"])
        await self._until_processed(file_id)
        return file_id

    async def _until_processed(self, file_id: str) -> None:
        """An image block refuses a file that Slack hasn't looked at yet: it has no type so far."""
        for delay in _READY_DELAYS:
            await self._pause(delay)
            response = await self._client.files_info(file=file_id)
            if data_of(response)["file"].get("mimetype"):
                return
        raise Unreachable("Slack has not processed the picture")

    def _is_slacks(self, url: str) -> bool:
        api = urlsplit(self._client.base_url).hostname or ""
        host = urlsplit(url).hostname or ""
        return host == api or host.endswith((f".{api}", ".slack.com"))


async def direct_channel(client: AsyncWebClient, user: str) -> str:
    """The person's direct conversation with the bot. Raises what the client raises."""
    response = await client.conversations_open(users=user)
    return str(data_of(response)["channel"]["id"])
