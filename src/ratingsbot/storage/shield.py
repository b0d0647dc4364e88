"""Work that a cancelled caller doesn't interrupt."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def uninterrupted(task: asyncio.Task[T]) -> T:
    """Wait until the task has ended, even when the caller is cancelled meanwhile.

    `asyncio.shield` alone would let the caller go on before the task has ended. The cancellation
    is raised afterwards, from the task's own error if it had one.
    """
    cancellation: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancellation = cancellation or error
    if cancellation is not None:
        raise cancellation from (None if task.cancelled() else task.exception())
    return task.result()
