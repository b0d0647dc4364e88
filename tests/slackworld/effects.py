"""What Slack does with an acknowledgement, by what was acknowledged."""

from __future__ import annotations

from collections.abc import Mapping

from slackworld import views
from slackworld.blocks import problems_in_suggestions
from slackworld.delivery import Ack, Envelope
from slackworld.model import NO_ERRORS, Json
from slackworld.server import answer
from slackworld.state import Refusal, State

TIMED_OUT: Mapping[str, str] = {"": "operation_timeout"}
TROUBLE: Mapping[str, str] = {"": "trouble"}
"""Slack's "We had some trouble connecting" above a dialog."""


def apply(state: State, envelope: Envelope, ack: Ack | None) -> Mapping[str, str]:
    """Carry the acknowledgement out. Returns the errors shown to the person ("" is the whole)."""
    if ack is None:
        return NO_ERRORS if envelope.kind == "events_api" else TIMED_OUT
    if ack.status != 200:
        return {"": f"http_status_{ack.status}"}
    body = ack.body or {}
    if envelope.kind == "events_api":
        return NO_ERRORS
    try:
        if envelope.kind == "slash_commands":
            _answer_command(state, envelope.payload, body)
            return NO_ERRORS
        match envelope.payload["type"]:
            case "view_submission":
                return _answer_submission(state, envelope.payload, body)
            case "block_suggestion":
                return _answer_suggestion(state, body)
            case kind:
                if body:
                    state.violate(kind, f"an acknowledgement that nobody sees: {body}")
                return NO_ERRORS
    except Refusal:
        return TROUBLE


def options_in(ack: Ack | None) -> tuple[Json, ...]:
    """The options offered, groups laid flat."""
    body = (ack.body if ack else None) or {}
    groups = body.get("option_groups", ())
    return (*body.get("options", ()), *(one for group in groups for one in group["options"]))


def _answer_command(state: State, payload: Json, body: Json) -> None:
    if not body:
        return
    key = str(payload["response_url"]).rpartition("/")[2]
    answer(state, key, state.response_urls[key], body)


def _answer_suggestion(state: State, body: Json) -> Mapping[str, str]:
    problems = problems_in_suggestions(body)
    state.violate("block_suggestion", *problems)
    return TROUBLE if problems else NO_ERRORS


def _answer_submission(state: State, payload: Json, body: Json) -> Mapping[str, str]:
    view = state.views[payload["view"]["id"]]
    user = payload["user"]["id"]
    if view.id not in state.stacks.get(user, ()):
        return NO_ERRORS
    match body.get("response_action"):
        case None:
            if body:
                state.violate("view_submission", f"an acknowledgement that nobody sees: {body}")
            if state.stacks[user][-1] == view.id:
                views.close_top(state, user)
        case "clear":
            state.set_stack(user, ())
        case "update":
            spec = views.checked(state, "view_submission", body.get("view"), "modal")
            views.replace_view(state, view, spec)
        case "push":
            spec = views.checked(state, "view_submission", body.get("view"), "modal")
            views.push(state, user, view.team, spec)
        case "errors":
            errors: Mapping[str, str] = body.get("errors") or {}
            views.show_errors(state, view, errors)
            return errors
        case unknown:
            state.violate("view_submission", f"unknown response_action: {unknown!r}")
            return TROUBLE
    return NO_ERRORS
