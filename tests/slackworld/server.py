"""The HTTP side that the bot's real clients talk to: Web API, uploads, downloads, response URLs
and the Socket Mode endpoint, on loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import web

from slackworld import files as file_store
from slackworld import limits
from slackworld.blocks import problems_in_message
from slackworld.delivery import SocketMode
from slackworld.methods import perform
from slackworld.model import Call, Json
from slackworld.state import Fault, Refusal, ResponseUrl, State

_STRUCTURED = frozenset({"blocks", "view", "files", "metadata"})
"""Arguments that come as JSON text when the call is form-encoded."""
_RESPONSE_KEYS = frozenset(
    {
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
        "metadata",
    }
)


class Server:
    """One world's server; `start` binds a free port and sets the state's origin."""

    def __init__(self, state: State, socket_mode: SocketMode) -> None:
        self._state = state
        self._socket_mode = socket_mode
        app = web.Application(middlewares=[self._counting], client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.post("/upload/{file}", self._upload),
                web.get("/files/{file}/{name}", self._download),
                web.post("/response/{key}", self._response),
                web.get("/socket/{ticket}", self._socket_mode.serve),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self) -> None:
        """Listen on loopback at a free port."""
        await self._runner.setup()
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self._state.origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        await web.SockSite(self._runner, listener).start()

    async def stop(self) -> None:
        """Close every connection."""
        await self._runner.cleanup()

    @web.middleware
    async def _counting(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Count requests in flight, so that waiting can tell when the bot's have ended."""
        if request.path.startswith("/socket/"):
            return await handler(request)
        self._state.requests_in_flight += 1
        try:
            return await handler(request)
        finally:
            self._state.requests_in_flight -= 1
            self._state.pulse.beat()

    async def _api(self, request: web.Request) -> web.Response:
        state = self._state
        method = request.match_info["method"]
        arguments = await _decode(request)
        token = str(arguments.pop("token", "")) or _bearer(request)
        fault = state.fault_for(method)
        if fault is not None and not fault.after_effect:
            return self._faulty(method, arguments, fault)
        try:
            answer: Json = {"ok": True, **perform(state, method, token, arguments)}
            outcome = "ok"
        except Refusal as refusal:
            outcome = refusal.error
            answer = {"ok": False, "error": outcome}
            if refusal.messages:
                answer["response_metadata"] = {"messages": list(refusal.messages)}
        self._record(method, arguments, outcome)
        if fault is not None and request.transport is not None:
            request.transport.close()
        return web.json_response(answer)

    def _faulty(self, method: str, arguments: Json, fault: Fault) -> web.Response:
        self._record(method, arguments, fault.error)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        body = {"ok": False, "error": fault.error}
        return web.json_response(body, status=fault.status, headers=headers)

    def _record(self, method: str, arguments: Json, outcome: str) -> None:
        self._state.calls.append(Call(method, arguments, outcome))
        self._state.note(f"bot: {method} {json.dumps(arguments)[:200]} → {outcome}")

    async def _upload(self, request: web.Request) -> web.Response:
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            fields = [one for one in form.values() if isinstance(one, web.FileField)]
            content = fields[0].file.read() if fields else b""
        else:
            content = await request.read()
        try:
            file_store.receive(self._state, request.match_info["file"], content)
        except Refusal as refusal:
            return web.Response(status=400, text=refusal.error)
        self._state.note(f"bot: uploaded {len(content)} bytes")
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.Response:
        """`url_private`: with a wrong token Slack answers with its sign-in page, status 200."""
        state = self._state
        file = state.files.get(request.match_info["file"])
        try:
            state.team_of_token(_bearer(request))
        except Refusal:
            state.violate("url_private", "downloaded without the bot's token")
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        if file is None or file.content is None or not file.completed:
            return web.Response(status=404, text="file_not_found")
        state.note(f"bot: downloaded {file.name}")
        return web.Response(body=file.content, content_type=state.mimetype(file))

    async def _response(self, request: web.Request) -> web.Response:
        body: Json = await request.json()
        try:
            use_response_url(self._state, request.match_info["key"], body)
        except Refusal as refusal:
            self._state.note(f"bot: response_url {json.dumps(body)[:200]} → {refusal.error}")
            return web.json_response({"ok": False, "error": refusal.error}, status=404)
        self._state.note(f"bot: response_url {json.dumps(body)[:200]} → ok")
        return web.Response(text="ok")


def use_response_url(state: State, key: str, body: Json) -> None:
    """One use of a response URL: a new message, or the original replaced or deleted.

    Raises Refusal: expired_url, used_url (both are violations, since nobody sees the answer),
    invalid_blocks.
    """
    url = state.response_urls.get(key)
    if url is None or state.clock.now() - url.issued >= limits.RESPONSE_URL_SECONDS:
        state.violate("response_url", "expired_url")
        raise Refusal("expired_url")
    if url.uses >= limits.RESPONSE_URL_USES:
        state.violate("response_url", "used_url")
        raise Refusal("used_url")
    for unknown in sorted(body.keys() - _RESPONSE_KEYS):
        state.violate("response_url", f"unknown argument: {unknown}")
    url = replace(url, uses=url.uses + 1)
    state.response_urls[key] = url
    original = state.messages.get(url.original) if url.original else None
    if body.get("delete_original"):
        if original is None or original.deleted:
            raise Refusal("message_not_found")
        state.change((original.channel, original.ts), deleted=True)
        return
    answer(state, key, url, body)


def answer(state: State, key: str, url: ResponseUrl, body: Json) -> None:
    """Post or replace by this response URL; an acknowledgement's body does the same, unused.

    Raises Refusal("invalid_blocks"), and records it.
    """
    problems = problems_in_message(body, state.knows_file)
    if problems:
        state.violate("response_url", *problems)
        raise Refusal("invalid_blocks", tuple(problems))
    if body.get("replace_original") and url.original is not None:
        if state.messages[url.original].deleted:
            raise Refusal("message_not_found")
        state.edit(url.original, body)
        return
    audience = "" if body.get("response_type") == "in_channel" else url.user
    message = state.post(url.channel, url.author, body, audience=audience)
    if url.original is None:
        state.response_urls[key] = replace(url, original=(url.channel, message.ts))


async def _decode(request: web.Request) -> Json:
    """Arguments out of the query string and a JSON or form-encoded body."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    else:
        arguments |= dict(await request.post())
    for key in _STRUCTURED & arguments.keys():
        if isinstance(arguments[key], str):
            arguments[key] = json.loads(arguments[key])
    return arguments


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""
