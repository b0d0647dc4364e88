"""Dialogs and home tabs: opening, stacking, replacing and closing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from slackworld import limits
from slackworld.blocks import problems_in_view
from slackworld.forms import fresh_values, with_ids
from slackworld.model import NO_ERRORS, Json, View
from slackworld.state import Refusal, State


def checked(state: State, where: str, spec: object, surface: str) -> Json:
    """The view, if Slack would take it. Raises Refusal("invalid_arguments"), and records it."""
    problems = problems_in_view(spec, surface, state.knows_file)
    if problems or not isinstance(spec, dict):
        state.violate(where, *problems)
        raise Refusal("invalid_arguments", tuple(problems))
    return {**spec, "blocks": list(with_ids(spec["blocks"]))}


def open_root(state: State, user: str, team: str, spec: Json) -> View:
    """A first dialog; it takes the place of whatever was open."""
    view = _new(state, user, team, spec)
    state.set_stack(user, (view.id,))
    return view


def push(state: State, user: str, team: str, spec: Json) -> View:
    """One more dialog on top. Raises Refusal("push_limit_reached")."""
    stack = state.stacks.get(user, ())
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= limits.VIEW_STACK.most:
        raise Refusal("push_limit_reached")
    view = _new(state, user, team, spec, root=stack[0], previous=stack[-1])
    state.set_stack(user, (*stack, view.id))
    return view


def publish(state: State, user: str, team: str, spec: Json, expected_hash: str) -> View:
    """This person's home tab. Raises Refusal("hash_conflict")."""
    old = state.homes.get(user)
    if old is None:
        view = _new(state, user, team, spec)
    else:
        view = replace_view(state, old, spec, expected_hash)
    state.homes[user] = view
    return view


def replace_view(state: State, view: View, spec: Json, expected_hash: str = "") -> View:
    """Other contents in the same view; what the person typed stays where the input stays.

    Raises Refusal: hash_conflict, duplicate_external_id.
    """
    if expected_hash and expected_hash != view.hash:
        raise Refusal("hash_conflict")
    _check_external_id(state, spec, view.id)
    blocks = tuple(spec["blocks"])
    new = replace(
        view,
        spec=spec,
        hash=_new_hash(state),
        changed=state.pulse.beat(),
        revision=view.revision + 1,
        values=fresh_values(blocks, view.values),
        errors=NO_ERRORS,
    )
    state.views[view.id] = new
    return new


def find(state: State, view_id: str, external_id: str) -> View:
    """An open dialog or a home tab. Raises Refusal("not_found")."""
    for view in _shown(state):
        if view.id == view_id or (external_id and view.spec.get("external_id") == external_id):
            return view
    raise Refusal("not_found")


def show_errors(state: State, view: View, errors: Mapping[str, str]) -> None:
    """Errors beside the inputs of a dialog that stays open. Unknown blocks are violations."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    for block_id in errors.keys() - inputs:
        state.violate("view_submission", f"errors name no input block: {block_id!r}")
    state.views[view.id] = replace(view, errors=dict(errors), changed=state.pulse.beat())


def close_top(state: State, user: str) -> None:
    """Close the dialog on top; the one below comes up again."""
    state.set_stack(user, state.stacks.get(user, ())[:-1])


def as_payload(state: State, view: View) -> Json:
    """A view as payloads and responses show it."""
    spec = view.spec
    team = state.teams[view.team]
    return {
        "id": view.id,
        "team_id": view.team,
        "app_id": state.app_id,
        "app_installed_team_id": view.team,
        "bot_id": team.bot_id,
        "type": spec["type"],
        "blocks": list(view.blocks),
        "private_metadata": spec.get("private_metadata", ""),
        "callback_id": spec.get("callback_id", ""),
        "external_id": spec.get("external_id", ""),
        "state": {"values": {block: dict(entry) for block, entry in view.values.items()}},
        "hash": view.hash,
        "title": spec.get("title"),
        "close": spec.get("close"),
        "submit": spec.get("submit"),
        "submit_disabled": spec.get("submit_disabled", False),
        "clear_on_close": spec.get("clear_on_close", False),
        "notify_on_close": spec.get("notify_on_close", False),
        "previous_view_id": view.previous or None,
        "root_view_id": view.root or view.id,
    }


def _new(
    state: State, user: str, team: str, spec: Json, *, root: str = "", previous: str = ""
) -> View:
    _check_external_id(state, spec, "")
    view = View(
        id=state.new_id("V"),
        user=user,
        team=team,
        spec=spec,
        hash=_new_hash(state),
        changed=state.pulse.beat(),
        root=root,
        previous=previous,
        values=fresh_values(tuple(spec["blocks"]), {}),
    )
    state.views[view.id] = view
    return view


def _new_hash(state: State) -> str:
    return f"{int(state.clock.now())}.{state.new_id('h')}"


def _shown(state: State) -> list[View]:
    open_ids = [view_id for stack in state.stacks.values() for view_id in stack]
    return [state.views[view_id] for view_id in open_ids] + [
        state.views[view.id] for view in state.homes.values()
    ]


def _check_external_id(state: State, spec: Json, own_id: str) -> None:
    wanted = spec.get("external_id")
    if wanted and any(
        view.spec.get("external_id") == wanted and view.id != own_id for view in _shown(state)
    ):
        raise Refusal("duplicate_external_id")
