"""A lock among the processes of one machine, by a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ratingsbot.errors import ConfigError, StorageBusy

_PAUSE = 0.05  # seconds between two tries


@asynccontextmanager
async def file_lock(path: Path, patience: float) -> AsyncIterator[None]:
    """Hold the lock. Raises StorageBusy after `patience` seconds.

    The system lets go of it when the process ends, however it ends. The file stays: deleting it
    would let two processes lock two files of the same name.
    """
    try:
        import fcntl  # Unix only, as are the servers that this runs on
    except ModuleNotFoundError as error:
        raise ConfigError("SQLite databases are migrated on Linux or macOS only.") from error
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if loop.time() >= deadline:
                    raise StorageBusy("another process is migrating the database") from None
            await asyncio.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)
