"""`ratingsbot demo`: the real adapter, engine and database behind a simulated platform."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

from ratingsbot.bootstrap import build_app, open_bot
from ratingsbot.chat.preview import Preview
from ratingsbot.config import Settings
from ratingsbot.demo.seed import PEOPLE, seed
from ratingsbot.errors import ConfigError
from ratingsbot.jobs.schedule import Schedule

FOLDER = Path(".demo")
GROUP = "ratingsbot.previews"
OPERATOR = "you, on your own machine: a demo with invented people"


def demo_settings(folder: Path) -> Settings:
    """All of the demo's files live in one folder."""
    return Settings(
        operator=OPERATOR,
        database_url=f"sqlite:///{folder.resolve() / 'demo.sqlite3'}",
        key_file=folder / "demo.key",
        backup_dir=folder / "backups",
    )


def reset(folder: Path) -> bool:
    """Empty the demo. True when there was something."""
    existed = folder.exists()
    if existed:
        shutil.rmtree(folder)
    return existed


def load_preview(name: str = "discord") -> Preview:
    """The platform's preview. Raises ConfigError naming the missing extra."""
    (point,) = entry_points(group=GROUP, name=name)
    try:
        create: Callable[[], Preview] = point.load()
    except ImportError as error:
        raise ConfigError("The demo needs its extra: pip install 'ratingsbot[demo]'") from error
    return create()


async def run_demo(
    folder: Path, on_ready: Callable[[str], None], *, port: int | None = None
) -> None:
    """Serve the demo until it is ended in the page or by a signal. Data stay between runs."""
    preview = load_preview()
    settings = demo_settings(folder)
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, at start
    ids = preview.ids(PEOPLE)
    async with open_bot(settings) as bot:
        await seed(bot.services, ids)
        app = build_app(bot, [preview.adapter], settings)
        schedule = Schedule(
            bot.services,
            {preview.adapter.name: preview.adapter},
            holder="demo",
            publish_hour=settings.publish_hour_utc,
        )
        jobs = asyncio.create_task(schedule.run())
        try:
            await preview.serve(app, PEOPLE, on_ready=on_ready, port=port)
        finally:
            jobs.cancel()
            await asyncio.wait([jobs])
