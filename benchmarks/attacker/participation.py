"""How much better the attacker guesses whether a colleague, T, counts among the raters.

Knows: the formulas, the schedule, the population, the roster, the share of it that rates, and
(the worst case) what T would answer. Doesn't know how many rated. Controls: some raters. Sees:
the floor of raters and the whole tuple of one dimension that all raters answer. Every colleague,
T too, rates with the same chance and independently. The gain is the chance that the best guess
at "T rated" is right, less the same without any release.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from attacker.people import Floats, Group, Ints, Population, answer_codes, codes, group, histograms
from attacker.rules import TODAY, Rule, keys

RARE = 1e-6
"""Numbers of raters less likely than this are taken to give everything away."""


@dataclass(frozen=True, slots=True)
class Roster:
    """`colleagues` verified physicians, of whom `plants` are the attacker's and always rate;
    each other rates before the first release with chance `share`, and joins between the first
    and the second with chance `joins`."""

    colleagues: int
    share: float
    plants: int
    joins: float = 0.0

    @property
    def strangers(self) -> int:
        """All but T and the attacker's."""
        return self.colleagues - self.plants - 1


def one_release(
    roster: Roster, population: Population, *, rule: Rule = TODAY, opinion: int | None = None
) -> float:
    """The gain from one release; `opinion` (1 to 5) is T's answer, if known to the attacker."""
    sizes = list(_binomial(roster.strangers, roster.share))
    likely = [(k, chance) for k, chance in sizes if chance > RARE]
    rare = sum(chance for _, chance in sizes if chance <= RARE)
    base = max(k for k, _ in likely) + roster.plants + 2
    nobody = Group(np.zeros(1, dtype=np.int64), np.ones(1))
    targets = (
        (0, nobody, 1 - roster.share),
        (1, _answers(population, opinion, base), roster.share),
    )
    best = 0.0
    for plant in _plants(roster.plants, base):
        seen: list[Ints] = []
        chances: list[Floats] = []
        rated: list[Ints] = []
        for (there, target, odds), (k, chance) in product(targets, likely):
            raters = k + roster.plants + there
            others = group(k, population, base, moments=rule.grid(raters).shares is None)
            table = _keys(raters, rule, base)
            seen.append(table[others.codes[:, None] + target.codes + plant].ravel())
            chances.append(odds * chance * np.outer(others.chances, target.chances).ravel())
            rated.append(np.full(len(seen[-1]), there))
        right = _right(np.concatenate(seen), np.concatenate(rated), np.concatenate(chances))
        best = max(best, right)
    return best + rare - max(roster.share, 1 - roster.share)


def counts_in_a_row(roster: Roster, *, rule: Rule = TODAY) -> tuple[float, float]:
    """The gains from the floors of one release, and of two in a row, and from whether there was
    a second: without any figure. T "counts" if in the last of them.

    The second appears if those who joined, and the attacker's, who all edit, are enough.
    """
    rows: list[tuple[int, int, int, int, int, float]] = []
    never = 1 - roster.share - roster.joins
    among_rest = roster.joins / (1 - roster.share)
    targets = ((1, 0, roster.share), (0, 1, roster.joins), (0, 0, never))
    for k, chance in _binomial(roster.strangers, roster.share):
        for j, later in _binomial(roster.strangers - k, among_rest):
            for t_first, t_later, odds in targets:
                one = k + t_first + roster.plants
                two = one + j + t_later
                renewed = j + t_later + roster.plants >= rule.changes(one, two)
                last = rule.shown_raters(two) if renewed else -1
                figures = rule.shown_raters(one), rule.tier(one), last
                rows.append((*figures, t_first, t_later, chance * later * odds))
    table = np.array([row[:5] for row in rows])
    weights = np.array([row[5] for row in rows])
    one_key = table[:, 0] * 4 + table[:, 1]
    two_key = one_key * 1000 + table[:, 2] + 1
    once = _right(one_key, table[:, 3], weights) - max(roster.share, 1 - roster.share)
    count = roster.share + roster.joins
    twice = _right(two_key, table[:, 3] + table[:, 4], weights) - max(count, 1 - count)
    return once, twice


def _right(seen: Ints, rated: Ints, chance: Floats) -> float:
    kinds, which = np.unique(seen, return_inverse=True)
    joint = np.bincount(which * 2 + rated, weights=chance, minlength=2 * len(kinds))
    return float(joint.reshape(-1, 2).max(axis=1).sum())


def _binomial(people: int, chance: float) -> Iterator[tuple[int, float]]:
    for k in range(people + 1):
        yield k, math.comb(people, k) * chance**k * (1 - chance) ** (people - k)


def _answers(population: Population, opinion: int | None, base: int) -> Group:
    if opinion is None:
        return Group(answer_codes(base), np.array(population))
    return Group(answer_codes(base)[opinion - 1 : opinion], np.ones(1))


def _plants(plants: int, base: int) -> Ints:
    """All choices of two; of four, those that are all alike or half and half: the gain is then
    a lower bound."""
    counts = histograms(plants)
    if plants > 2:
        counts = counts[np.isin(counts, (0, plants // 2, plants)).all(axis=1)]
    return codes(counts, base)


@cache
def _keys(raters: int, rule: Rule, base: int) -> Ints:
    counts = histograms(raters)
    table = np.full(base**4, -1, dtype=np.int64)
    table[codes(counts, base)] = keys(counts, rule) if rule.tier(raters) else 0
    return table
