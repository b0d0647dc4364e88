"""The real clock and the real randomness."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""30 characters, none that looks like another: no I, L, O, U, 0 or 1."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SystemRandom:
    """The operating system's generator."""

    def token(self, length: int = 16) -> str:
        """`length` characters of the URL-safe alphabet: 6 bits each."""
        return secrets.token_urlsafe(length)[:length]

    def code(self) -> str:
        """Eight characters, 39 bits, as "K7QM-3XHP"."""
        letters = [secrets.choice(_ALPHABET) for _ in range(8)]
        return "".join(letters[:4]) + "-" + "".join(letters[4:])

    def shuffle(self, items: list[T]) -> None:
        """In place, every order equally likely."""
        secrets.SystemRandom().shuffle(items)
