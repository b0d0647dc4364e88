"""The composition root: settings in, a running bot out. The only place that sees everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TypeAlias

import structlog

from ratingsbot.catalogue.table import load_catalogue
from ratingsbot.chat.app import RatingsApp
from ratingsbot.chat.boundary import Adapter
from ratingsbot.config import Settings, configured
from ratingsbot.engine import mergers
from ratingsbot.engine.services import Services
from ratingsbot.errors import ConfigError
from ratingsbot.jobs.schedule import Schedule
from ratingsbot.keys import OpenedKey, open_key
from ratingsbot.storage.engine import SqlStore, create_store
from ratingsbot.storage.migrate import migrate
from ratingsbot.system import SystemClock, SystemRandom

log = structlog.get_logger()

CreateAdapter: TypeAlias = Callable[[str | None], Adapter]
"""Takes the path of the `.env` file, where there is one."""
GROUP = "ratingsbot.adapters"
DRAIN_SECONDS = 4.0
"""SIGTERM to exit takes five seconds at most; this is the adapters' share."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that a process needs."""

    services: Services
    store: SqlStore
    key: OpenedKey


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[Bot]:
    """Migrate (with a backup), open the database and the key. Raises ConfigError, StorageError."""
    await migrate(settings.database_url, backup_dir=settings.backup_dir)
    clock = SystemClock()
    store = create_store(settings.database_url, now=clock.now)
    try:
        key = await open_key(settings.key_file, store)
        if key.created:
            log.warning(
                "a new key was made: keep a copy, apart from the database and its backups",
                file=settings.key_file.name,
            )
        catalogue = load_catalogue()
        services = Services(
            store=store,
            clock=clock,
            random=SystemRandom(),
            keyring=key.keyring,
            catalogue=catalogue,
            operator=settings.operator,
        )
        moved = await mergers.follow(services)
        if moved:
            log.info("reviews followed their drugs", reviews=moved)
        await asyncio.to_thread(catalogue.prepare)
        yield Bot(services, store, key)
    finally:
        await store.close()


def load_adapters(env_file: Path | None, names: Iterable[str] = ()) -> list[Adapter]:
    """The adapters that are configured, or those named. Raises ConfigError.

    A missing extra fails loudly, naming it.
    """
    wanted = set(names)
    adapters: list[Adapter] = []
    for point in entry_points(group=GROUP):
        if point.name not in wanted and not (not wanted and configured(point.name, env_file)):
            continue
        try:
            create: CreateAdapter = point.load()
        except ImportError as error:
            raise ConfigError(
                f"The {point.name} adapter needs its libraries ({error.name} is missing): "
                f"pip install 'ratingsbot[{point.name}]'"
            ) from error
        adapters.append(create(str(env_file) if env_file else None))
    return adapters


def build_app(bot: Bot, adapters: Sequence[Adapter], settings: Settings) -> RatingsApp:
    """The App that these adapters serve."""
    limits = {adapter.name: adapter.form_limits for adapter in adapters}
    return RatingsApp(bot.services, limits, actions_a_minute=settings.actions_a_minute)


async def serve(settings: Settings, env_file: Path | None, stop: asyncio.Event) -> None:
    """Run all configured adapters and the jobs until `stop` is set, then drain.

    Raises ConfigError, and AdapterError when an adapter can't go on: a process that is connected
    to nothing must end, so that whoever supervises it starts it again.
    """
    adapters = load_adapters(env_file)
    if not adapters:
        raise ConfigError(
            "No platform is configured. Set RATINGSBOT_SLACK_… or RATINGSBOT_DISCORD_… "
            "(docs/operators.md), or try `ratingsbot demo`."
        )
    async with open_bot(settings) as bot:
        app = build_app(bot, adapters, settings)
        by_name: Mapping[str, Adapter] = {adapter.name: adapter for adapter in adapters}
        schedule = Schedule(
            bot.services,
            by_name,
            holder=bot.services.random.token(),
            publish_hour=settings.publish_hour_utc,
        )
        working = [asyncio.create_task(adapter.run(app)) for adapter in adapters]
        working.append(asyncio.create_task(schedule.run()))
        await _until(stop, working)


async def _until(stop: asyncio.Event, working: Sequence[asyncio.Task[None]]) -> None:
    """Wait for `stop`, or for the first task that ends; then end the others, and say why."""
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopping, *working}, return_when=asyncio.FIRST_COMPLETED)
    for task in (stopping, *working):
        task.cancel()
    ended, late = await asyncio.wait(working, timeout=DRAIN_SECONDS)
    if late:
        log.warning("some work did not end in time", tasks=len(late))
    for task in (*done, *ended):
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
