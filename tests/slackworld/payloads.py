"""The payloads that Slack sends to an app, for one person."""

from __future__ import annotations

from slackworld import views
from slackworld.delivery import Envelope
from slackworld.methods import message_object
from slackworld.model import Channel, Json, Kind, Member, Message, Team, View
from slackworld.state import State

_TOKEN = "legacy-verification-token"


def envelope(state: State, kind: Kind, payload: Json) -> Envelope:
    """A new envelope around a payload."""
    return Envelope(state.new_id("E"), kind, payload)


def app_team(state: State, member: Member) -> Team:
    """The workspace in which this person meets the app: a stranger's is the app's own."""
    team = state.teams[member.team]
    return team if team.bot_token else next(iter(state.teams.values()))


def command(state: State, member: Member, name: str, text: str, channel: Channel) -> Json:
    """A slash command."""
    team = app_team(state, member)
    url = state.new_response_url(member.id, channel.id, team.bot_user, None)
    return {
        "token": _TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.im_user else channel.name,
        "user_id": member.id,
        "user_name": member.name,
        "command": name,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": state.new_trigger(member.id, team.id),
    }


def shortcut(state: State, member: Member, callback_id: str) -> Json:
    """A global shortcut."""
    return _interaction(state, member, "shortcut") | {
        "callback_id": callback_id,
        "action_ts": state.new_ts(),
        "trigger_id": _trigger(state, member),
    }


def block_actions(
    state: State, member: Member, shown: Message | View, block_id: str, action: Json
) -> Json:
    """A button pressed or an option picked outside a submission."""
    done = {"block_id": block_id, "action_ts": state.new_ts(), **action}
    payload = _interaction(state, member, "block_actions") | {
        "trigger_id": _trigger(state, member),
        "actions": [done],
    }
    return payload | _place(state, member, shown, respond=True)


def suggestion(
    state: State, member: Member, shown: Message | View, block_id: str, action_id: str, typed: str
) -> Json:
    """What a person has typed into an external select."""
    payload = _interaction(state, member, "block_suggestion") | {
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    return payload | _place(state, member, shown, respond=False)


def submission(state: State, member: Member, view: View) -> Json:
    """A dialog sent."""
    return _interaction(state, member, "view_submission") | {
        "trigger_id": _trigger(state, member),
        "view": views.as_payload(state, view),
        "response_urls": [],
    }


def closed(state: State, member: Member, view: View, *, is_cleared: bool) -> Json:
    """A dialog closed by its person."""
    return _interaction(state, member, "view_closed") | {
        "view": views.as_payload(state, view),
        "is_cleared": is_cleared,
    }


def home_opened(state: State, member: Member) -> Json:
    """The home tab opened."""
    home = state.homes.get(member.id)
    event: Json = {
        "type": "app_home_opened",
        "user": member.id,
        "channel": member.dm,
        "tab": "home",
        "event_ts": state.new_ts(),
    }
    if home is not None:
        event["view"] = views.as_payload(state, state.views[home.id])
    return event_callback(state, app_team(state, member), event)


def event_callback(state: State, team: Team, event: Json) -> Json:
    """Any event of the Events API."""
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": _TOKEN,
        "team_id": team.id,
        "api_app_id": state.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(state.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }


def _interaction(state: State, member: Member, kind: str) -> Json:
    team = app_team(state, member)
    return {
        "type": kind,
        "token": _TOKEN,
        "api_app_id": state.app_id,
        "team": {"id": team.id, "domain": team.domain},
        "user": {
            "id": member.id,
            "username": member.name,
            "name": member.name,
            "team_id": member.team,
        },
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _trigger(state: State, member: Member) -> str:
    return state.new_trigger(member.id, app_team(state, member).id)


def _place(state: State, member: Member, shown: Message | View, *, respond: bool) -> Json:
    if isinstance(shown, View):
        payload = views.as_payload(state, shown)
        container = {"type": "view", "view_id": shown.id}
        return {"container": container, "view": payload}
    channel = state.channels[shown.channel]
    place: Json = {
        "container": {
            "type": "message",
            "message_ts": shown.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(shown.audience),
        },
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
    }
    if not shown.audience:
        place["message"] = message_object(shown)
    if respond:
        author = app_team(state, member).bot_user
        original = (shown.channel, shown.ts)
        place["response_url"] = state.new_response_url(member.id, channel.id, author, original)
        place["state"] = {"values": {}}
    return place
