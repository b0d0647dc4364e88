"""How much better the attacker guesses a colleague's answer.

Knows: the formulas, the schedule, the population, the exact number of raters, who rated, who
changed. Controls: some raters, whose answers are chosen so as to learn most. Sees: whole
releases. The gain is the chance that the best guess at one honest colleague's answer is right,
less the same without any release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from attacker.people import (
    ANSWERS,
    Floats,
    Ints,
    Population,
    answer_codes,
    chances,
    codes,
    group,
    histograms,
    planted,
)
from attacker.rules import MANY_FROM, TODAY, Grid, Rule, published

CONTROLLED_FEW, CONTROLLED_MANY = 2, 4


def controlled(raters: int) -> int:
    """How many raters the threat model lets an attacker control."""
    return CONTROLLED_FEW if raters < MANY_FROM else CONTROLLED_MANY


def one_release(
    raters: int, population: Population, *, rule: Rule = TODAY, plants: int | None = None
) -> float:
    """The gain from one release of one dimension."""
    plants = controlled(raters) if plants is None else plants
    base, moments = raters + 1, rule.grid(raters).shares is None
    table = published(raters, rule, base)
    others = group(raters - plants - 1, population, base, moments=moments)
    honest = others.codes + answer_codes(base)[:, None]
    chance = np.outer(population, others.chances)
    best = max(
        _right(table[honest + plant], chance) for plant in planted(plants, base, moments=moments)
    )
    return best - max(population)


def one_bit(raters: int, population: Population) -> dict[float, float]:
    """The gain if all that is told is whether the mean reaches a cut, for each cut that has a
    chance of at least 10 % on either side."""
    counts = histograms(raters)
    chance = chances(counts, population)
    means = counts @ np.arange(1, ANSWERS + 1) / raters
    cuts = (np.arange(raters, ANSWERS * raters) + 0.5) / raters
    return {
        float(cut): one_release(raters, population, rule=Rule(((1, Grid(cuts=(float(cut),))),)))
        for cut in cuts
        if 0.1 <= chance[means > cut].sum() <= 0.9
    }


def _right(seen: Ints, chance: Floats) -> float:
    """The best guess's chance to be right: `seen` and `chance` have shape (5, k)."""
    joint = np.bincount(
        (seen * ANSWERS + np.arange(ANSWERS)[:, None]).ravel(),
        weights=chance.ravel(),
        minlength=(int(seen.max()) + 1) * ANSWERS,
    )
    return float(joint.reshape(-1, ANSWERS).max(axis=1).sum())


@dataclass(frozen=True, slots=True)
class Release:
    """One of several in a row: `fresh` honest answers are only in this one (people who joined
    before it, left after it, or edited in between), besides the target's, if `target`.

    `fixed` plants this histogram; else the attacker's choice is enumerated.
    """

    fresh: int
    target: bool
    plants: int
    fixed: tuple[int, ...] | None = None


def releases_in_a_row(
    kept: int, releases: Sequence[Release], population: Population, *, rule: Rule = TODAY
) -> float:
    """The gain from several releases of one dimension.

    `kept` honest colleagues besides the target answered the same in all of them. A fresh answer
    is independent of all others, also of the same person's earlier one. The attacker chooses the
    planted answers anew for every release, after having seen those before.
    """
    sizes = [kept + r.fresh + r.target + r.plants for r in releases]
    base = max(sizes) + 1
    moments = all(rule.grid(size).shares is None for size in sizes)
    others = group(kept, population, base, moments=moments)
    tells = [
        _likelihood(others.codes, release, size, population, rule, base, moments)
        for release, size in zip(releases, sizes, strict=True)
    ]
    belief = np.outer(population, others.chances)[None]
    return float(_best(belief, tells)[0]) - max(population)


def _likelihood(
    kept: Ints,
    release: Release,
    size: int,
    population: Population,
    rule: Rule,
    base: int,
    moments: bool,
) -> Floats:
    """P(what is seen | planted, target's answer, kept answers), shape (p, 5, k, s)."""
    table = published(size, rule, base)
    kinds = int(table.max()) + 1
    fresh = group(release.fresh, population, base, moments=moments)
    targets = answer_codes(base) if release.target else np.zeros(ANSWERS, dtype=np.int64)
    if release.fixed is None:
        plants = planted(release.plants, base, moments=moments)
    else:
        plants = codes(np.array([release.fixed]), base)
    out = np.empty((len(plants), ANSWERS, len(kept), kinds))
    rows = np.arange(len(kept))[:, None] * kinds
    weights = np.broadcast_to(fresh.chances, (len(kept), len(fresh.chances))).ravel()
    for i, plant in enumerate(plants):
        for t, target in enumerate(targets):
            seen = rows + table[kept[:, None] + fresh.codes + (plant + target)]
            out[i, t] = np.bincount(
                seen.ravel(), weights=weights, minlength=len(kept) * kinds
            ).reshape(len(kept), kinds)
    # Plantings that show the same are one: where only the mean is shown, those of the same sum.
    return np.unique(out.reshape(len(out), -1), axis=0).reshape(-1, *out.shape[1:])


def _best(beliefs: Floats, tells: Sequence[Floats]) -> Floats:
    """The chance of a right guess from each belief, shape (b, 5, k) → (b,), attacking well."""
    first, *rest = tells
    plants, _, _, kinds = first.shape
    best = np.zeros(len(beliefs))
    if not rest:
        flat = first.transpose(1, 2, 0, 3).reshape(ANSWERS, first.shape[2], plants * kinds)
        top = np.zeros((len(beliefs), plants * kinds))
        for t in range(ANSWERS):
            np.maximum(top, beliefs[:, t] @ flat[t], out=top)
        return np.asarray(top.reshape(-1, plants, kinds).sum(axis=2).max(axis=1))
    for tell in first:
        after = beliefs[:, None] * tell.transpose(2, 0, 1)
        right = _best(after.reshape(-1, *beliefs.shape[1:]), rest).reshape(-1, kinds).sum(axis=1)
        np.maximum(best, right, out=best)
    return best


def five_alike(raters: int, population: Population, *, rule: Rule = TODAY) -> tuple[float, float]:
    """The gain where everybody answers all five dimensions alike: the attacker sees the same
    honest answers through five different sets of planted ones.

    The first figure is what planted answers found step by step give (exact where those of 5–10
    raters are few enough to try all), the second what seeing all sets at once would give.
    """
    plants = controlled(raters)
    base, moments = raters + 1, rule.grid(raters).shares is None
    table = published(raters, rule, base)
    others = group(raters - plants - 1, population, base, moments=moments)
    honest = others.codes + answer_codes(base)[:, None]
    chance = np.outer(population, others.chances)
    views = np.array([table[honest + plant] for plant in planted(plants, base, moments=moments)])
    _, distinct = np.unique(views.reshape(len(views), -1), axis=0, return_index=True)
    views = views[distinct]
    ceiling = _right(_merged(views), chance)
    if len(views) <= 10:
        found = max(
            _right(_merged(views[list(chosen)]), chance)
            for chosen in combinations_with_replacement(range(len(views)), 5)
        )
    else:
        found, seen = 0.0, np.zeros_like(views[0])
        for _ in range(5):
            merged = [_merged(np.array([seen, view])) for view in views]
            right = [_right(view, chance) for view in merged]
            found, seen = max(right), merged[int(np.argmax(right))]
    return found - max(population), ceiling - max(population)


def _merged(views: Ints) -> Ints:
    """Several pictures of the same situations as one, shape (v, 5, k) → (5, k)."""
    flat = views.reshape(len(views), -1)
    seen = flat[0]
    for view in flat[1:]:
        seen = np.unique(seen * (int(view.max()) + 1) + view, return_inverse=True)[1]
    return np.asarray(seen.reshape(views.shape[1:]), dtype=np.int64)
