"""Text that fits: broken into lines, as large as there is room for. Imports Matplotlib."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import ascii_uppercase

from matplotlib import get_data_path
from matplotlib.font_manager import get_font
from PIL.ImageFont import FreeTypeFont, truetype

LONGEST = 400
"""Characters that are looked at; no block has room for more."""
COLUMN_LINES = 2
GAP = 8
"""Above a name across the card, so that it belongs to the row below it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text of one size, in pixels."""

    lines: tuple[str, ...]
    size: int
    bold: bool
    torn: bool = False
    """Whether a word had to be broken."""
    cut: bool = False
    """Whether an end is missing, which "…" shows."""

    @property
    def pitch(self) -> float:
        """From one line to the next."""
        return self.size * 1.25

    @property
    def height(self) -> float:
        return self.pitch * len(self.lines)


def fitted(
    text: str, sizes: Sequence[int], *, room: float, lines: int, bold: bool = False
) -> Block:
    """`text` within `room` pixels, in as few lines as possible, and then as large as possible.

    A smaller size goes before a torn word. At most `lines` lines; what doesn't fit even in the
    last of `sizes` ends with "…".
    """
    text = _drawable(text)
    if not text:
        return Block((), sizes[0], bold)
    attempts = [_broken(text, size, room, bold=bold) for size in sizes]
    best = min(attempts, key=lambda block: (block.torn, len(block.lines), -block.size))
    if len(best.lines) <= lines:
        return best
    last = best.lines[lines - 1]
    while last and width(last + "…", best.size, bold=bold) > room:
        last = last[:-1].rstrip()
    return Block((*best.lines[: lines - 1], last + "…"), best.size, bold, best.torn, cut=True)


@dataclass(frozen=True, slots=True)
class Label:
    """A row's name: in a column beside the row, or, when long, across the card above it."""

    name: Block
    across: bool

    @property
    def above(self) -> float:
        """The height that it takes above its row."""
        return GAP + self.name.height if self.across else 0

    @property
    def beside(self) -> float:
        """The height that it takes beside its row."""
        return 0 if self.across else self.name.height


def told_apart(
    names: Sequence[str], sizes: Sequence[int], *, column: float, across: float, lines: int
) -> tuple[Sequence[str], list[Label]]:
    """The names and their labels, all of one size.

    A label stands in a column of `column` pixels if two lines are enough, else across the card
    if `lines` lines of `across` pixels are, else cut in the column. Where one is cut, letters
    before all names tell them apart.
    """
    labels = _labels(names, sizes, column, across, lines)
    if any(label.name.cut for label in labels):
        names = [f"{letter}. {name}" for letter, name in zip(ascii_uppercase, names, strict=False)]
        labels = _labels(names, sizes, column, across, lines)
    return names, labels


def width(text: str, size: int, *, bold: bool) -> float:
    """Of one line, in pixels."""
    return font_of(size, bold=bold).getlength(text)


@lru_cache(maxsize=32)
def font_of(size: int, *, bold: bool) -> FreeTypeFont:
    """The font that Matplotlib brings along: the same picture on every machine."""
    return truetype(_file(bold=bold), size)


def _labels(
    names: Sequence[str], sizes: Sequence[int], column: float, across: float, lines: int
) -> list[Label]:
    attempts = [[_label(name, size, column, across, lines) for name in names] for size in sizes]
    return min(attempts, key=lambda labels: sum(len(label.name.lines) for label in labels))


def _label(name: str, size: int, column: float, across: float, lines: int) -> Label:
    beside = fitted(name, (size,), room=column, lines=COLUMN_LINES)
    if not beside.cut and not beside.torn:
        return Label(beside, across=False)
    above = fitted(name, (size,), room=across, lines=lines)
    return Label(beside, across=False) if above.cut else Label(above, across=True)


def _broken(text: str, size: int, room: float, *, bold: bool) -> Block:
    """`text` in lines, broken after spaces and the signs that join combinations, or anywhere."""

    def fits(line: str) -> bool:
        return width(line.rstrip(), size, bold=bold) <= room

    if fits(text):
        return Block((text,), size, bold)
    lines, torn = [""], False
    for piece in re.findall(r"[^ /+,-]*[ /+,-]|[^ /+,-]+$", text):
        whole = fits(piece)
        torn = torn or not whole
        for part in [piece] if whole else list(piece):
            if lines[-1] and not fits(lines[-1] + part):
                lines.append("")
            lines[-1] += part
    return Block(tuple(line.rstrip() for line in lines), size, bold, torn)


def _drawable(text: str) -> str:
    """`text` on one line, a sign that the font lacks shown as the sign for that."""
    # No-break spaces stay, so that what they join is never parted.
    line = re.sub(r"[ \t\r\n\v\f]+", " ", unicodedata.normalize("NFC", text[:LONGEST])).strip()
    return "".join(sign if ord(sign) in _signs() else "\ufffd" for sign in line)


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    return frozenset(get_font(_file(bold=False)).get_charmap())


def _file(*, bold: bool) -> Path:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(get_data_path(), "fonts", "ttf", name)
