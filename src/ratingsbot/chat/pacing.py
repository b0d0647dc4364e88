"""One person can't flood the bot: so many actions a minute, then a polite answer.

In memory and per process: it protects the process, it is no security boundary. Ready-made
limiters read the wall clock themselves; ours is handed its time.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from ratingsbot.errors import TooMany


class Pacing:
    """A sliding window per person. Not for use from several threads."""

    def __init__(self, *, actions: int, per: timedelta) -> None:
        self._actions = actions
        self._per = per
        self._seen: dict[str, deque[datetime]] = {}
        self._swept: datetime | None = None

    def take(self, who: str, now: datetime) -> None:
        """Count one action. Raises TooMany when `who` has done as many as allowed lately."""
        self._sweep(now)
        times = self._seen.setdefault(who, deque())
        while times and times[0] <= now - self._per:
            times.popleft()
        if len(times) >= self._actions:
            wait = (times[0] + self._per - now).total_seconds()
            seconds = max(1, round(wait))
            raise TooMany(
                "That was a lot at once. Please try again in "
                f"{seconds} second{'' if seconds == 1 else 's'}.",
                retry_after=wait,
            )
        times.append(now)

    def _sweep(self, now: datetime) -> None:
        """Forget the quiet ones, once a window, so that memory doesn't grow with strangers."""
        if self._swept is not None and now - self._swept < self._per:
            return
        self._swept = now
        quiet = [who for who, times in self._seen.items() if times[-1] <= now - self._per]
        for who in quiet:
            del self._seen[who]
