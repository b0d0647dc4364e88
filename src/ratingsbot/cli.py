"""The `ratingsbot` command: run, demo, migrate, publish, check-config and the operator's tools."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from ratingsbot import __version__, logs
from ratingsbot.bootstrap import Bot, load_adapters, open_bot, serve
from ratingsbot.config import Settings, load_settings
from ratingsbot.errors import ConfigError, RatingsBotError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local values could name people
    help="Physicians rate drugs in chat.",
)
catalogue_app = typer.Typer(no_args_is_help=True, help="The table of drugs.")
app.add_typer(catalogue_app, name="catalogue")

EnvFile = Annotated[Path, typer.Option(help="Settings beside the environment’s.")]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts.")]
DOTENV = Path(".env")


def main() -> None:
    """Entry point. What goes wrong on purpose is one readable paragraph, not a traceback."""
    try:
        app()
    except RatingsBotError as error:
        typer.echo(f"ratingsbot: {error}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


@app.command()
def run(env_file: EnvFile = DOTENV) -> None:
    """Serve the configured platforms and do the daily jobs, until SIGTERM or Ctrl-C."""
    settings = load_settings(env_file)
    logs.configure(settings.log_level)
    asyncio.run(_run(settings, env_file))


async def _run(settings: Settings, env_file: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await serve(settings, env_file, stop)


@app.command("check-config")
def check_config(env_file: EnvFile = DOTENV) -> None:
    """Read the settings and say what is configured, without connecting anywhere."""
    settings = load_settings(env_file)
    adapters = load_adapters(env_file)
    names = ", ".join(adapter.name for adapter in adapters) or "none yet"
    typer.echo(f"Operator: {settings.operator}\nPlatforms: {names}")
    database = settings.database_url.partition("://")[0]
    typer.echo(f"Database: {database}\nKey file: {settings.key_file.name}")
    if not adapters:
        raise ConfigError("No platform is configured: see docs/operators.md.")


@app.command()
def migrate(env_file: EnvFile = DOTENV) -> None:
    """Bring the database’s schema up to date, after a backup of an SQLite file."""
    from ratingsbot.storage.migrate import migrate as run_migrations

    settings = load_settings(env_file)
    report = asyncio.run(run_migrations(settings.database_url, backup_dir=settings.backup_dir))
    copied = f" A copy from before is {report.backup.name}." if report.backup else ""
    done = (
        f"Migrated from {report.before or 'nothing'} to {report.after}."
        if report.changed
        else "Up to date."
    )
    typer.echo(f"{done}{copied}")


@app.command()
def publish(env_file: EnvFile = DOTENV) -> None:
    """Run the release job now. The rule still holds: at most one update a drug and day."""
    from ratingsbot.engine.publication import publish_all

    async def job(bot: Bot) -> None:
        done = await publish_all(bot.services)
        typer.echo(f"Published: {done.releases} drugs, {done.comments} comments.")

    _with_bot(env_file, job)


@app.command()
def unsent(env_file: EnvFile = DOTENV) -> None:
    """List messages that could not be sent, or may or may not have arrived: never their text."""

    async def job(bot: Bot) -> None:
        found = await bot.store.read(lambda uow: uow.outbox.unsent())
        for item in found:
            message = item.message
            typer.echo(
                f"{message.due_at:%Y-%m-%d %H:%M} {message.platform} {item.state}: {item.reason}"
            )
        typer.echo(f"{len(found)} messages.")

    _with_bot(env_file, job)


@app.command("name-admin")
def name_admin(
    platform: str, workspace: str, user: str, name: str = "", env_file: EnvFile = DOTENV
) -> None:
    """Name a workspace’s first admin by the platform’s ids (they must be an admin there too)."""
    from ratingsbot.domain.physicians import Identity
    from ratingsbot.engine.workspaces import name_admin as record

    async def job(bot: Bot) -> None:
        await record(bot.services, Identity(platform, workspace, user), name)
        typer.echo("Named. They are welcomed by a message as soon as `ratingsbot run` runs.")

    _with_bot(env_file, job)


@app.command("name-steward")
def name_steward(platform: str, workspace: str, user: str, env_file: EnvFile = DOTENV) -> None:
    """Attest somebody’s /drug verify request and make them a steward: for a workspace of one."""
    from ratingsbot.domain.physicians import Identity
    from ratingsbot.engine.workspaces import name_steward as record

    async def job(bot: Bot) -> None:
        await record(bot.services, Identity(platform, workspace, user))
        typer.echo("Verified, and a steward from now on.")

    _with_bot(env_file, job)


@app.command()
def expel(platform: str, workspace: str, user: str, env_file: EnvFile = DOTENV) -> None:
    """End the verification of who never was a physician, and remove their ratings."""
    from ratingsbot.domain.physicians import Identity
    from ratingsbot.engine.workspaces import expel as end

    async def job(bot: Bot) -> None:
        removed = await end(bot.services, Identity(platform, workspace, user))
        typer.echo(f"Ended. Reviews removed: {removed}.")

    _with_bot(env_file, job)


@app.command()
def demo(
    reset: Annotated[bool, typer.Option(help="Empty the demo’s data and stop.")] = False,
    port: Annotated[int | None, typer.Option(help="A free one by default.")] = None,
    folder: Annotated[Path, typer.Option(help="Where its data stay.")] = Path(".demo"),
) -> None:
    """A local workspace in the browser: no tokens, no network, invented people."""
    from ratingsbot.demo import run as demo_run

    if reset:
        existed = demo_run.reset(folder)
        typer.echo("The demo is empty." if existed else "The demo was empty already.")
        return
    logs.configure("error")

    def ready(url: str) -> None:
        typer.echo(
            f"\nThe demo is ready. Open this page:\n\n    {url}\n\n"
            "Choose who you are, then type /drug score or /drug rate. Everything is invented.\n"
            "Ctrl-C ends it; the data stay until `make demo-reset`."
        )

    try:
        asyncio.run(_until_signal(demo_run.run_demo(folder, ready, port=port)))
    except KeyboardInterrupt:
        typer.echo("Ended.")


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        typer.echo("Ended.")


@app.command("slack-manifest")
def slack_manifest(
    public_url: Annotated[str, typer.Option(help="For signed HTTP; none for Socket Mode.")] = "",
) -> None:
    """Print the Slack app’s manifest, to paste where Slack asks for it."""
    from importlib.metadata import entry_points

    from ratingsbot.chat.app import FEATURES

    (point,) = entry_points(group="ratingsbot.manifests", name="slack")
    manifest: Callable[..., dict[str, Any]] = point.load()
    specs = [command.spec for command in FEATURES.commands.values() if command.listed]
    typer.echo(json.dumps(manifest(specs, public_url=public_url), indent=2))


@app.command("sync-commands")
def sync_commands(env_file: EnvFile = DOTENV) -> None:
    """Tell Discord about changed commands. Never done at start."""
    from importlib.metadata import entry_points

    from ratingsbot.chat.app import FEATURES

    (point,) = entry_points(group="ratingsbot.sync", name="discord")
    sync: Callable[..., Awaitable[str]] = point.load()
    specs = [command.spec for command in FEATURES.commands.values() if command.listed]
    typer.echo(asyncio.run(_awaited(sync(specs, env_file))))


async def _awaited(work: Awaitable[str]) -> str:
    return await work


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@catalogue_app.command("build")
def catalogue_build(source: Path, target: Path | None = None) -> None:
    """Make the table of drugs from the regulators’ files in SOURCE."""
    from ratingsbot.catalogue.build import build_catalogue

    typer.echo(str(build_catalogue(source, target or _shipped())))


@catalogue_app.command("update")
def catalogue_update(source: Path, dry_run: bool = False) -> None:
    """Say what newer files change; write it unless --dry-run. Ratings follow their drugs."""
    from ratingsbot.catalogue.build import build_catalogue, read_sources
    from ratingsbot.catalogue.starter import read_starter
    from ratingsbot.catalogue.table import shipped_table
    from ratingsbot.catalogue.update import diff

    before = shipped_table()
    typer.echo(str(diff(before.entries, read_sources(source, read_starter()).table.entries)))
    if not dry_run:
        typer.echo(str(build_catalogue(source, _shipped(), previous=before)))


def _shipped() -> Path:
    from ratingsbot import catalogue

    return Path(catalogue.__path__[0]) / "data"


@catalogue_app.command("stats")
def catalogue_stats(as_json: AsJson = False) -> None:
    """How many drugs and names there are, and from which sources."""
    from dataclasses import asdict

    from ratingsbot.catalogue.stats import stats
    from ratingsbot.catalogue.table import shipped_table

    figures = asdict(stats(shipped_table().entries))
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, figure in figures.items():
        parts = figure.items() if isinstance(figure, dict) else ()
        typer.echo(f"{name}: {'' if parts else figure}")
        for part, count in parts:
            typer.echo(f"  {part or 'unknown'}: {count}")


@catalogue_app.command("find")
def catalogue_find(names: list[str], as_json: AsJson = False) -> None:
    """What each name means: one line a name, in order. Unsure: no drug, and candidates."""
    from ratingsbot.catalogue.answers import answer
    from ratingsbot.catalogue.table import load_catalogue

    catalogue = load_catalogue()
    for name in names:
        found = answer(catalogue, name)
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False) if as_json else str(found))


@catalogue_app.command("show")
def catalogue_show(drug: str) -> None:
    """All that the table says of a drug, by id or name."""
    from ratingsbot.catalogue.answers import described
    from ratingsbot.catalogue.table import load_catalogue

    typer.echo(described(load_catalogue(), drug))


@app.command()
def method(
    file: Annotated[
        typer.FileBinaryRead | None, typer.Argument(help="Worked cases; - for standard input.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work out cases, a line of JSON each or one document; without any: the constants in force.

    With --json the cases come from standard input if no FILE is named, and each answer is a line
    of JSON: the case as given, and what comes out of it as "expected".
    """
    from ratingsbot.scoring.worked import answers, constants

    if file is None and not as_json:
        for name, value in constants().items():
            typer.echo(f"{name}: {value}")
        return
    source = sys.stdin.buffer if file is None else file
    failed = False
    for place, found in answers(source.read().decode("utf-8-sig", errors="replace")):
        if isinstance(found, Exception):
            failed = True
            typer.echo(f"ratingsbot: {place}: {found}", err=True)
        elif as_json:
            typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
        else:
            typer.echo(found["case"])
            for name, value in found["expected"].items():
                typer.echo(f"  {name}: {value}")
    if failed:
        raise typer.Exit(1)


def _with_bot(env_file: Path, job: Callable[[Bot], Awaitable[None]]) -> None:
    settings = load_settings(env_file)
    logs.configure(settings.log_level)

    async def work() -> None:
        async with open_bot(settings) as bot:
            await job(bot)

    asyncio.run(work())
