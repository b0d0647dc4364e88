"""Work that outlives Slack's three seconds: tasks with an owner, who waits for them at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from ratingsbot_slack.failures import log_failure

T = TypeVar("T")


class Supervisor:
    """Keeps every task until it ends, and logs those that fail."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it and go on; its failure is logged."""
        self._keep(asyncio.create_task(work))

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin it, for a caller who waits for its result or cancels it."""
        task = asyncio.create_task(work)
        self._keep(task)
        return task

    async def idle(self) -> None:
        """Wait until everything has ended, also what is started meanwhile."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)  # their callbacks take them off the list

    async def drain(self, within: float) -> None:
        """Let everything end; after `within` seconds, cancel what is left."""
        try:
            async with asyncio.timeout(within):
                await self.idle()
        except TimeoutError:
            late = tuple(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log_failure("slack.work_failed", error)
