from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ratingsbot.charts.lettering import fitted, told_apart, width
from unit.charts.samples import LONG, LONGEST

SIZES = (27, 23, 21)


@given(st.text(max_size=120), st.integers(60, 700), st.integers(1, 4), st.booleans())
def test_lines_fit_their_room_and_only_a_marked_cut_loses_text(
    text: str, room: int, lines: int, bold: bool
) -> None:
    block = fitted(text, SIZES, room=room, lines=lines, bold=bold)
    assert len(block.lines) <= lines
    assert all(width(line, block.size, bold=bold) <= room for line in block.lines)
    whole = fitted(text, (1,), room=10_000, lines=1).lines
    kept, wanted = (re.sub(r"\s", "", "".join(told)) for told in (block.lines, whole))
    assert (kept == wanted) is not block.cut or wanted.endswith("…")
    if block.cut:
        assert kept.endswith("…")
        assert wanted.startswith(kept[:-1])


def test_a_smaller_size_goes_before_a_torn_word() -> None:
    room = width("shared", 23, bold=True) + 1
    block = fitted("shared 2–5", SIZES, room=room, lines=3, bold=True)
    assert block.lines == ("shared", "2–5")
    assert block.size == 23


def test_names_stand_in_a_column_and_the_long_ones_across() -> None:
    names, labels = told_apart(["Sertraline", LONG], (24, 21), column=240, across=730, lines=1)
    assert names == ["Sertraline", LONG]
    assert [label.across for label in labels] == [False, True]
    assert labels[1].name.lines == (LONG,)
    assert labels[0].name.size == labels[1].name.size


def test_names_that_a_cut_would_make_alike_have_letters() -> None:
    alike = [f"{LONGEST} and {end}" for end in ("magnesium", "manganese")]
    _, labels = told_apart([*alike, "Sertraline"], (24, 21), column=240, across=730, lines=1)
    first, second, third = ("".join(label.name.lines) for label in labels)
    assert first.startswith("A. compound")
    assert second.startswith("B. compound")
    assert first.endswith("…")
    assert third == "C. Sertraline"
