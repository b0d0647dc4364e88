"""METHOD.md's worked cases come out, and whatever else is asked gets an answer or a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.errors import Invalid
from ratingsbot.scoring.worked import answer, answers

DOCUMENT = Path(__file__).parents[2] / "data" / "method" / "oracle.json"
ORACLE = json.loads(DOCUMENT.read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = ORACLE["cases"]


def matches(name: str, value: Any, expected: Any) -> bool:
    """Within the tolerance; a p-value relatively, but for the rounding of what it is held to."""
    if name.startswith("p_"):
        return bool(value == pytest.approx(expected, rel=ORACLE["tolerance"], abs=1e-300))
    return bool(value == pytest.approx(expected, abs=ORACLE["tolerance"]))


def case_of(name: str) -> dict[str, Any]:
    return next(case for case in CASES if case["case"].startswith(name))


def changed(name: str, **inputs: Any) -> dict[str, Any]:
    case = case_of(name)
    return {**case, "input": {**case["input"], **inputs}}


def test_there_are_sixteen_worked_cases() -> None:
    assert len(CASES) == 16


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"].split()[0])
def test_a_worked_case_comes_out(case: dict[str, Any]) -> None:
    found = answer({"case": case["case"], "input": case["input"]})
    assert found["case"] == case["case"]
    assert found["input"] == case["input"]
    assert found["expected"].keys() == case["expected"].keys()
    for name, expected in case["expected"].items():
        assert matches(name, found["expected"][name], expected), name


def test_a_whole_document_and_its_cases_line_by_line_get_the_same_answers() -> None:
    document = [found for _, found in answers(DOCUMENT.read_text(encoding="utf-8"))]
    lines = [found for _, found in answers("\n".join(json.dumps(case) for case in CASES))]
    assert document == lines
    assert len(lines) == 16


def test_a_mean_without_ratings_is_null_and_no_broken_json() -> None:
    found = answer(changed("mean_score", hist=[0] * 5))
    assert found["expected"]["raw_mean"] is None
    assert found["expected"]["score"] == 3.6
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({}, "case"),
        ({"case": "mean_score"}, "input"),
        ({"case": "median", "input": {}}, "median"),
        ({"case": "mean_score", "input": {"hist": [0, 0, 0, 0, 3]}}, "v_class"),
        ({"case": "mean_score", "input": []}, "input"),
        (changed("mean_score", hist=[0, 0, 0, 3]), "hist"),
        (changed("mean_score", hist=[0, 0, 0, -1, 3]), "hist"),
        (changed("mean_score", hist=[0, 0, 0, 0.5, 3]), "hist"),
        (changed("mean_score", hist=[0, 0, 0, 0, 10**400]), "hist"),
        (changed("mean_score", sigma2=0), "sigma2"),
        (changed("mean_score", tau2=float("nan")), "tau2"),
        (changed("mean_score", mu_class="3.6"), "mu_class"),
        (changed("mean_score", mu_class=True), "mu_class"),
        (changed("compare", b=None), "“b”"),
        (changed("composite", hists=[]), "hists"),
        (changed("composite", rho=2), "rho"),
        (changed("trend", step_score=[0, 1]), "step_score"),
        (changed("bh", p=[0.1, 1.1]), "“p”"),
        (changed("burst", W=0), "“W”"),
        (changed("burst", batch=[0, 0, 0, 0, 10**8]), "batch"),
        (changed("poststrat", w=[0.5, 0.3, 0.1]), "“w”"),
        (changed("poststrat", offset=[0.1]), "offset"),
    ],
)
def test_a_case_that_cannot_be_answered_is_told_what_is_wrong(
    case: dict[str, Any], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        answer(case)


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    good = json.dumps(CASES[0])
    found = list(answers(f"{good}\n{{oops\n\n[1]\n{good}\n"))
    assert [place for place, _ in found] == ["line 1", "line 2", "line 4", "line 5"]
    assert [isinstance(result, Invalid) for _, result in found] == [False, True, True, False]


def test_a_slip_in_a_document_is_told_once_with_its_line() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").replace('"tau2": 0.2,', '"tau2": 0.2', 1)
    ((place, error),) = answers(text)
    assert place == "the document"
    assert "line" in str(error)


def test_nothing_to_answer_gives_nothing() -> None:
    assert list(answers("")) == []
    assert list(answers('{"cases": []}')) == []


def test_a_nesting_beyond_all_measure_is_an_error_like_others() -> None:
    ((_, error),) = answers("[" * 200_000)
    assert isinstance(error, Invalid)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(case=st.sampled_from(CASES), data=st.data())
def test_whatever_stands_in_an_input_the_outcome_is_an_answer_or_a_reason(
    case: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(case["input"])))
    numbers = st.integers(0, 10**9) | st.floats(0, 1e9)
    lists = st.lists(numbers, min_size=5, max_size=5)
    value = data.draw(anything | numbers | lists | st.lists(lists, max_size=12))
    text = json.dumps({"case": case["case"], "input": {**case["input"], name: value}})
    ((_, found),) = answers(text)
    if isinstance(found, Invalid):
        assert found.field == name
    else:
        json.dumps(found["expected"], allow_nan=False)
