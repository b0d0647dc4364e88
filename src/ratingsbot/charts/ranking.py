"""What a ranking's picture says: drugs on one dimension, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from ratingsbot.charts.words import abridged, dimension_title, figures, one_line, shortened, told
from ratingsbot.domain.releases import DimensionResult, Tier
from ratingsbot.domain.reviews import Dimension

ROWS_MAX = 10
_NAME_MAX = (90, 60, 45, 36)
"""Characters of a name, ever fewer as words must be terser."""
_RANK_MAX = 14


@dataclass(frozen=True, slots=True)
class RankedDrug:
    """One drug's place."""

    rank: str
    """In words, e.g. "1" or "shared 2–5"; neighbours with the same words are drawn as one."""
    name: str
    raters: str
    """In words, e.g. "45+ raters"."""
    score: float
    """Published, in [1, 5], as are `low` and `high`."""
    low: float | None = None
    high: float | None = None
    """The interval; both None while very early."""

    @property
    def result(self) -> DimensionResult:
        """The score as it is drawn."""
        known = self.low is not None and self.high is not None
        tier = Tier.EARLY if known else Tier.VERY_EARLY
        return DimensionResult(tier, self.score, self.low, self.high)


@dataclass(frozen=True, slots=True)
class RankingChart:
    """One to ten drugs, the best first, as one picture. Raises ValueError for more or none."""

    title: str
    """The class or the indication."""
    subtitle: str
    dimension: Dimension
    rows: Sequence[RankedDrug]
    synthetic: bool = False
    """Marked in the picture itself, which may travel without its message."""
    footer: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.rows) <= ROWS_MAX:
            raise ValueError(f"expected one to ten drugs to rank, not {len(self.rows)}")


def ranking_text(chart: RankingChart) -> str:
    """The picture in words, at most 1,000 characters.

    Should it be too long, the scale's words go first, then the numbers of raters, which the text
    then says; last, "…" stands in the middle of long names. Every figure stays.
    """

    unrated = "Numbers of raters are left out for length."
    drafts = [
        _told_ranks(chart, _whole, scale=True),
        _told_ranks(chart, _whole, scale=False),
    ]
    for longest in _NAME_MAX:
        terse = _told_ranks(chart, partial(_without_raters, longest=longest), scale=False)
        drafts.append(f"{terse} {unrated}")
    return told(chart, drafts)


def _whole(row: RankedDrug) -> str:
    raters = one_line(row.raters)
    figured = f"{one_line(row.name)} {figures(row.result)}"
    return f"{figured}, {raters}" if raters else figured


def _without_raters(row: RankedDrug, longest: int) -> str:
    return f"{abridged(one_line(row.name), longest)} {figures(row.result)}"


def _told_ranks(chart: RankingChart, told_row: Callable[[RankedDrug], str], *, scale: bool) -> str:
    title = dimension_title(chart.dimension, scale=scale)
    sentences = [
        f"Rank {shortened(one_line(rank), _RANK_MAX)}: {'; '.join(map(told_row, rows))}."
        for rank, rows in groupby(chart.rows, key=lambda row: row.rank)
    ]
    return f"{title}, scores with 95 % intervals. {' '.join(sentences)}"
