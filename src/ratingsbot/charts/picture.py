"""A score card as a picture."""

from __future__ import annotations

from threading import Lock

from ratingsbot.charts.card import ScoreChart

_drawing = Lock()


def score_chart(card: ScoreChart) -> bytes:
    """The card as a PNG, 800 pixels wide and some 800 high, under 60 kB.

    Takes a few tenths of a second and blocks: call it in a worker thread. The same card gives
    the same bytes, from any thread.
    """
    # One drawing at a time, as Matplotlib shares its fonts among figures; imported here since
    # that takes a second which a bot's start shouldn't.
    with _drawing:
        from ratingsbot.charts.drawing import draw

        return draw(card)
