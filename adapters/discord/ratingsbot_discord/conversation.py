"""One interaction, from its arrival to what the person sees.

Discord waits three seconds for an acknowledgement and allows one first response: a modal can only
be that, never an edit and never the answer to another modal. So work that may end in a form gets a
moment before it is acknowledged otherwise; everything else is acknowledged at once.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias, assert_never

import discord
import structlog
from discord import app_commands

from ratingsbot.chat.boundary import App, Done, OpenForm, Outcome
from ratingsbot.chat.commands import CommandSpec, OptionSpec
from ratingsbot.chat.replies import Picture, Reply
from ratingsbot.errors import TooLarge
from ratingsbot_discord.forms import render_form
from ratingsbot_discord.ids import REOPEN, FormId
from ratingsbot_discord.inbound import (
    to_actor,
    to_invocation,
    to_press,
    to_query,
    to_submission,
    typed_texts,
)
from ratingsbot_discord.limits import check_choices
from ratingsbot_discord.render import (
    Message,
    form_reply,
    in_a_file,
    not_confirmed,
    render_reply,
)

Interaction: TypeAlias = discord.Interaction[Any]

PATIENCE = 0.25
"""Seconds that work ending in a form may take before it is acknowledged without one."""

_log = structlog.get_logger(__name__)


class Conversation:
    """Between Discord's interactions and the App."""

    def __init__(self, app: App, *, patience: float = PATIENCE) -> None:
        self._app = app
        self._patience = patience

    async def command(
        self, interaction: Interaction, spec: CommandSpec, given: Mapping[str, object]
    ) -> None:
        """A slash command."""
        async with self._answering_for(interaction, spec.full_name):
            if spec.opens_form:
                await self._form_or_message(interaction, self._invoke(interaction, spec, given))
            else:
                await _acknowledge(interaction)
                await self._show(interaction, await self._invoke(interaction, spec, given))

    async def press(self, interaction: Interaction, action: str, opens_form: bool) -> None:
        """A button."""
        async with self._answering_for(interaction, "press"):
            if opens_form:
                await self._form_or_message(interaction, self._press(interaction, action))
            else:
                await _acknowledge(interaction)
                await self._show(interaction, await self._press(interaction, action))

    async def submit(self, interaction: Interaction, form: FormId) -> None:
        """A modal sent."""
        async with self._answering_for(interaction, "submit", token=form.token):
            await _acknowledge(interaction)
            await self._show(interaction, await self._app.submit(to_submission(interaction, form)))

    async def suggest(
        self, interaction: Interaction, spec: CommandSpec, option: OptionSpec, text: str
    ) -> None:
        """Typeahead. A failure offers nothing and is logged: there is nowhere to tell it."""
        try:
            found = await self._app.suggest(to_query(interaction, spec, option, text))
            check_choices([(choice.label, choice.value) for choice in found])
            await interaction.response.autocomplete(
                [app_commands.Choice(name=choice.label, value=choice.value) for choice in found]
            )
        except Exception as error:
            log_failure("typeahead", error)

    @asynccontextmanager
    async def _answering_for(
        self, interaction: Interaction, what: str, *, token: str = ""
    ) -> AsyncIterator[None]:
        """Whatever fails inside, the person gets an answer, and what was typed comes back."""
        try:
            yield
        except Exception as error:
            log_failure(what, error)
            try:
                await self.apologise(interaction, token=token)
            except discord.DiscordException as unsaid:
                log_failure("apology", unsaid)

    async def apologise(self, interaction: Interaction, *, token: str = "") -> None:
        """Tell privately that nothing is certain, and give back what was typed. A message of ours
        that the interaction came from stays as it was, so that its buttons can be tried again."""
        if not interaction.response.is_done():
            await _acknowledge(interaction)
        reply = not_confirmed(typed_texts(interaction), token)
        if not _in_place(interaction):
            await self._show(interaction, reply)
            return
        message = await self._render(reply)
        await interaction.followup.send(
            view=message.view,
            files=message.uploads(),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _invoke(
        self, interaction: Interaction, spec: CommandSpec, given: Mapping[str, object]
    ) -> Outcome:
        return await self._app.invoke(await to_invocation(interaction, spec, given))

    async def _press(self, interaction: Interaction, action: str) -> Outcome:
        if action.startswith(REOPEN):
            return await self._app.reopen(to_actor(interaction), action.removeprefix(REOPEN))
        return await self._app.press(to_press(interaction, action))

    async def _form_or_message(
        self, interaction: Interaction, work: Coroutine[Any, Any, Outcome]
    ) -> None:
        """A form at once, if the work ends in one soon enough; else a message, later."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._patience)
            if done and isinstance(form := task.result(), OpenForm):
                await interaction.response.send_modal(render_form(form))
                return
            await _acknowledge(interaction)
            await self._show(interaction, await task)
        finally:
            task.cancel()

    async def _show(self, interaction: Interaction, outcome: Outcome) -> None:
        """Put the outcome where the acknowledgement stands."""
        match outcome:
            case Reply():
                message = await self._render(outcome)
            case OpenForm():
                message = await self._render(form_reply(outcome))
            case Done():
                await interaction.delete_original_response()
                return
            case _:
                assert_never(outcome)
        await interaction.edit_original_response(
            view=message.view,
            attachments=message.uploads(),
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _render(self, reply: Reply) -> Message:
        pictures = await fetch_pictures(self._app, reply)
        try:
            return render_reply(reply, pictures)
        except TooLarge as error:
            log_failure("render", error)
            return render_reply(in_a_file(reply), {})


async def fetch_pictures(app: App, reply: Reply) -> Mapping[str, bytes]:
    """The reply's pictures by key. One that can't be drawn is left out: the text stands alone."""
    pictures: dict[str, bytes] = {}
    for node in reply.nodes:
        if isinstance(node, Picture):
            try:
                pictures[node.key] = await app.picture(node.key)
            except Exception as error:
                log_failure("picture", error)
    return pictures


def log_failure(where: str, error: BaseException) -> None:
    """Log what failed and in which line: never a message, an argument or anybody's id."""
    frames = traceback.extract_tb(error.__traceback__)
    line = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    code = error.code if isinstance(error, discord.HTTPException) else None
    _log.error("discord_failure", where=where, error=type(error).__name__, code=code, line=line)


def _in_place(interaction: Interaction) -> bool:
    """Whether the answer replaces the bot's own private message that the interaction came from."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _acknowledge(interaction: Interaction) -> None:
    """Promise an answer: in place of our own private message, else as a new private message."""
    if _in_place(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
