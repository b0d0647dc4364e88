"""The one kind of button: it carries all it needs in its custom id."""

from __future__ import annotations

import re
from typing import Any, assert_never

import discord

from ratingsbot.chat.replies import Button, Style
from ratingsbot_discord.ids import PRESS_PATTERN, press_id

PRESSED = "ratingsbot_press"
"""The client's event (`on_ratingsbot_press`): interaction, action, whether a form may open."""


class PressButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=PRESS_PATTERN):
    """Dynamic, so that discord.py routes presses on messages sent before a restart too, and keeps
    no state for the messages it sent."""

    def __init__(self, item: discord.ui.Button[Any]) -> None:
        super().__init__(item)

    @classmethod
    def of(cls, button: Button) -> PressButton:
        """The neutral button as Discord's."""
        custom_id = press_id(button.action, opens_form=button.opens_form)
        return cls(
            discord.ui.Button(label=button.label, custom_id=custom_id, style=_style(button.style))
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> PressButton:
        if not isinstance(item, discord.ui.Button):
            raise TypeError("only buttons have such ids")
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        match = PRESS_PATTERN.fullmatch(self.custom_id)
        if match is not None:
            interaction.client.dispatch(PRESSED, interaction, match["action"], match["kind"] == "f")


def _style(style: Style) -> discord.ButtonStyle:
    match style:
        case Style.PLAIN:
            return discord.ButtonStyle.secondary
        case Style.PRIMARY:
            return discord.ButtonStyle.primary
        case Style.DANGER:
            return discord.ButtonStyle.danger
        case _:
            assert_never(style)
