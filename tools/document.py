"""Writes the generated parts of docs/operators.md: settings and scopes, from the code itself.

Run by `make docs`; a test holds the page against it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from ratingsbot.config import Settings
from ratingsbot_discord.settings import DiscordSettings
from ratingsbot_slack.manifest import scope_table
from ratingsbot_slack.settings import SlackSettings

PAGE = Path(__file__).parents[1] / "docs" / "operators.md"


def settings_table() -> str:
    """Every setting with its default and what it means."""
    lines = ["| Setting | Default | What it is |", "| --- | --- | --- |"]
    models: tuple[type[BaseSettings], ...] = (Settings, SlackSettings, DiscordSettings)
    for model in models:
        prefix = model.model_config.get("env_prefix", "")
        for name, field in model.model_fields.items():
            default = "**required**" if field.is_required() else _default(field.default)
            lines.append(f"| `{prefix}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    if value is None or value == "" or value is PydanticUndefined:
        return ""
    return f"`{value}`"


def documented(page: str) -> str:
    """The page with its generated parts renewed."""
    for name, content in (("settings", settings_table()), ("scopes", scope_table())):
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = f"{before}{start}\n{content}{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(documented(PAGE.read_text("utf-8")), "utf-8")
