"""`ratingsbot.testing.driver` over simcord: discord.py and our client, a simulated Discord.

It also holds the adapter to what simcord lets through and the real Discord refuses: a modal never
answers a modal, typeahead offers at most 25 choices of at most 100 characters.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

import discord
import simcord
from discord import app_commands
from pydantic import SecretStr
from simcord.actors import _dispatch_actor_interaction  # what a hand-made client sends
from simcord.backend.serializers import message_payload
from simcord.builders import ChannelHandle

from adapters.discord.seen import Payload, seen_message, seen_modal, walk
from ratingsbot.chat.boundary import Address, App, MemberKind, Upload
from ratingsbot.chat.commands import CommandSpec, OptionKind
from ratingsbot.testing.driver import Seen
from ratingsbot_discord.client import DiscordAdapter, RatingsClient, build_client
from ratingsbot_discord.ids import press_id
from ratingsbot_discord.settings import DiscordSettings
from ratingsbot_discord.sync import sync

AppFactory: TypeAlias = Callable[[], App]

_COMPONENT, _MODAL_SUBMIT = 3, 5
PATIENT = 30.0
"""Seconds: on a busy machine too, a form opens at once unless a test wants otherwise."""


class DiscordWorld:
    """One server with the bot in it. Use it as an async context manager.

    Args:
        app: What the bot serves. `restart_bot` serves the same again, or, given a factory, asks
            it for a new one.
        adapter: The product's own, when it was built around one; it sends through this world.
        patience: See `build_client`.
    """

    def __init__(
        self,
        app: App | AppFactory,
        *,
        adapter: DiscordAdapter | None = None,
        patience: float = PATIENT,
    ) -> None:
        self._factory: AppFactory = app if callable(app) else lambda: app
        self._patience = patience
        self._kinds: dict[str, MemberKind] = {}
        self.adapter = adapter or DiscordAdapter(DiscordSettings(token=SecretStr("unused")))
        self._client = self._new_client()
        self.env = simcord.Env(self._client, settle_timeout=PATIENT)

    async def __aenter__(self) -> Self:
        await self.env.start()
        emit = self.env.backend.emit

        def emit_as_kind(event: str, payload: MutableMapping[str, Any]) -> None:
            if event == "INTERACTION_CREATE":
                self._mark(payload)
            emit(event, payload)

        self.env.backend.emit = emit_as_kind  # type: ignore[method-assign, assignment]
        self.guild = self.env.create_guild("Example Hospital")
        self.channel = self.guild.create_text_channel("cardiology")
        await self.env.settle()
        await sync(self._client.tree)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.env.shutdown()
        await self._client.close()
        if kind is None:
            self.env._raise_errors_since(self.env._errors_acknowledged)

    @property
    def platform(self) -> str:
        return "discord"

    @property
    def workspace(self) -> str:
        return str(self.guild.id)

    @property
    def tree(self) -> app_commands.CommandTree[Any]:
        """The commands of the bot that runs now."""
        return self._client.tree

    async def person(
        self, name: str, *, admin: bool = False, kind: MemberKind = MemberKind.MEMBER
    ) -> DiscordPerson:
        if kind is MemberKind.DEACTIVATED:
            raise ValueError("a deactivated account can't do anything on Discord")
        rights = discord.Permissions(administrator=True)
        roles = [self.guild.create_role("Admins", permissions=rights)] if admin else []
        member = self.guild.add_member(self.env.create_user(name), roles=roles)
        self._kinds[str(member.id)] = kind
        await self.env.settle()
        return DiscordPerson(self, member)

    async def everyone_sees(self) -> str:
        backend = self.env.backend
        public = [
            self.seen(message).text
            for channel_id, messages in backend.messages.items()
            if backend.get_channel(channel_id).guild_id is not None
            for message in messages.values()
            if not message.is_ephemeral
        ]
        return "\n".join(public)

    async def restart_bot(self) -> None:
        old = self._client
        self._client = self._new_client()
        await self.env.restart_bot(self._client)
        await old.close()

    # What the persons below need -----------------------------------------------------------------

    def spec(self, name: str) -> CommandSpec:
        return next(s for s in self._client.app.commands if s.full_name == name)

    def result(self, result: simcord.InteractionResult) -> Seen:
        """What an interaction's answer shows."""
        assert result.acknowledged, "the interaction was left without an answer"
        if result.modal is not None:
            assert result._interaction.type != _MODAL_SUBMIT, "a modal can't answer a modal"
            return seen_modal(result.modal, result)
        if result.followups:
            return self.seen(result.followups[-1]._message)
        if result.response is None:
            return Seen("")
        return self.seen(result.response._message)

    def seen(self, message: Any) -> Seen:
        """A message as simcord keeps it."""
        return seen_message(
            message.components,
            lambda url: self.env.backend.cdn.get(url) or b"",
            private=message.is_ephemeral or message.channel_id in self._direct_channels(),
            handle=simcord.ResponseMessage(self.env, message),
        )

    def direct_messages(self, user: int) -> Sequence[Any]:
        channel = self.env.backend.dm_channels.get(user)
        return list(self.env.backend.messages.get(channel, {}).values()) if channel else []

    def _direct_channels(self) -> set[int]:
        return set(self.env.backend.dm_channels.values())

    def _new_client(self) -> RatingsClient:
        client = build_client(self._factory(), patience=self._patience)
        self.adapter.attach(client)
        return client

    def _mark(self, payload: MutableMapping[str, Any]) -> None:
        """Say about a person what Discord says and simcord doesn't."""
        member = payload.get("member")
        if member is None:
            return
        payload["authorizing_integration_owners"] = {"0": payload["guild_id"]}
        match self._kinds.get(member["user"]["id"], MemberKind.MEMBER):
            case MemberKind.STRANGER:
                payload["authorizing_integration_owners"] = {"1": member["user"]["id"]}
            case MemberKind.GUEST:
                member["flags"] = 1 << 4
            case MemberKind.BOT:
                member["user"]["bot"] = True
            case _:
                pass


class DiscordPerson:
    """Somebody in the server."""

    def __init__(self, world: DiscordWorld, member: simcord.MemberActor) -> None:
        self._world = world
        self.member = member

    @property
    def user_id(self) -> str:
        return str(self.member.id)

    @property
    def address(self) -> Address:
        """Where the bot writes to this person."""
        return Address("discord", self._world.workspace, user=self.user_id)

    async def command(self, name: str, /, **options: str | Upload) -> Seen:
        given = self._options(name, options)
        return self._world.result(await self.member.slash(self._channel, name, **given))

    async def typeahead(self, name: str, option: str, text: str, /, **others: str) -> Sequence[str]:
        filled = self._options(name, others)
        found = await self.member.autocomplete(self._channel, name, option, text, **filled)
        assert len(found) <= 25
        assert all(1 <= len(choice["name"]) <= 100 for choice in found)
        assert all(1 <= len(choice["value"]) <= 100 for choice in found)
        return [choice["name"] for choice in found]

    async def press(self, seen: Seen, label: str) -> Seen:
        assert isinstance(seen.handle, simcord.ResponseMessage)
        return self._world.result(await self.member.click(seen.handle, label=label))

    async def press_raw(self, action: str) -> Seen:
        """On a message that never had such a button, which Discord itself would prevent."""
        bait = await self.member.slash(self._channel, "drug help")
        assert bait.response is not None
        stored = bait.response._message
        button = {"type": 2, "style": 2, "label": "forged", "id": 2}
        button["custom_id"] = press_id(action, opens_form=True)
        message: dict[str, Any] = copy.deepcopy(
            dict(message_payload(self._world.env.backend, stored))
        )
        message["components"] = [{"type": 1, "id": 1, "components": [button]}]
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": 2}
        return await self._raw(_COMPONENT, data, message, stored.id)

    async def fill(self, seen: Seen, /, **answers: str | Upload) -> Seen:
        modal = _shown(seen)
        unknown = answers.keys() - seen.fields.keys()
        assert not unknown, f"no such fields: {unknown}"
        kept = {key: field.value for key, field in seen.fields.items() if field.value}
        values: dict[str, Any] = kept | answers
        selects = {p["custom_id"] for p in walk(modal.modal["components"]) if p["type"] == 3}
        wired = {k: [v] if k in selects and v else v for k, v in values.items() if v}
        return self._world.result(await self.member.submit_modal(modal, wired))

    async def fill_raw(self, seen: Seen, /, **answers: str) -> Seen:
        shown = _shown(seen)
        kept = {key: field.value for key, field in seen.fields.items()}
        fields = [
            {"type": 18, "id": n, "component": _answered(part, (kept | answers)[part["custom_id"]])}
            for n, part in enumerate(walk(shown.modal["components"]), 100)
            if part.get("custom_id")
        ]
        data = {"custom_id": shown.modal["custom_id"], "components": fields}
        source = shown._interaction.source_message_id
        message = None
        if source is not None:
            backend = self._world.env.backend
            message = dict(message_payload(backend, backend.get_message(self._channel.id, source)))
        return await self._raw(_MODAL_SUBMIT, data, message, source)

    async def home(self) -> Seen:
        return await self.command("drug help")

    async def inbox(self) -> Sequence[Seen]:
        return [self._world.seen(m) for m in self._world.direct_messages(self.member.id)]

    @property
    def _channel(self) -> ChannelHandle:
        return self._world.channel

    async def _raw(
        self, kind: int, data: dict[str, Any], message: Payload | None, source: int | None
    ) -> Seen:
        extra = None if message is None else {"message": dict(message)}
        result = await _dispatch_actor_interaction(
            self.member, kind, self._channel, data, extra=extra, source_message_id=source
        )
        return self._world.result(result)

    def _options(self, name: str, options: Mapping[str, str | Upload]) -> dict[str, Any]:
        """The options as simcord takes them."""
        spec = self._world.spec(name)
        kinds = {o.name.replace("-", "_"): o for o in spec.options}
        return {kinds[k].name: self._value(kinds[k].kind, v) for k, v in options.items()}

    def _value(self, kind: OptionKind, value: str | Upload) -> Any:
        if isinstance(value, Upload):
            return (value.name, value.content)
        if kind is OptionKind.MEMBER:
            env = self._world.env
            user = simcord.UserHandle(env, env.backend.users[int(value)])
            return simcord.MemberActor(env, self._world.guild, user)
        return value


def _shown(seen: Seen) -> Any:
    assert isinstance(seen.handle, simcord.InteractionResult), "no form is open"
    return seen.handle


def _answered(part: Payload, value: str) -> Mapping[str, Any]:
    sent: dict[str, Any] = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
    return sent | ({"values": [value] if value else []} if part["type"] == 3 else {"value": value})
