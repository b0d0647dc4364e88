"""What an attacker learns from published results: the gain over guessing, in probability.

    python benchmarks/attack.py                 all tables, in two to three minutes
    python benchmarks/attack.py value five      only these: value five bit sequences looks large
                                                participation coarser
    python benchmarks/attack.py --json

The aim: at most .06 at 5–10 raters, of whom two are the attacker's, and .05 from 11 on, with
four. What the attacker knows, controls and sees is told in the modules of `attacker`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from attacker import exact, participation
from attacker.participation import Roster
from attacker.people import POPULATIONS, TYPICAL, Population
from attacker.rules import TODAY, WORDS, Grid, Rule
from attacker.sequences import Way, worst
from attacker.value import (
    Release,
    controlled,
    five_alike,
    one_bit,
    one_release,
    releases_in_a_row,
)

WHOLE, HALF, TENTHS = Grid(mean=1), Grid(mean=2), Grid(mean=10, interval=10)
HALF_WITH_WHOLE_INTERVAL, HALF_WITH_INTERVAL = Grid(mean=2, interval=1), Grid(mean=2, interval=2)

COARSER = Rule(((7, WHOLE), (11, HALF), (20, HALF_WITH_INTERVAL), (30, TENTHS)))
"""The finest of the rules tried that keeps the bounds for a value with typical answers, in one
release, five alike and two in a row. From 30 raters on, two in a row are only known from below."""

PLANTINGS = ((4, 0, 0, 0, 0), (0, 0, 0, 0, 4), (2, 0, 0, 0, 2), (1, 1, 0, 1, 1))

ROSTERS = (
    Roster(20, 0.15, 2, 0.1),
    Roster(20, 0.25, 2, 0.1),
    Roster(20, 0.3, 2, 0.2),
    Roster(20, 0.4, 2, 0.2),
    Roster(20, 0.5, 2, 0.2),
    Roster(20, 0.5, 4, 0.2),
    Roster(40, 0.1, 2, 0.1),
    Roster(40, 0.2, 2, 0.1),
    Roster(40, 0.3, 4, 0.1),
    Roster(40, 0.5, 4, 0.2),
    Roster(100, 0.05, 2, 0.05),
    Roster(100, 0.2, 4, 0.1),
    Roster(100, 0.5, 4, 0.2),
)
WHOLE_TUPLE_UP_TO = 10
"""`colleagues * share` up to which the whole tuple is enumerated, for time."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; the figures are gains."""

    table: str
    case: str
    gains: dict[str, float]
    note: str = ""

    def __str__(self) -> str:
        gains = "  ".join(f"{name} {round(gain, 3) + 0.0:.3f}" for name, gain in self.gains.items())
        return f"{self.table:14}{self.case:38}{gains}  {self.note}".rstrip()


def every(gain: Callable[[int, Population], float], raters: int) -> dict[str, float]:
    """A gain for each population."""
    return {name: gain(raters, population) for name, population in POPULATIONS.items()}


def value() -> Iterator[Row]:
    """One release of one dimension."""
    for raters in (*range(5, 17), 20, 29, 30, 35):
        case = f"{raters} raters, {controlled(raters)} controlled"
        yield Row("value", case, every(one_release, raters))


def five() -> Iterator[Row]:
    """One release, everybody answers all five dimensions alike."""
    for raters in (*range(5, 17), 20, 29):
        for name, population in POPULATIONS.items():
            found, ceiling = five_alike(raters, population)
            gains = {"found": found, "no more than": ceiling}
            yield Row("five alike", f"{raters} raters, {name}", gains)


def bit() -> Iterator[Row]:
    """Nothing is told but whether the mean reaches a cut: the cut that tells least."""
    for raters in (5, 7, 10, 11, 20, 29):
        for name in ("typical", "even", "polar"):
            cuts = one_bit(raters, POPULATIONS[name])
            gains = {"least": min(cuts.values()), "most": max(cuts.values())}
            yield Row("one bit", f"{raters} raters, {name}", gains)


def told(way: Way | None) -> str:
    """A way in words."""
    if way is None:
        return "no way"
    change = way.change
    return (
        f"{way.sizes[0]} to {way.sizes[1]} raters, target {way.target}; honest: "
        f"{change.joined} joined, {change.edited} edited, {change.withdrew} withdrew"
    )


def sequences() -> Iterator[Row]:
    """Two releases of one dimension in a row: the worst way there is."""
    for raters in range(5, 11):
        for name in ("typical", "even", "polar"):
            gain, way = worst(raters, POPULATIONS[name], largest=11)
            yield Row("two releases", f"from {raters}, {name}", {"gain": gain}, told(way))
    for raters in range(11, 15):
        gain, way = worst(raters, TYPICAL, largest=raters)
        yield Row("two releases", f"from {raters}, typical", {"gain": gain}, told(way))


def looks() -> Iterator[Row]:
    """1 to 4 releases in a row of 7 to 10 raters; between each, the same three honest ones edit
    and the target doesn't."""
    for rule, name in ((TODAY, "half points"), (COARSER, "whole points")):
        for raters in range(7, 11):
            gains = {}
            for times in range(1, 5 if raters < 9 else 4):
                row = [Release(3, True, 2)] * times
                gains[str(times)] = releases_in_a_row(raters - 6, row, TYPICAL, rule=rule)
            yield Row("many releases", f"{raters} raters, {name}", gains)


def large() -> Iterator[Row]:
    """30 raters and more, typical answers."""
    for honest in (7, 11, 18, 26):
        gain = exact.one_look(honest, TYPICAL)
        yield Row("exact counts", f"of {honest} honest", {"gain": gain})
    yield Row("exact counts", "twice, of 26 honest", {"gain": exact.two_looks(26, TYPICAL)})
    grids = {
        "today": TODAY.grid(30),
        "shares in 10s, halves": Grid(mean=2, interval=2, shares=10),
        "shares in 20s, halves": Grid(mean=2, interval=2, shares=20),
        "tenths, no shares": TENTHS,
    }
    for name, grid in grids.items():
        rule = Rule(((30, grid),))
        gain = max(
            exact.one_of_those_who_joined(30, 7, TYPICAL, planting, rule=rule)
            for planting in PLANTINGS[:2]
        )
        yield Row("7 joined 30", name, {"at least": gain})
    for name, grid in (("tenths, no shares", TENTHS), ("halves, no shares", HALF_WITH_INTERVAL)):
        rule = Rule(((30, grid),))
        for kept in (18, 0):
            row = [Release(25 - kept, True, 4, planting) for planting in PLANTINGS[:2]]
            gain = releases_in_a_row(kept, row, TYPICAL, rule=rule)
            yield Row("30 edited", f"{name}, {25 - kept} of 26", {"at least": gain})


def participates() -> Iterator[Row]:
    """Whether T rated: typical answers."""
    for roster in ROSTERS:
        once, twice = participation.counts_in_a_row(roster)
        gains = {"floors": once, "two releases": twice}
        if roster.colleagues * roster.share <= WHOLE_TUPLE_UP_TO:
            for opinion in (None, 1, 5):
                name = "whole tuple" if opinion is None else f"T would say {opinion}"
                gains[name] = participation.one_release(roster, TYPICAL, opinion=opinion)
        case = f"{roster.share:.0%} of {roster.colleagues}, {roster.plants} controlled"
        yield Row("participation", case, gains)


def coarser() -> Iterator[Row]:
    """Coarser rules, typical answers: one release, five alike, two in a row (up to 10 raters)."""
    for start in (5, 7, 8):
        for name, grid in (("halves", HALF), ("whole points", WHOLE), ("three words", WORDS)):
            for few in (5, 7):
                rule = Rule(((start, grid), (11, HALF)), few=few)
                yield _worst_of(f"{name} from {start}, {few} changes", rule, range(start, 11), 10)
    early = {
        "halves": HALF,
        "halves, interval in wholes": HALF_WITH_WHOLE_INTERVAL,
        "halves, interval in halves": HALF_WITH_INTERVAL,
    }
    for name, grid in early.items():
        yield _worst_of(f"{name}, from 11", Rule(((11, grid),)), range(11, 12), 11)
    rule = Rule(((7, WHOLE), (11, HALF)))
    yield _worst_of("whole from 7, halves from 11", rule, range(7, 13), 12)


def _worst_of(name: str, rule: Rule, sizes: range, largest: int) -> Row:
    gains = {
        "one": max(one_release(n, TYPICAL, rule=rule) for n in sizes),
        "five": max(five_alike(n, TYPICAL, rule=rule)[0] for n in sizes),
        "two in a row": max(worst(n, TYPICAL, rule=rule, largest=largest)[0] for n in sizes),
    }
    return Row("coarser", name, gains)


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "value": value,
    "five": five,
    "bit": bit,
    "sequences": sequences,
    "looks": looks,
    "large": large,
    "participation": participates,
    "coarser": coarser,
}


def main(arguments: list[str]) -> int:
    """Prints the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="table", help=", ".join(TABLES))
    parser.add_argument("--json", action="store_true", help="one object for each line")
    options = parser.parse_args(arguments)
    for unknown in set(options.tables) - set(TABLES):
        parser.error(f"there is no table {unknown!r}: choose from {', '.join(TABLES)}")
    for name in options.tables or TABLES:
        for row in TABLES[name]():
            if options.json:
                line = {"table": row.table, "case": row.case, "note": row.note, **row.gains}
                print(json.dumps(line), flush=True)
            else:
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
