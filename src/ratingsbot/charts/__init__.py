"""Pictures of published results, and the same in words. Nothing here sees a raw rating."""

from __future__ import annotations

from ratingsbot.charts.card import ScoreChart, alternative_text
from ratingsbot.charts.comparison import ComparedDrug, ComparisonChart, comparison_text
from ratingsbot.charts.picture import comparison_chart, ranking_chart, score_chart, trend_chart
from ratingsbot.charts.ranking import RankedDrug, RankingChart, ranking_text
from ratingsbot.charts.trend import TrendChart, trend_text

__all__ = [
    "ComparedDrug",
    "ComparisonChart",
    "RankedDrug",
    "RankingChart",
    "ScoreChart",
    "TrendChart",
    "alternative_text",
    "comparison_chart",
    "comparison_text",
    "ranking_chart",
    "ranking_text",
    "score_chart",
    "trend_chart",
    "trend_text",
]
