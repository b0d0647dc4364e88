from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ratingsbot.scoring.interval import interval, mean

WORKED = json.loads(Path(__file__).with_name("means.json").read_text(encoding="utf-8"))

histograms = st.lists(st.integers(0, 400), min_size=5, max_size=5)


@pytest.mark.parametrize("case", WORKED["cases"], ids=lambda case: str(case["hist"]))
def test_the_worked_cases_come_out(case: dict[str, list[float]]) -> None:
    assert interval(case["hist"]) == pytest.approx(case["ci95"], abs=WORKED["tolerance"])
    assert mean(case["hist"]) == pytest.approx(case["mean"])


@given(histograms)
def test_the_interval_holds_the_mean_and_stays_on_the_scale(hist: list[int]) -> None:
    assume(sum(hist))
    low, high = interval(hist)
    assert 1 <= low <= float(mean(hist)) <= high <= 5


@given(histograms)
def test_the_scale_has_no_favoured_end(hist: list[int]) -> None:
    low, high = interval(hist)
    assert interval(hist[::-1]) == pytest.approx([6 - high, 6 - low], abs=1e-9)


@given(st.integers(1, 100_000))
def test_a_mean_at_an_end_of_the_scale_is_never_excluded(n: int) -> None:
    assert interval([0, 0, 0, 0, n])[1] == 5
    assert interval([n, 0, 0, 0, 0])[0] == 1


def test_more_of_the_same_ratings_narrow_the_interval() -> None:
    bounds = interval(np.array([1, 0, 1, 3, 5]) * np.array([[1], [3], [10], [100]]))
    assert np.all(np.diff(bounds[:, 1] - bounds[:, 0]) < 0)


def test_no_rating_gives_no_mean_and_nearly_the_whole_scale() -> None:
    assert np.isnan(mean([0] * 5))
    low, high = interval([0] * 5)
    assert low < 1.01
    assert high > 4.99


def test_a_whole_catalogue_goes_in_at_once() -> None:
    hists = np.random.default_rng(1).integers(0, 9, (4, 3, 5))
    together = interval(hists)
    assert together.shape == (4, 3, 2)
    assert mean(hists).shape == (4, 3)
    assert together[2, 1] == pytest.approx(interval(hists[2, 1]))


@pytest.mark.parametrize("hist", [3, [1, 2, 3], [0, 0, -1, 0, 5], [0, 0, float("nan"), 0, 5]])
def test_what_is_no_histogram_is_refused(hist: object) -> None:
    with pytest.raises(ValueError, match="histogram"):
        interval(hist)  # type: ignore[arg-type]
