"""The world's time, which only tests move, and its heartbeat, which wakes those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class WorldClock:
    """Seconds since the epoch; stands still until `advance`."""

    def __init__(self, start: float) -> None:
        self._now = start
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        """The world's time in seconds since the epoch."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by `seconds` (≥ 0) and wake whoever's time has come."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now += seconds
        for when, event in self._sleepers:
            if when <= self._now:
                event.set()
        self._sleepers = [entry for entry in self._sleepers if not entry[1].is_set()]

    async def reached(self, when: float) -> None:
        """Wait until the world's time is `when` or later."""
        if when <= self._now:
            return
        event = asyncio.Event()
        self._sleepers.append((when, event))
        await event.wait()


class Pulse:
    """Counts the world's changes and wakes those who wait for a condition on them."""

    def __init__(self, guard: float) -> None:
        self.count = 0
        self.guard = guard
        """Real seconds after which waiting is given up."""
        self._waiting: set[asyncio.Event] = set()

    def beat(self) -> int:
        """Something changed. Returns the change's number (≥ 1, increasing)."""
        self.count += 1
        for event in self._waiting:
            event.set()
        return self.count

    async def until(self, holds: Callable[[], bool], explain: Callable[[], str]) -> None:
        """Return once `holds()`; it is asked anew after each change of the world (so it should
        ask about the world, not about the bot's insides).

        Raises AssertionError with `explain()` after the guard's real seconds.
        """
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(self.guard):
                while not holds():
                    await event.wait()
                    event.clear()
        except TimeoutError:
            raise AssertionError(explain()) from None
        finally:
            self._waiting.discard(event)
