"""A copy of a SQLite database, taken while others may be using it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from ratingsbot.errors import StorageError


def back_up(source: Path, folder: Path, revision: str, moment: datetime) -> Path:
    """Copy what is committed into a new file that its owner alone can read.

    Returns the copy's path, e.g. "ratingsbot-20260301T040000Z-0001.sqlite3". Raises StorageError;
    then no half-made copy is left.
    """
    name = f"{source.stem}-{moment:%Y%m%dT%H%M%SZ}-{revision}.sqlite3"
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StorageError(f"the backup can't be written: {error.strerror}") from error
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        target.unlink()
        raise StorageError(f"the backup failed: {error}") from error
    return target
