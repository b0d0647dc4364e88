"""Pictures of published results, and the same in words. Nothing here sees a raw rating."""

from __future__ import annotations

from ratingsbot.charts.card import ScoreChart, alternative_text
from ratingsbot.charts.picture import score_chart

__all__ = ["ScoreChart", "alternative_text", "score_chart"]
