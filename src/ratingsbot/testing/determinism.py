"""Time and chance under a test's control."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def advance(self, **by: float) -> None:
        """Move it: `clock.advance(days=1)`; the names are timedelta's."""
        self._now += timedelta(**by)


class SeededRandom:
    """Repeatable randomness: the same seed gives the same tokens. Never for production."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def token(self, length: int = 16) -> str:
        """`length` characters."""
        return "".join(self._random.choices(_ALPHABET.lower(), k=length))

    def code(self) -> str:
        """Like "K7QM-3XHP"."""
        letters = self._random.choices(_ALPHABET, k=8)
        return "".join(letters[:4]) + "-" + "".join(letters[4:])

    def shuffle(self, items: list[T]) -> None:
        """In place."""
        self._random.shuffle(items)
