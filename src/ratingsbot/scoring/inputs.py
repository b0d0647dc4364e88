"""Reads a worked case's input, which anybody may have written, and says what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ratingsbot.errors import Invalid
from ratingsbot.scoring.interval import Floats

_MOST = 1e9
"""Of any figure: far above what ratings can be, and safe to square."""
SMALL = 1e-6
"""The least of figures that must be above 0, and so safe to divide by."""


class Inputs:
    """The named values of an input. Every method raises Invalid, naming the value."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def number(
        self,
        name: str,
        *,
        least: float = -_MOST,
        most: float = _MOST,
        default: float | None = None,
    ) -> float:
        """A number from `least` to `most`; `default`, if given, where there is none."""
        if default is not None and name not in self._values:
            return default
        return _number(name, self._value(name), least, most)

    def numbers(
        self,
        name: str,
        *,
        length: int | None = None,
        least: float = -_MOST,
        most: float = _MOST,
    ) -> Floats:
        """A list of numbers, of any length but 0, or of this one."""
        values = _list(name, self._value(name))
        if length is not None and len(values) != length:
            raise Invalid(f"“{name}” needs {length} numbers, not {len(values)}.", field=name)
        return np.array([_number(name, value, least, most) for value in values])

    def counts(self, name: str, *, most: float = _MOST) -> Floats:
        """One histogram: how many 1s, 2s, 3s, 4s and 5s."""
        return _histogram(name, self._value(name), most)

    def histograms(self, name: str) -> Floats:
        """A list of histograms, at least one: shape (number, 5)."""
        return np.array([_histogram(name, x, _MOST) for x in _list(name, self._value(name))])

    def _value(self, name: str) -> object:
        if name not in self._values:
            raise Invalid(f"“{name}” is missing from the input.", field=name)
        value: object = self._values[name]
        return value


def _histogram(name: str, value: object, most: float) -> Floats:
    counts = [_number(name, count, 0.0, most) for count in _list(name, value)]
    if len(counts) != 5 or any(count != math.floor(count) for count in counts):
        raise Invalid(f"“{name}” needs five whole numbers for 1 to 5.", field=name)
    return np.array(counts)


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Invalid(f"“{name}” must be a list, and not an empty one.", field=name)
    return value


def _number(name: str, value: object, least: float, most: float) -> float:
    # Compared before it is made a float: a whole number may be too large for one.
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Invalid(f"“{name}” needs numbers from {least:g} to {most:g}.", field=name)
    return float(value)
