"""The ways from one release of a dimension to the next: all that the rules and the threat
model allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from attacker.people import Population
from attacker.rules import TODAY, Rule
from attacker.value import (
    CONTROLLED_FEW,
    CONTROLLED_MANY,
    Release,
    controlled,
    releases_in_a_row,
)

_PLANTS = (CONTROLLED_FEW, CONTROLLED_MANY)


@dataclass(frozen=True, slots=True)
class Change:
    """What honest raters did between two releases, as few of them as the rule needs; the
    attacker's all changed too, and count."""

    joined: int
    edited: int
    withdrew: int


@dataclass(frozen=True, slots=True)
class Way:
    """A change, and the target's part in it: "kept" (same answer in both), "new" (joined, or
    edited: the new answer is guessed) or "gone" (withdrew, or edited: the old one)."""

    target: str
    change: Change
    kept: int
    releases: tuple[Release, Release]

    @property
    def sizes(self) -> tuple[int, int]:
        """The raters of both releases."""
        one, two = (self.kept + r.fresh + r.target + r.plants for r in self.releases)
        return one, two


def ways(raters: int, rule: Rule = TODAY) -> Iterator[Way]:
    """Every way from a release of so many raters to one that shows figures too."""
    plants = controlled(raters)
    honest = raters - plants
    for needed, joined, withdrew, later_plants in product(
        sorted({rule.few, rule.many}), range(rule.many + 1), range(honest + 1), _PLANTS
    ):
        edited = needed - max(plants, later_plants) - joined - withdrew
        then = honest + joined - withdrew + later_plants
        if (
            0 <= edited <= honest - withdrew
            and controlled(then) == later_plants
            and rule.changes(raters, then) == needed
            and rule.tier(then)
        ):
            yield from _targets(honest, plants, later_plants, Change(joined, edited, withdrew))


def _targets(honest: int, plants: int, later_plants: int, change: Change) -> Iterator[Way]:
    """Every part that the target may have in a change."""
    before, after = change.edited + change.withdrew, change.edited + change.joined
    kept = honest - before

    def way(target: str, kept: int, one: int, two: int) -> Way:
        first = Release(before - one, target in ("kept", "gone"), plants)
        second = Release(after - two, target in ("kept", "new"), later_plants)
        return Way(target, change, kept, (first, second))

    if kept:
        yield way("kept", kept - 1, 0, 0)
    if after:
        yield way("new", kept, 0, 1)
    if before:
        yield way("gone", kept, 1, 0)


def worst(
    raters: int, population: Population, *, rule: Rule = TODAY, largest: int = 29
) -> tuple[float, Way | None]:
    """The way to a next release of at most `largest` raters that tells most, and its gain; 0
    and None if there is no way."""
    best: tuple[float, Way | None] = (0.0, None)
    for way in ways(raters, rule):
        if max(way.sizes) <= largest:
            gain = releases_in_a_row(way.kept, way.releases, population, rule=rule)
            if gain > best[0]:
                best = gain, way
    return best
