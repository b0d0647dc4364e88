"""A PostgreSQL server of the tests' own: temporary, reachable by a socket in its folder only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNTS = ("postgres", "nobody")
"""Whom to run the server as when the tests run as root, which it refuses to be."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. Its user is "tester" and needs no password."""

    folder: Path
    binaries: Path

    def url(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self.folder}"

    def stop(self) -> None:
        """By the process id that the server noted in its folder; then nothing is left."""
        stop = [str(self.binaries / "pg_ctl"), "stop", "-w", "-m", "immediate"]
        _run([*stop, "-D", str(self.folder / "data")])
        shutil.rmtree(self.folder)


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: the newest installed, else the one on the path."""

    def version(folder: Path) -> int:
        name = folder.parent.name.partition(".")[0]
        return int(name) if name.isdigit() else 0

    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*installed, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


def start(binaries: Path) -> Cluster:
    """A fresh server, ready when this returns. No fsync: its data are worth nothing."""
    # Under /tmp and short: a socket's path has room for some 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="rb-pg-", dir="/tmp"))
    as_user = _unprivileged()
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    data, log = str(folder / "data"), str(folder / "log")
    init = ["-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([str(binaries / "initdb"), "-D", data, *init])
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    start = [str(binaries / "pg_ctl"), "start", "-w", "-D", data, "-l", log, "-o", options]
    _run(start)
    return Cluster(folder, binaries)


def _run(command: list[str]) -> None:
    # The server inherits these handles and would keep a pipe open for ever.
    quiet = subprocess.DEVNULL
    subprocess.run(
        command, check=True, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", **_unprivileged()
    )


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in ACCOUNTS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
