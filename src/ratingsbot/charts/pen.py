"""A pen for one card: Matplotlib as a sheet of pixels, and text that fits it.

A card is a layout more than a plot, so one pair of axes fills the figure and counts pixels from
the top left corner. At 72 dots an inch a point is a pixel, for fonts and lines too. Never
pyplot, which keeps global state and isn't made for threads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Circle, FancyBboxPatch, Patch, Rectangle
from PIL import Image

WIDTH, MARGIN = 800, 34
ROOM = WIDTH - 2 * MARGIN
DPI = 72
COLOURS = 128
LONGEST = 400
"""Characters that are looked at; no block has room for more."""

PAPER, EDGE = "#FBFCFD", "#BAC3CF"
BADGE, BADGE_INK = "#FFD166", "#3B2A00"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text that fit between the card's margins."""

    lines: tuple[str, ...]
    size: int
    bold: bool

    @property
    def pitch(self) -> float:
        return self.size * 1.25

    @property
    def height(self) -> float:
        return self.pitch * len(self.lines)


def fitted(text: str, sizes: Sequence[int], *, lines: int, bold: bool = False) -> Block:
    """`text` in as few lines as possible, and then as large as possible.

    At most `lines` lines; what doesn't fit even in the last of `sizes` ends with "…".
    """
    text = _drawable(text)
    if not text:
        return Block((), sizes[0], bold)
    attempts = [Block(_broken(text, size, bold=bold), size, bold) for size in sizes]
    best = min(attempts, key=lambda block: (len(block.lines), -block.size))
    if len(best.lines) <= lines:
        return best
    last = best.lines[lines - 1]
    while last and _width(last + "…", best.size, bold=bold) > ROOM:
        last = last[:-1].rstrip()
    return Block((*best.lines[: lines - 1], last + "…"), best.size, bold)


class Pen:
    """Draws on a blank card of `height` pixels. Text stands on its y; a colour is "#RRGGBB"."""

    def __init__(self, height: int) -> None:
        # Transparent outside the card's round corners: it sits well on light and on dark.
        self._height = height
        self._sheet = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor="none")
        FigureCanvasAgg(self._sheet)
        self._axes = self._sheet.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._add(_rounded(1, 1, WIDTH - 2, height - 2, 24, face=PAPER, edge=EDGE))

    def png(self) -> bytes:
        """The card as PNG bytes: a palette, for a third of the size, and no metadata."""
        raw, out = BytesIO(), BytesIO()
        self._sheet.savefig(raw, format="rgba", dpi=DPI)
        picture = Image.frombytes("RGBA", (WIDTH, self._height), raw.getvalue())
        picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
        return out.getvalue()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        """One line as it is: a "$" begins no formula."""
        self._axes.text(
            x,
            y,
            text,
            color=colour,
            fontproperties=_font(size, bold=bold),
            horizontalalignment="right" if right else "left",
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
        )

    def block(self, block: Block, top: float, colour: str) -> None:
        for i, line in enumerate(block.lines):
            y = top + i * block.pitch + block.size
            self.text(MARGIN, y, line, block.size, colour, bold=block.bold)

    def badge(self, text: str) -> None:
        """A marked strip along the top."""
        self._add(_rounded(14, 14, WIDTH - 28, 42, 14, face=BADGE, edge=BADGE))
        self.text(MARGIN, 44, text, 24, BADGE_INK, bold=True)

    def line(
        self, left: float, right: float, y: float, colour: str, *, thickness: float = 1.5
    ) -> None:
        self.box(left, y + thickness / 2, right - left, thickness, colour)

    def box(self, left: float, bottom: float, width: float, height: float, colour: str) -> None:
        self._add(Rectangle((left, bottom - height), width, height, facecolor=colour))

    def dot(self, x: float, y: float, radius: float, colour: str, *, hollow: bool) -> None:
        """Edged in the paper's colour, so that it stands out from what is under it."""
        self._add(Circle((x, y), radius + 3, facecolor=PAPER))
        self._add(Circle((x, y), radius, facecolor=colour))
        if hollow:
            self._add(Circle((x, y), radius - 5, facecolor=PAPER))

    def _add(self, patch: Patch) -> None:
        # Patches lie under texts, one upon the other in the order of drawing.
        self._axes.add_patch(patch)


def _rounded(
    left: float, top: float, width: float, height: float, radius: float, *, face: str, edge: str
) -> FancyBboxPatch:
    shape = f"round,pad=0,rounding_size={radius}"
    return FancyBboxPatch(
        (left, top), width, height, boxstyle=shape, facecolor=face, edgecolor=edge, linewidth=2
    )


def _broken(text: str, size: int, *, bold: bool) -> tuple[str, ...]:
    """`text` in lines, broken after spaces and the signs that join combinations, or anywhere."""

    def fits(line: str) -> bool:
        return _width(line.rstrip(), size, bold=bold) <= ROOM

    lines = [""]
    for piece in re.findall(r"[^ /+,-]*[ /+,-]|[^ /+,-]+$", text):
        for part in [piece] if fits(piece) else list(piece):
            if lines[-1] and not fits(lines[-1] + part):
                lines.append("")
            lines[-1] += part
    return tuple(line.rstrip() for line in lines)


def _width(text: str, size: int, *, bold: bool) -> float:
    font = get_font(_file(bold=bold))
    font.set_size(size, DPI)
    font.set_text(text)
    return font.get_width_height()[0] / 64  # FreeType counts 64ths


def _drawable(text: str) -> str:
    """`text` on one line, a sign that the font lacks shown as the sign for that."""
    signs = get_font(_file(bold=False)).get_charmap()
    # No-break spaces stay, so that what they join is never parted.
    line = re.sub(r"[ \t\r\n\v\f]+", " ", unicodedata.normalize("NFC", text[:LONGEST])).strip()
    return "".join(c if ord(c) in signs else "\ufffd" for c in line)


def _font(size: int, *, bold: bool) -> FontProperties:
    return FontProperties(fname=_file(bold=bold), size=size)


def _file(*, bold: bool) -> Path:
    """The font that Matplotlib brings along: the same picture on every machine."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(get_data_path(), "fonts", "ttf", name)
