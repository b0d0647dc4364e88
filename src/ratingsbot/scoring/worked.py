"""Worked cases: the whole method on given input, so that anybody can hold it against their own.

A case has a name, which says what is to be worked out, and an input; the answer repeats both and
adds what comes out as `expected`, to 6 decimals (p-values of bursts to 6 significant figures). A
document may hold several `cases`. docs/method.md lists the names and what they take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ratingsbot.errors import Invalid
from ratingsbot.scoring import bursts, comparison, dirichlet, interval, representation, trend
from ratingsbot.scoring.composite import composite
from ratingsbot.scoring.inputs import SMALL, Inputs
from ratingsbot.scoring.score import COLD_START, Prior, Score, score, score_interval

Answer = dict[str, Any]
"""What `json` can write."""

FLAG_LEVEL = 0.01
"""The false discovery rate at which the case of adjusted p-values flags."""


def answer(case: Mapping[str, Any]) -> Answer:
    """`case` with what comes out of it: its `case` and `input` as given, and `expected`.

    A name's first word counts, whatever is told after it. Raises Invalid, which names what is
    missing, unknown or wrong.
    """
    name, given = case.get("case"), case.get("input")
    if not isinstance(name, str) or not name.strip():
        raise Invalid("It needs a name, “case”.", field="case")
    work = _CASES.get(name.split()[0])
    if work is None:
        raise Invalid(f"No case is called “{name[:60]}”; {_known()}.", field="case")
    if not isinstance(given, Mapping):
        raise Invalid("It needs an object, “input”.", field="input")
    found = work(Inputs(given))
    expected = {key: _plain(value, _ROUNDED.get(key, _decimals)) for key, value in found.items()}
    return {"case": name, "input": given, "expected": expected}


def answers(text: str) -> Iterator[tuple[str, Answer | Invalid]]:
    """The answers to all cases of a text, each with the words for its place in it.

    The text is one JSON document, a case or an object with `cases`, or a line of JSON for each
    case. What can't be answered comes as Invalid, and the others follow.
    """
    for place, found in _read(text):
        if isinstance(found, Invalid):
            yield place, found
            continue
        try:
            yield place, answer(found)
        except Invalid as error:
            yield place, error


def constants() -> Mapping[str, float | tuple[float, ...]]:
    """The method's constants, by their names on the method page."""
    return {
        "prior σ² (within drugs)": COLD_START.within,
        "prior τ² (between drugs of a class)": COLD_START.between,
        "prior ω² (between classes)": COLD_START.classes,
        "prior μ₀ (centre)": COLD_START.centre,
        "comparison: least difference of means": comparison.RELEVANT,
        "trend: months of the step": trend.RECENT,
        "trend: ratings, in all and on each side": (trend.LEAST, trend.LEAST_EACH_SIDE),
        "trend: q of the monthly and daily scan": (trend.Q_MONTHLY, trend.Q_DAILY),
        "burst: windows in days": bursts.WINDOWS,
        "burst: least ratings": bursts.LEAST,
        "burst: levels of content and of both": (bursts.CONTENT_LEVEL, bursts.ALARM_LEVEL),
        "burst: usual shares of 1 to 5": tuple(bursts.USUAL.tolist()),
        "burst: their weight, and the most": (bursts.USUAL_WEIGHT, bursts.MOST_WEIGHT),
        "who answered: weight of the pooled guess": representation.INTERACTION_WEIGHT,
    }


def _mean_score(given: Inputs) -> Answer:
    hist = given.counts("hist")
    found = _score(given, hist, class_variance=given.number("v_class", least=0.0))
    return {
        "n": int(hist.sum()),
        "raw_mean": interval.mean(hist),
        "ci95": interval.interval(hist),
        "ci95_exact_dirichlet": dirichlet.exact_interval(hist),
        "ci95_guaranteed": interval.guaranteed_interval(hist),
        "ci95_guaranteed_exact": dirichlet.exact_guaranteed_interval(hist),
        "score": found.value,
        "score_var": found.variance,
        "score_ci95": score_interval(found),
    }


def _compare(given: Inputs) -> Answer:
    a, b = given.counts("a"), given.counts("b")
    theta = comparison.superiority(a, b)
    known = given.number("v_class", least=0.0, default=0.0)
    scores = [_score(given, hist, class_variance=known) for hist in (a, b)]
    return {
        "theta_raw": theta.raw,
        "theta_mean": theta.theta,
        "theta_var": theta.variance,
        "theta_ci95": [theta.low, theta.high],
        "p_two_sided": theta.p,
        "p_mean_a_gt_b": comparison.probability_higher(*scores),
        # statsmodels.stats.nonparametric.rank_compare_2ordinal gives θ of the ratings as they are.
        "statsmodels_theta": theta.raw,
    }


def _score(given: Inputs, hist: interval.Floats, *, class_variance: float) -> Score:
    prior = Prior(
        within=given.number("sigma2", least=SMALL), between=given.number("tau2", least=SMALL)
    )
    centre = given.number("mu_class", least=1.0, most=5.0)
    return score(interval.moments(hist), prior, class_mean=centre, class_variance=class_variance)


def _composite(given: Inputs) -> Answer:
    found = composite(given.histograms("hists"), rho=given.number("rho", least=0.0, most=1.0))
    return {
        "dim_scores": found.scores,
        "composite_score": found.score,
        "ci_centre": found.centre,
        "ci95": [found.low, found.high],
    }


def _trend(given: Inputs) -> Answer:
    monthly = given.histograms("monthly")
    months = np.arange(float(len(monthly)))
    steps = given.numbers("step_score", length=len(monthly))
    month_variance = given.number("tau_month2", least=0.0)
    slope, robust_slope = (trend.contrast(monthly, months, v) for v in (0.0, month_variance))
    step, robust_step = (trend.contrast(monthly, steps, v) for v in (0.0, month_variance))
    return {
        "z_trend": slope,
        "z_step": step,
        "z_trend_robust": robust_slope,
        "z_step_robust": robust_step,
        "p_min2_robust": trend.joint_p(robust_slope, robust_step),
    }


def _false_discoveries(given: Inputs) -> Answer:
    adjusted = trend.adjusted(given.numbers("p", least=0.0, most=1.0))
    return {"adjusted": adjusted, "flagged_q01": adjusted <= FLAG_LEVEL}


def _burst(given: Inputs) -> Answer:
    found = bursts.burst(
        given.counts("history"),
        given.counts("batch", most=1e6),
        given.number("n90", least=0.0),
        given.number("W", least=SMALL),
    )
    return {
        "p_content": found.content,
        "p_volume": found.volume,
        "p_fisher": found.together,
        "alarm": found.alarm,
    }


def _poststrat(given: Inputs) -> Answer:
    cells = given.histograms("cells")
    shares = given.numbers("w", length=len(cells), least=0.0, most=1.0)
    if abs(shares.sum() - 1) > 0.01:
        raise Invalid("“w” must add up to 1.", field="w")
    value = representation.post_stratified(
        cells,
        shares,
        given.number("drug_mean", least=1.0, most=5.0),
        given.numbers("offset", length=len(cells)),
        weight=given.number("k_int", least=SMALL),
    )
    return {"value": value}


_CASES: Mapping[str, Callable[[Inputs], Answer]] = {
    "mean_score": _mean_score,
    "compare": _compare,
    "composite": _composite,
    "trend": _trend,
    "bh": _false_discoveries,
    "burst": _burst,
    "poststrat": _poststrat,
}


def _known() -> str:
    return "known are " + ", ".join(_CASES)


def _decimals(value: float) -> float:
    return round(value, 6) + 0.0  # no minus before a 0


def _significant(value: float) -> float:
    return float(f"{value:.6g}")


_ROUNDED: Mapping[str, Callable[[float], float]] = {
    "p_content": _significant,
    "p_volume": _significant,
    "p_fisher": _significant,
}
"""An alarm hangs on p-values far below 1e-6; everything else is told to 6 decimals."""


def _plain(value: Any, rounded: Callable[[float], float]) -> Any:
    """In Python's own types, rounded, and None for NaN: what `json` can write."""
    if isinstance(value, list):
        return [_plain(part, rounded) for part in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist(), rounded)
    if isinstance(value, float):
        return None if np.isnan(value) else rounded(value)
    return value


def _read(text: str) -> Iterator[tuple[str, Mapping[str, Any] | Invalid]]:
    try:
        document = _parsed(text)
    except Invalid as error:
        first = text.strip().partition("\n")[0].strip()
        if first in ("{", "["):  # one document on many lines, with a slip in it
            yield "the document", error
            return
    else:
        yield from _spread("the document", document)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            document = _parsed(line)
        except Invalid as error:
            yield f"line {number}", error
        else:
            yield from _spread(f"line {number}", document)


def _spread(place: str, document: object) -> Iterator[tuple[str, Mapping[str, Any] | Invalid]]:
    if not isinstance(document, Mapping):
        yield place, Invalid("A case is a JSON object.")
    elif "cases" not in document:
        yield place, document
    elif not isinstance(cases := document["cases"], list):
        yield place, Invalid("“cases” must be a list.", field="cases")
    else:
        for number, case in enumerate(cases, start=1):
            if isinstance(case, Mapping):
                yield f"{place}, case {number}", case
            else:
                yield f"{place}, case {number}", Invalid("A case is a JSON object.")


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid(f"It isn’t JSON: {error}.") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all measure
        raise Invalid("It isn’t JSON that can be read.") from error
