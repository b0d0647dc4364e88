"""The people. Each deed goes to the bot as Slack would send it, and returns what they then see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from slackworld import effects, files, limits, payloads
from slackworld.delivery import Ack, Courier, Envelope, SignedHttp
from slackworld.forms import Answer, elements_of, entry_for, pick, value_of
from slackworld.model import (
    NO_ERRORS,
    Channel,
    Impossible,
    Json,
    Kind,
    Member,
    Message,
    Seen,
    View,
)
from slackworld.state import State, file_object

Until: TypeAlias = Callable[[Seen], bool]
Shown: TypeAlias = Message | View | Seen


def acknowledged(seen: Seen) -> bool:
    """Wait for nothing more than the acknowledgement."""
    return True


def is_loading(view: View) -> bool:
    """A view that holds nothing to do yet and was never replaced: "Loading …"."""
    asks = any(block["type"] in {"input", "actions"} for block in view.blocks)
    return view.revision == 0 and not asks


def answered(seen: Seen) -> bool:
    """Something new to read: a message, the home tab, a dialog past "Loading", or an error."""
    dialog = seen.view_changed and seen.view is not None and not is_loading(seen.view)
    return bool(seen.messages or seen.gone or seen.home_changed or dialog or seen.errors)


@dataclass(slots=True)
class LastDeed:
    """The last envelope sent, and by whom, for `SlackWorld.redeliver_last`."""

    actor: Actor | None = None
    envelope: Envelope | None = None


class Actor:
    """One person at their Slack client.

    Every deed takes `until`, a predicate on what they see; the call returns once the bot's
    acknowledgement came (or three seconds passed on the world's clock), `until` holds, and no
    request of the bot is in flight. Raises AssertionError with the transcript after the guard.
    """

    def __init__(
        self, state: State, courier: Callable[[], Courier], last: LastDeed, user_id: str
    ) -> None:
        self._state = state
        self._courier = courier
        self._last = last
        self.id = user_id

    @property
    def member(self) -> Member:
        """The current record."""
        return self._state.members[self.id]

    @property
    def name(self) -> str:
        """The user name."""
        return self.member.name

    @property
    def dm(self) -> Channel:
        """The direct conversation with the app."""
        return self._state.channels[self.member.dm]

    @property
    def view(self) -> View | None:
        """The dialog on top."""
        return self._state.top_view(self.id)

    @property
    def stack(self) -> tuple[View, ...]:
        """All open dialogs, the last one on top."""
        return tuple(self._state.views[one] for one in self._state.stacks.get(self.id, ()))

    @property
    def home(self) -> View | None:
        """The home tab, None before the bot published one."""
        home = self._state.homes.get(self.id)
        return self._state.views[home.id] if home else None

    def messages(self, channel: Channel | None = None) -> tuple[Message, ...]:
        """All messages that this person can read, in one channel or everywhere, oldest first."""
        return tuple(
            one
            for one in self._state.messages.values()
            if not one.deleted
            and self._reads(one)
            and (channel is None or channel.id == one.channel)
        )

    async def command(
        self, name: str, text: str = "", *, channel: Channel | None = None, until: Until = answered
    ) -> Seen:
        """Type a slash command, in the direct conversation unless a channel is given."""
        payload = payloads.command(self._state, self.member, name, text, channel or self.dm)
        return await self.raw("slash_commands", payload, until=until)

    async def shortcut(self, callback_id: str, *, until: Until = answered) -> Seen:
        """Pick a global shortcut."""
        payload = payloads.shortcut(self._state, self.member, callback_id)
        return await self.raw("interactive", payload, until=until)

    async def open_home(self, *, until: Until = answered) -> Seen:
        """Open the app's home tab."""
        payload = payloads.home_opened(self._state, self.member)
        return await self.raw("events_api", payload, until=until)

    async def press(
        self, shown: Shown, button: str, *, until: Until = answered, force: bool = False
    ) -> Seen:
        """Press a button by its label or action id. `force`: also one no longer there."""
        old = _unwrap(shown)
        place = old if force else self._current(old)
        for block in place.blocks:
            for element in elements_of(block):
                if element["type"] == "button" and button in (
                    element["text"]["text"],
                    element["action_id"],
                ):
                    action = {key: value for key, value in element.items() if key != "confirm"}
                    payload = payloads.block_actions(
                        self._state, self.member, place, block["block_id"], action
                    )
                    return await self.raw("interactive", payload, until=until)
        raise Impossible(f"there is no button {button!r}")

    async def suggest(self, shown: Shown, name: str, typed: str) -> tuple[Json, ...]:
        """Type into an external select (by block id, action id or label); the options offered."""
        place = self._current(_unwrap(shown))
        block, element = _input(place, name)
        if not element["type"].endswith("external_select"):
            raise Impossible(f"{name!r} has no typeahead")
        if len(typed) < element.get("min_query_length", limits.MIN_QUERY_DEFAULT):
            raise Impossible("Slack asks nobody before min_query_length characters")
        payload = payloads.suggestion(
            self._state, self.member, place, block["block_id"], element["action_id"], typed
        )
        ack, errors = await self._deliver(payloads.envelope(self._state, "interactive", payload))
        if errors:
            raise Impossible(f"no options came: {errors['']}")
        return effects.options_in(ack)

    async def choose(
        self,
        shown: Shown,
        name: str,
        label: str,
        *,
        typed: str | None = None,
        until: Until = acknowledged,
        force: bool = False,
    ) -> Seen:
        """Pick an option by label or value; in an external select, after typing `typed` (the
        label itself by default). Reaches the bot only where Slack tells it: outside input blocks,
        or with `dispatch_action`."""
        start = self._state.pulse.count
        place = self._current(_unwrap(shown))
        block, element = _input(place, name)
        answer: Answer = label
        if element["type"].endswith("external_select") and not force:
            offered = await self.suggest(place, name, label if typed is None else typed)
            answer = pick(offered, label)
            if element["type"].startswith("multi_"):
                answer = [answer]
        entry = entry_for(element, answer, force=force)
        if isinstance(place, View):
            place = self._fill(place, block["block_id"], element["action_id"], entry)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return self._seen(start, NO_ERRORS)
        action = {"action_id": element["action_id"], **entry}
        payload = payloads.block_actions(self._state, self.member, place, block["block_id"], action)
        return await self.raw("interactive", payload, until=until)

    async def submit(
        self,
        view: View | Seen | None = None,
        values: Mapping[str, Answer] | None = None,
        *,
        until: Until = acknowledged,
        force: bool = False,
    ) -> Seen:
        """Fill in inputs (by block id, action id or label) and press Submit on the top dialog.

        `force` skips what the Slack client would refuse: values not offered, too long, missing.
        """
        place = self._current(_unwrap(view) if view is not None else self._dialog())
        if not isinstance(place, View) or "submit" not in place.spec:
            raise Impossible("there is no Submit button")
        for name, value in (values or {}).items():
            block, element = _input(place, name)
            if element["type"] == "external_select" and isinstance(value, str) and not force:
                await self.choose(place, name, value)
            else:
                entry = entry_for(element, value, force=force)
                self._fill(place, block["block_id"], element["action_id"], entry)
        place = self._dialog()
        if not force:
            _check_required(place)
        payload = payloads.submission(self._state, self.member, place)
        return await self.raw("interactive", payload, until=until)

    async def post_form(self, view: View, values: Mapping[str, Answer]) -> Json:
        """Send a dialog by hand as it was seen then, whoever's it is, open or not, with whatever
        values. Returns the acknowledgement's body."""
        filled = dict(view.values)
        for name, value in values.items():
            block, element = _input(view, name)
            entry = entry_for(element, value, force=True)
            filled[block["block_id"]] = {element["action_id"]: entry}
        payload = payloads.submission(self._state, self.member, replace(view, values=filled))
        return await self.ask(payload)

    async def ask(self, payload: Json) -> Json:
        """Send a hand-made interaction. Returns the acknowledgement's body."""
        ack, _ = await self._deliver(payloads.envelope(self._state, "interactive", payload))
        return dict((ack.body if ack else None) or {})

    async def close(self, *, everything: bool = False) -> Seen:
        """Close the dialog on top, or the whole stack with its cross."""
        start = self._state.pulse.count
        top = self._dialog()
        cleared = everything or bool(top.spec.get("clear_on_close"))
        closing = reversed(self.stack) if cleared else (top,)
        self._state.set_stack(self.id, () if cleared else tuple(v.id for v in self.stack[:-1]))
        for view in closing:
            if view.spec.get("notify_on_close"):
                payload = payloads.closed(self._state, self.member, view, is_cleared=cleared)
                await self.raw("interactive", payload, until=acknowledged)
        return self._seen(start, NO_ERRORS)

    async def upload(self, name: str, content: bytes) -> Json:
        """Upload a file; the object is what `submit` takes for a file_input."""
        return file_object(self._state, files.person_uploads(self._state, self.id, name, content))

    async def raw(self, kind: Kind, payload: Json, *, until: Until = acknowledged) -> Seen:
        """Send a hand-made payload with a right signature."""
        return await self.redo(payloads.envelope(self._state, kind, payload), until=until)

    async def redo(self, envelope: Envelope, *, until: Until = acknowledged) -> Seen:
        """Send an envelope, perhaps once more."""
        start = self._state.pulse.count
        self._last.actor, self._last.envelope = self, envelope
        _, errors = await self._deliver(envelope)
        await self._state.pulse.until(
            lambda: self._state.requests_in_flight == 0 and until(self._seen(start, errors)),
            self._state.explain,
        )
        return self._seen(start, errors)

    async def forge(
        self,
        name: str = "/drug",
        text: str = "",
        *,
        envelope: Envelope | None = None,
        secret: str | None = None,
        age: float = 0.0,
    ) -> int:
        """Send a command (or any envelope) over HTTP with another secret, or signed `age` seconds
        ago. Returns the HTTP status. Raises Impossible on Socket Mode, which has no signatures."""
        transport = self._courier().transport
        if not isinstance(transport, SignedHttp):
            raise Impossible("only HTTP deliveries are signed")
        if envelope is None:
            payload = payloads.command(self._state, self.member, name, text, self.dm)
            envelope = payloads.envelope(self._state, "slash_commands", payload)
        ack = await transport.post(envelope, secret=secret, age=age)
        return ack.status

    async def _deliver(self, envelope: Envelope) -> tuple[Ack | None, Mapping[str, str]]:
        ack = await self._courier().deliver(envelope)
        return ack, effects.apply(self._state, envelope, ack)

    def _dialog(self) -> View:
        if self.view is None:
            raise Impossible("no dialog is open")
        return self.view

    def _current(self, shown: Message | View) -> Message | View:
        """What stands there now. Raises Impossible when the person no longer sees it."""
        if isinstance(shown, Message):
            message = self._state.messages[shown.channel, shown.ts]
            if message.deleted or not self._reads(message):
                raise Impossible("the message is not there for this person")
            return message
        if shown.id not in {one.id for one in (self.view, self.home) if one is not None}:
            raise Impossible("the view is not on top")
        return self._state.views[shown.id]

    def _fill(self, view: View, block_id: str, action_id: str, entry: Json) -> View:
        current = self._state.views[view.id]
        inputs = {**current.values.get(block_id, {}), action_id: entry}
        filled = replace(current, values={**current.values, block_id: inputs})
        self._state.views[view.id] = filled
        return filled

    def _where(self, message: Message) -> Channel:
        return self._state.channels[message.channel]

    def _reads(self, message: Message) -> bool:
        if message.audience:
            return message.audience == self.id
        return self.id in self._where(message).members

    def _seen(self, start: int, errors: Mapping[str, str]) -> Seen:
        """What is new since the change counter stood at `start`."""
        mine = [
            one for one in self._state.messages.values() if one.changed > start and self._reads(one)
        ]
        view, home = self.view, self.home
        stacked = self._state.stack_changed.get(self.id, 0)
        return Seen(
            messages=tuple(one for one in mine if not one.deleted),
            gone=tuple(one for one in mine if one.deleted),
            view=view,
            view_changed=max(stacked, view.changed if view else 0) > start,
            home=home,
            home_changed=home is not None and home.changed > start,
            errors=errors,
        )


def _unwrap(shown: Shown) -> Message | View:
    if not isinstance(shown, Seen):
        return shown
    return shown.view if shown.view is not None else shown.message


def _input(shown: Message | View, name: str) -> tuple[Json, Json]:
    """The block and the one input in it that have this block id, action id or label."""
    found = [
        (block, element)
        for block in shown.blocks
        for element in elements_of(block)
        if element["type"] != "button"
        and name in (block["block_id"], element["action_id"], block.get("label", {}).get("text"))
    ]
    if len(found) != 1:
        raise Impossible(f"{name!r} names {len(found)} inputs")
    return found[0]


def _check_required(view: View) -> None:
    for block in view.blocks:
        if block["type"] == "input" and not block.get("optional"):
            entry = view.values[block["block_id"]][block["element"]["action_id"]]
            if not value_of(entry):
                raise Impossible(f"{block['block_id']!r} must be filled in")
