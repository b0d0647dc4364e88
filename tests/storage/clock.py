"""The tests' clock."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


class Time:
    """Stands still until told."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment
