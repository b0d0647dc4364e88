"""Published results as pictures: PNGs 800 pixels wide, a phone's width and a height or two.

Each function takes about a tenth of a second, the first some tenths more, and blocks: call it in
a worker thread. The same input gives the same bytes, from any thread.
"""

from __future__ import annotations

from threading import Lock

from ratingsbot.charts.card import ScoreChart
from ratingsbot.charts.comparison import ComparisonChart
from ratingsbot.charts.ranking import RankingChart
from ratingsbot.charts.trend import TrendChart

# One drawing at a time, as Matplotlib shares its fonts among figures; imported on first use, since
# that takes a second which a bot's start shouldn't.
_drawing = Lock()


def score_chart(card: ScoreChart) -> bytes:
    """The card as a PNG, some 800 pixels high, under 60 kB."""
    with _drawing:
        from ratingsbot.charts.drawing import draw

        return draw(card)


def comparison_chart(chart: ComparisonChart) -> bytes:
    """The comparison as a PNG, some 1,300 pixels high for two drugs, 1,900 for four.

    Under 80 kB, or under 100 kB for four drugs with the longest names.
    """
    with _drawing:
        from ratingsbot.charts.comparison_drawing import draw

        return draw(chart)


def ranking_chart(chart: RankingChart) -> bytes:
    """The ranking as a PNG, up to some 1,200 pixels high, under 80 kB."""
    with _drawing:
        from ratingsbot.charts.ranking_drawing import draw

        return draw(chart)


def trend_chart(chart: TrendChart) -> bytes:
    """The trend as a PNG, some 1,300 pixels high, under 80 kB."""
    with _drawing:
        from ratingsbot.charts.trend_drawing import draw

        return draw(chart)
