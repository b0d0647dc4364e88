"""The adapter contract, with the real product, on every platform and transport."""

from __future__ import annotations

from ratingsbot.testing.contract import TestBadInput, TestLookingUp, TestRating, TestVerifying

__all__ = ["TestBadInput", "TestLookingUp", "TestRating", "TestVerifying"]
