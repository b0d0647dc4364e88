"""`ratingsbot method`, as somebody who checks the method uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RATINGSBOT = Path(sys.executable).with_name("ratingsbot")
DOCUMENT = Path(__file__).parents[1] / "data" / "method" / "oracle.json"
CASES = json.loads(DOCUMENT.read_text(encoding="utf-8"))["cases"]


def method(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [RATINGSBOT, "method", *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.mark.parametrize("by_line", [False, True])
def test_the_worked_cases_come_out_from_a_document_or_line_by_line(by_line: bool) -> None:
    lines = "\n".join(json.dumps({"case": c["case"], "input": c["input"]}) for c in CASES)
    done = method("--json", given=lines.encode() if by_line else DOCUMENT.read_bytes())

    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 16
    for answer, case in zip(answers, CASES, strict=True):
        assert answer["input"] == case["input"]
        for name, expected in case["expected"].items():
            relative, absolute = (5e-4, 0.0) if name.startswith("p_") else (0.0, 5e-4)
            within = pytest.approx(expected, rel=relative, abs=absolute)
            assert answer["expected"][name] == within, name


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    good = json.dumps(CASES[0]).encode()
    bad = json.dumps({"case": "bh", "input": {}}).encode()

    done = method("--json", given=b"\n".join([good, b"\xff{", bad, good]))

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "line 2: It isn’t JSON" in done.stderr
    assert "line 3: “p” is missing from the input" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_is_answered_in_words(tmp_path: Path) -> None:
    done = method(str(DOCUMENT))

    assert done.returncode == 0, done.stderr
    assert "raw_mean: 4.1" in done.stdout
    missing = method(str(tmp_path / "none.json"))
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr


def test_without_cases_the_constants_in_force_are_told() -> None:
    done = method()

    assert done.returncode == 0, done.stderr
    assert "prior σ² (within drugs): 1.2" in done.stdout
