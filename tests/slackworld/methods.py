"""The Web API's methods: what arguments each takes, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from slackworld import files, views
from slackworld.blocks import problems_in_message
from slackworld.model import Channel, Json, Message, Team, View
from slackworld.state import Refusal, State, file_object, user_object


@dataclass(frozen=True, slots=True)
class Request:
    """One call: decoded arguments, and the workspace whose bot token came with it."""

    state: State
    team: Team
    method: str
    arguments: Json

    def text(self, key: str) -> str:
        """An argument as text, "" when absent."""
        value = self.arguments.get(key)
        return "" if value is None else str(value)

    def flag(self, key: str) -> bool:
        """A boolean argument in any of Slack's spellings."""
        return self.text(key).lower() in {"1", "true"}

    def message_body(self) -> Json:
        """The message's text and blocks. Raises Refusal when Slack would not take them."""
        problems = problems_in_message(self.arguments, self.state.knows_file)
        if problems:
            self.state.violate(self.method, *problems)
            raise Refusal(_message_error(problems), tuple(problems))
        return self.arguments

    def message(self) -> tuple[str, str]:
        """The key of the bot's own, still existing, not ephemeral message."""
        key = (self.state.channel_named(self.text("channel")).id, self.text("ts"))
        found = self.state.messages.get(key)
        if found is None or found.deleted or found.audience:
            raise Refusal("message_not_found")
        if found.author != self.team.bot_user:
            raise Refusal("cant_update_message")
        return key


Handler: TypeAlias = Callable[[Request], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A method's arguments and handler. `app_level`: it takes the xapp token instead."""

    handler: Handler
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    app_level: bool = False


def _message_error(problems: list[str]) -> str:
    for error in ("no_text", "msg_blocks_too_long"):
        if error in problems[0]:
            return error
    return "msg_too_long" if "json-pointer:/text]" in problems[0] else "invalid_blocks"


def _auth_test(call: Request) -> Json:
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "user": "ratingsbot",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(call: Request) -> Json:
    origin = call.state.origin.replace("http://", "ws://")
    return {"url": f"{origin}/socket/{call.state.new_id('ticket')}"}


def _users_info(call: Request) -> Json:
    member = call.state.members.get(call.text("user"))
    if member is None:
        raise Refusal("user_not_found")
    return {"user": user_object(member, include_locale=call.flag("include_locale"))}


def _users_list(call: Request) -> Json:
    everyone = [one for one in call.state.members.values() if one.team == call.team.id]
    start = int(call.text("cursor") or 0)
    end = start + int(call.text("limit") or len(everyone))
    with_locale = call.flag("include_locale")
    return {
        "members": [user_object(one, include_locale=with_locale) for one in everyone[start:end]],
        "response_metadata": {"next_cursor": str(end) if end < len(everyone) else ""},
    }


def _conversations_open(call: Request) -> Json:
    users = [one for one in call.text("users").split(",") if one]
    if call.text("channel"):
        return {"channel": {"id": call.state.channel_named(call.text("channel")).id}}
    if len(users) != 1:
        raise Refusal("invalid_arguments", ("this world knows conversations of two only",))
    member = call.state.members.get(users[0])
    if member is None:
        raise Refusal("user_not_found")
    if member.deleted:
        raise Refusal("user_disabled")
    return {"channel": {"id": member.dm}}


def _conversations_info(call: Request) -> Json:
    channel = call.state.channel_named(call.text("channel"))
    shown: Json = {
        "id": channel.id,
        "is_im": bool(channel.im_user),
        "is_channel": not channel.im_user,
        "is_archived": channel.archived,
        "is_private": False,
        "context_team_id": channel.team,
    }
    if channel.im_user:
        return {"channel": shown | {"user": channel.im_user}}
    shown |= {"name": channel.name, "is_member": channel.bot_member}
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def _writable(call: Request) -> Channel:
    channel = call.state.channel_named(call.text("channel"))
    if channel.archived:
        raise Refusal("is_archived")
    if not channel.bot_member:
        raise Refusal("not_in_channel")
    return channel


def _post_message(call: Request) -> Json:
    channel = _writable(call)
    message = call.state.post(channel.id, call.team.bot_user, call.message_body())
    return {"channel": channel.id, "ts": message.ts, "message": message_object(message)}


def _post_ephemeral(call: Request) -> Json:
    channel = _writable(call)
    user = call.text("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    body = call.message_body()
    message = call.state.post(channel.id, call.team.bot_user, body, audience=user)
    return {"message_ts": message.ts}


def _update(call: Request) -> Json:
    message = call.state.edit(call.message(), call.message_body())
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_object(message),
    }


def _delete(call: Request) -> Json:
    message = call.state.change(call.message(), deleted=True)
    return {"channel": message.channel, "ts": message.ts}


def message_object(message: Message) -> Json:
    """A message as responses and payloads show it."""
    return {
        "type": "message",
        "ts": message.ts,
        "user": message.author,
        "text": message.text,
        "blocks": list(message.blocks),
    }


def _shown(call: Request, view: View) -> Json:
    return {"view": views.as_payload(call.state, view)}


def _views_open(call: Request) -> Json:
    spec = views.checked(call.state, call.method, call.arguments["view"], "modal")
    trigger = call.state.use_trigger(call.text("trigger_id"))
    return _shown(call, views.open_root(call.state, trigger.user, call.team.id, spec))


def _views_push(call: Request) -> Json:
    spec = views.checked(call.state, call.method, call.arguments["view"], "modal")
    trigger = call.state.use_trigger(call.text("trigger_id"))
    return _shown(call, views.push(call.state, trigger.user, call.team.id, spec))


def _views_update(call: Request) -> Json:
    view = views.find(call.state, call.text("view_id"), call.text("external_id"))
    spec = views.checked(call.state, call.method, call.arguments["view"], view.spec["type"])
    return _shown(call, views.replace_view(call.state, view, spec, call.text("hash")))


def _views_publish(call: Request) -> Json:
    spec = views.checked(call.state, call.method, call.arguments["view"], "home")
    user = call.text("user_id")
    if user not in call.state.members:
        raise Refusal("user_not_found")
    return _shown(call, views.publish(call.state, user, call.team.id, spec, call.text("hash")))


def _upload_url(call: Request) -> Json:
    file = files.reserve(call.state, call.text("filename"), call.text("length"), call.team.bot_user)
    return {"file_id": file.id, "upload_url": f"{call.state.origin}/upload/{file.id}"}


def _complete_upload(call: Request) -> Json:
    done = files.complete(call.state, call.arguments["files"], call.team.bot_user)
    targets = [one for one in call.text("channels").split(",") if one]
    for target in filter(None, (call.text("channel_id"), *targets)):
        channel = call.state.channel_named(target)
        body = {"text": call.text("initial_comment"), "thread_ts": call.text("thread_ts")}
        ids = tuple(file.id for file in done)
        call.state.post(channel.id, call.team.bot_user, body, files=ids)
    return {"files": [file_object(call.state, file) for file in done]}


def _files_info(call: Request) -> Json:
    file = call.state.files.get(call.text("file"))
    if file is None or not file.completed:
        raise Refusal("file_not_found")
    shown = file_object(call.state, file)
    call.state.files[file.id] = replace(file, polls_left=max(0, file.polls_left - 1))
    return {"file": shown}


def _takes(*names: str) -> frozenset[str]:
    return frozenset(names)


_MESSAGE = _takes(
    "text", "blocks", "thread_ts", "mrkdwn", "link_names", "parse", "metadata", "reply_broadcast"
)
_UNFURL = _takes("unfurl_links", "unfurl_media")

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "auth.test": Method(_auth_test),
        "apps.connections.open": Method(_connections_open, app_level=True),
        "users.info": Method(_users_info, _takes("user"), _takes("include_locale")),
        "users.list": Method(_users_list, optional=_takes("cursor", "limit", "include_locale")),
        "conversations.open": Method(
            _conversations_open, optional=_takes("users", "channel", "return_im")
        ),
        "conversations.info": Method(
            _conversations_info,
            _takes("channel"),
            _takes("include_locale", "include_num_members"),
        ),
        "chat.postMessage": Method(_post_message, _takes("channel"), _MESSAGE | _UNFURL),
        "chat.postEphemeral": Method(_post_ephemeral, _takes("channel", "user"), _MESSAGE),
        "chat.update": Method(_update, _takes("channel", "ts"), _MESSAGE | _takes("file_ids")),
        "chat.delete": Method(_delete, _takes("channel", "ts")),
        "views.open": Method(_views_open, _takes("trigger_id", "view")),
        "views.push": Method(_views_push, _takes("trigger_id", "view")),
        "views.update": Method(
            _views_update, _takes("view"), _takes("view_id", "external_id", "hash")
        ),
        "views.publish": Method(_views_publish, _takes("user_id", "view"), _takes("hash")),
        "files.getUploadURLExternal": Method(
            _upload_url, _takes("filename", "length"), _takes("alt_txt", "snippet_type")
        ),
        "files.completeUploadExternal": Method(
            _complete_upload,
            _takes("files"),
            _takes("channel_id", "channels", "initial_comment", "thread_ts"),
        ),
        "files.info": Method(
            _files_info, _takes("file"), _takes("count", "cursor", "limit", "page")
        ),
    }
)
"""The arguments are the documented ones, less what this project has no use for and the world
could not check (attachments, as_user, icons). `team_id` is taken everywhere: bolt's client adds it
to each call."""


def perform(state: State, method_name: str, token: str, arguments: Json) -> Json:
    """Carry out one call. Raises Refusal with Slack's error; what is amiss is recorded too."""
    method = METHODS.get(method_name)
    if method is None:
        state.violate(method_name, "unknown method")
        raise Refusal("unknown_method")
    team = _authenticate(state, method, token)
    if arguments.get("team_id", team.id) != team.id:
        state.violate(method_name, "team_id is not the token's workspace")
    for key in sorted(arguments.keys() - method.required - method.optional - {"team_id"}):
        state.violate(method_name, f"unknown argument: {key}")
    for key in sorted(method.required - arguments.keys()):
        state.violate(method_name, f"missing argument: {key}")
        raise Refusal("invalid_arguments", (f"[ERROR] missing required field: {key}",))
    return method.handler(Request(state, team, method_name, arguments))


def _authenticate(state: State, method: Method, token: str) -> Team:
    if not method.app_level:
        return state.team_of_token(token)
    if token == state.app_token:
        return next(iter(state.teams.values()))
    raise Refusal("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
