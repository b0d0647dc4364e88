"""A pen for one picture: shapes by Matplotlib's renderer, and upon them texts by Pillow.

A card is a layout more than a plot, so shapes go straight to the renderer, counted in pixels from
the top left corner, each upon what was drawn before: a figure's artists would take ten times as
long, and pyplot keeps global state and isn't made for threads. Pillow sets the texts ten times as
fast, in the same font.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from ratingsbot.charts.lettering import Block, font_of

WIDTH, MARGIN = 800, 34
ROOM = WIDTH - 2 * MARGIN
COLOURS = 128
DPI = 72
"""At 72 dots an inch a point is a pixel."""
LEFT, CENTRE, RIGHT = "ls", "ms", "rs"
"""What of a text lies on its x; and on its y its base line, as Pillow says it."""

PAPER, EDGE = "#FBFCFD", "#BAC3CF"
BADGE, BADGE_INK = "#FFD166", "#3B2A00"


class Pen:
    """Draws on a blank card of `height` pixels. Text stands on its y; a colour is "#RRGGBB"."""

    def __init__(self, height: int) -> None:
        # Transparent outside the card's round corners: it sits well on light and on dark.
        self._height = height
        self._agg = RendererAgg(WIDTH, height, DPI)  # type: ignore[no-untyped-call]
        self._sheet: RendererBase = self._agg
        self._texts = list[tuple[float, float, str, FreeTypeFont, str, str]]()
        self._downward = Affine2D().scale(1, -1).translate(0, height)
        self._rounded(1, 1, WIDTH - 2, height - 2, 24, face=PAPER, edge=EDGE)

    def png(self) -> bytes:
        """The card as PNG bytes: a palette, for a third of the size, and no metadata."""
        pixels = bytes(self._agg.buffer_rgba())  # type: ignore[no-untyped-call]
        picture = Image.frombytes("RGBA", (WIDTH, self._height), pixels)
        sheet, out = ImageDraw.Draw(picture), BytesIO()
        for x, y, text, font, colour, align in self._texts:
            sheet.text((x, y), text, fill=colour, font=font, anchor=align)
        reduced = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE)
        reduced.save(out, "PNG")
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
        align: str = LEFT,
    ) -> None:
        """One line, above all shapes."""
        self._texts.append((x, y, text, font_of(size, bold=bold), colour, align))

    def block(self, block: Block, top: float, colour: str, *, left: float = MARGIN) -> None:
        for i, line in enumerate(block.lines):
            y = top + i * block.pitch + block.size
            self.text(left, y, line, block.size, colour, bold=block.bold)

    def badge(self, text: str) -> None:
        """A marked strip along the top."""
        self._rounded(14, 14, WIDTH - 28, 42, 14, face=BADGE, edge=BADGE)
        self.text(MARGIN, 44, text, 24, BADGE_INK, bold=True)

    def band(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """A background with round corners."""
        self._rounded(left, top, width, height, 12, face=colour, edge=colour)

    def line(
        self, left: float, right: float, y: float, colour: str, *, thickness: float = 1.5
    ) -> None:
        self.box(left, y + thickness / 2, right - left, thickness, colour)

    def box(self, left: float, bottom: float, width: float, height: float, colour: str) -> None:
        top, right = bottom - height, left + width
        self.area([(left, bottom), (right, bottom), (right, top), (left, top)], colour)

    def area(self, corners: Sequence[tuple[float, float]], colour: str) -> None:
        """A filled polygon."""
        self._fill(Path([*corners, corners[0]], closed=True), colour)

    def stroke(
        self, points: Sequence[tuple[float, float]], colour: str, *, thickness: float
    ) -> None:
        """A line from point to point."""
        brush = self._sheet.new_gc()
        brush.set_foreground(colour)
        brush.set_linewidth(thickness)
        brush.set_joinstyle("round")
        self._sheet.draw_path(brush, Path(points), self._downward)

    def dot(self, x: float, y: float, radius: float, colour: str, *, hollow: bool) -> None:
        """Edged in the paper's colour, so that it stands out from what is under it."""
        self._fill(Path.circle((x, y), radius * 1.25), PAPER)
        self._fill(Path.circle((x, y), radius), colour)
        if hollow:
            self._fill(Path.circle((x, y), radius * 0.58), PAPER)

    def _rounded(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        radius: float,
        *,
        face: str,
        edge: str,
    ) -> None:
        style = f"round,pad=0,rounding_size={radius}"
        shape = FancyBboxPatch((left, top), width, height, boxstyle=style)
        self._fill(shape.get_path(), face, edge)

    def _fill(self, shape: Path, face: str, edge: str = "") -> None:
        brush = self._sheet.new_gc()
        brush.set_linewidth(2 if edge else 0)
        brush.set_foreground(edge or face)
        self._sheet.draw_path(brush, shape, self._downward, to_rgba(face))
