"""The exact gain of an attacker over guessing, as the method page tells it.

The engine is `benchmarks/attacker`; `benchmarks/attack.py` prints all tables, also those that take
too long here. First the engine is held to the code that publishes and to plain enumeration of
people, then its figures are asserted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import product

import numpy as np
import pytest

from attacker import exact, participation
from attacker.participation import Roster
from attacker.people import POPULATIONS, TYPICAL, Population, chances, histograms
from attacker.rules import TODAY, Grid, Rule, figures, keys
from attacker.sequences import worst
from attacker.value import (
    Release,
    controlled,
    five_alike,
    one_bit,
    one_release,
    releases_in_a_row,
)
from ratingsbot.domain.releases import DimensionResult
from ratingsbot.domain.reviews import Dimension
from ratingsbot.scoring.publication import is_due, publish, shown_raters, tier_of

EVEN, POLAR = POPULATIONS["even"], POPULATIONS["polar"]
WHOLE_FROM_7 = Rule(((7, Grid(mean=1)), (11, Grid(mean=2))))

Answers = tuple[int, ...]


@cache
def published(answers: Answers) -> tuple[int, DimensionResult]:
    """What the product shows of some people's answers, 0 to 4, given in rising order."""
    counts = np.zeros((len(Dimension), 5))
    counts[0] = np.bincount(answers, minlength=5)
    result = publish(counts, len(answers))[Dimension.EFFICACY]
    return shown_raters(len(answers)), result


def shown(*answers: int) -> tuple[int, DimensionResult]:
    return published(tuple(sorted(answers)))


def people(number: int, population: Population) -> Iterator[tuple[float, Answers]]:
    """All that so many people may answer, one by one, with its chance."""
    for answers in product(range(5), repeat=number):
        yield math.prod(population[answer] for answer in answers), answers


# The engine


@pytest.mark.parametrize("raters", [0, 1, 5, 11])
def test_every_histogram_is_enumerated_once_and_the_chances_add_up(raters: int) -> None:
    counts = histograms(raters)
    assert len(np.unique(counts, axis=0)) == len(counts) == math.comb(raters + 4, 4)
    assert np.all(counts.sum(axis=1) == raters)
    assert chances(counts, TYPICAL).sum() == pytest.approx(1)


@pytest.mark.parametrize("raters", [4, 5, 8, 10, 11, 14, 29, 30, 37])
def test_the_engine_shows_what_the_product_publishes(raters: int) -> None:
    counts = histograms(raters)
    counts = counts[:: max(1, len(counts) // 1500)]
    padded = np.concatenate([counts, counts[: -len(counts) % 5]]) if len(counts) % 5 else counts
    results = [
        result for five in padded.reshape(-1, 5, 5) for result in publish(five, raters).values()
    ]
    for row, result in zip(figures(counts), results, strict=False):
        steps = 10 if raters >= 30 else 2
        in_steps = [round(steps * (x or 0)) for x in (result.mean, result.low, result.high)]
        shares = [share // 5 for share in result.shares or (0,) * 5]
        assert row.tolist() == [shown_raters(raters), int(result.tier), *in_steps, *shares]


@pytest.mark.parametrize("sizes", [(5, 5), (10, 10), (10, 11), (11, 10), (12, 40), (35, 6)])
def test_the_engine_asks_for_as_many_changes_as_the_product(sizes: tuple[int, int]) -> None:
    def due(changed: int) -> bool:
        return is_due(
            raters_now=sizes[1],
            tier_published=tier_of(sizes[0]),
            changed=changed,
            last_day=date(2026, 1, 1),
            today=date(2026, 1, 2),
        )

    needed = TODAY.changes(*sizes)
    assert due(needed)
    assert not due(needed - 1)


def test_pictures_that_differ_have_different_keys() -> None:
    for raters in (7, 12, 30):
        counts = histograms(raters)
        assert len(np.unique(keys(counts))) == len(np.unique(figures(counts), axis=0))


def test_two_releases_agree_with_going_through_the_people_one_by_one() -> None:
    """Three kept colleagues, one of them the target, one who leaves and one who joins, and one
    planted answer, chosen anew when the first release has been seen."""
    right = 0.0
    for first in range(5):
        joint: dict[object, dict[int, dict[object, list[float]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(lambda: [0.0] * 5))
        )
        for chance, (target, *kept, left, joined) in people(5, EVEN):
            seen = shown(first, target, *kept, left)
            for second in range(5):
                then = shown(second, target, *kept, joined)
                joint[seen][second][then][target] += chance
        attacks = (
            max(sum(map(max, pictures.values())) for pictures in replies.values())
            for replies in joint.values()
        )
        right = max(right, sum(attacks))
    row = [Release(1, True, 1), Release(1, True, 1)]
    assert releases_in_a_row(2, row, EVEN) == pytest.approx(right - 0.2)


@pytest.mark.parametrize("opinion", [None, 1])
def test_participation_agrees_with_going_through_the_people_one_by_one(
    opinion: int | None,
) -> None:
    roster = Roster(colleagues=8, share=0.5, plants=2)
    right = 0.0
    for planted in product(range(5), repeat=2):
        joint: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for there in range(6):
            ways = math.comb(5, there) * 0.5**5
            for chance, answers in people(there, TYPICAL):
                joint[shown(*planted, *answers)][0] += 0.5 * ways * chance
                for target, p in enumerate(TYPICAL):
                    if opinion is not None:
                        p = float(target == opinion - 1)
                    joint[shown(*planted, *answers, target)][1] += 0.5 * ways * chance * p
        right = max(right, sum(map(max, joint.values())))
    found = participation.one_release(roster, TYPICAL, opinion=opinion)
    assert found == pytest.approx(right - 0.5)


# A value, one release


@pytest.mark.parametrize(
    ("raters", "typical", "even", "polar"),
    [
        (5, 0.054, 0.144, 0.210),
        (6, 0.036, 0.118, 0.175),
        (7, 0.026, 0.106, 0.155),
        (10, 0.013, 0.079, 0.124),
        (11, 0.048, 0.128, 0.132),
        (16, 0.019, 0.087, 0.101),
        (29, 0.006, 0.055, 0.069),
        (30, 0.035, 0.106, 0.070),
    ],
)
def test_one_release_tells_of_a_value_what_the_method_page_says(
    raters: int, typical: float, even: float, polar: float
) -> None:
    measured = [one_release(raters, population) for population in (TYPICAL, EVEN, POLAR)]
    assert measured == pytest.approx([typical, even, polar], abs=5e-4)


@pytest.mark.parametrize("raters", [*range(5, 30)])
def test_one_release_of_usual_answers_keeps_the_bound(raters: int) -> None:
    bound = 0.06 if raters < 11 else 0.05
    for name in ("typical", "ceiling"):
        assert one_release(raters, POPULATIONS[name]) <= bound


def test_nothing_protects_the_fifth_rater_from_the_other_four() -> None:
    assert one_release(5, TYPICAL, plants=4) == pytest.approx(0.370, abs=5e-4)


@pytest.mark.parametrize(
    ("raters", "population", "least"),
    [(5, EVEN, 0.128), (5, POLAR, 0.204), (11, EVEN, 0.085), (11, POLAR, 0.131)],
)
def test_a_single_bit_of_the_mean_misses_the_bound_where_opinions_are_split(
    raters: int, population: Population, least: float
) -> None:
    """So every finer grid that has one of these cuts does too: what it shows tells the bit."""
    assert min(one_bit(raters, population).values()) == pytest.approx(least, abs=5e-4)


def test_a_finer_grid_never_tells_less() -> None:
    for raters in range(5, 12):
        coarse = Rule(((1, Grid(cuts=(3.25,))),))
        fine = Rule(((1, Grid(cuts=(2.25, 3.25, 4.25))),))
        gains = [one_release(raters, TYPICAL, rule=rule) for rule in (coarse, fine)]
        assert gains[0] <= gains[1] + 1e-12


# A value, five dimensions


@pytest.mark.parametrize(
    ("raters", "gain"), [(5, 0.059), (7, 0.028), (11, 0.075), (12, 0.062), (14, 0.045)]
)
def test_answers_alike_in_all_dimensions_tell_more(raters: int, gain: float) -> None:
    found, ceiling = five_alike(raters, TYPICAL)
    assert found == pytest.approx(gain, abs=5e-4)
    assert one_release(raters, TYPICAL) <= found <= ceiling + 1e-12


# A value, several releases


@pytest.mark.parametrize(
    ("raters", "gain"), [(5, 0.118), (6, 0.114), (7, 0.098), (8, 0.085), (9, 0.077), (10, 0.062)]
)
def test_two_releases_of_few_raters_miss_the_bound(raters: int, gain: float) -> None:
    assert worst(raters, TYPICAL, largest=10)[0] == pytest.approx(gain, abs=5e-4)


def test_whole_points_from_seven_raters_on_keep_the_bound_in_two_releases() -> None:
    gains = [worst(n, TYPICAL, rule=WHOLE_FROM_7, largest=10)[0] for n in range(7, 11)]
    assert max(gains) == pytest.approx(0.052, abs=5e-4)


def test_the_worst_next_release_keeps_to_the_rule_and_to_the_threat_model() -> None:
    for raters in (6, 10):
        _, way = worst(raters, TYPICAL, largest=12)
        assert way is not None
        change, plants = way.change, [release.plants for release in way.releases]
        assert way.sizes[0] == raters
        assert plants == [controlled(size) for size in way.sizes]
        changed = change.joined + change.edited + change.withdrew + max(plants)
        assert changed == TODAY.changes(*way.sizes)


def test_each_further_release_tells_more_of_who_never_changes() -> None:
    row = [Release(3, True, 2)]
    gains = [releases_in_a_row(1, row * times, TYPICAL) for times in (1, 2, 3)]
    assert gains == pytest.approx([0.026, 0.048, 0.059], abs=5e-4)


# Thirty raters and more


def test_the_counts_of_seven_who_joined_are_more_than_the_bound_allows() -> None:
    """Shares in 5 % steps before and after tell them nearly: of 30 raters, at least .110."""
    gains = [exact.one_look(honest, TYPICAL) for honest in (7, 18, 26)]
    assert gains == pytest.approx([0.113, 0.050, 0.035], abs=5e-4)


# Participation


def roster_gain(colleagues: int, share: float, plants: int) -> float:
    return participation.counts_in_a_row(Roster(colleagues, share, plants))[0]


@pytest.mark.parametrize(
    ("gain", "figure"),
    [
        (lambda: roster_gain(20, 0.25, 2), 0.001),
        (lambda: roster_gain(20, 0.5, 2), 0.093),
        (lambda: roster_gain(40, 0.5, 4), 0.047),
        (lambda: roster_gain(100, 0.5, 4), 0.036),
    ],
)
def test_the_floor_of_raters_tells_little_unless_every_second_colleague_rates(
    gain: Callable[[], float], figure: float
) -> None:
    assert gain() == pytest.approx(figure, abs=5e-4)


def test_whoever_knows_that_four_others_rated_learns_whether_the_fifth_did() -> None:
    """A roster of five, four of them the attacker's: the result appears or it doesn't."""
    assert roster_gain(5, 0.5, 4) == pytest.approx(0.5)
