"""Rankings and courses over time, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.charts.trend import TrendChart, trend_text
from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Node,
    Paragraph,
    Picture,
    Reply,
    SmallPrint,
)
from ratingsbot.chat.views.common import LABEL_MAX, SYNTHETIC, month_of, shorten
from ratingsbot.chat.views.score import NOT_ENOUGH, figures
from ratingsbot.domain.drugs import Scope
from ratingsbot.domain.releases import Release
from ratingsbot.domain.reviews import WORDING, Dimension
from ratingsbot.engine.ranking import Course, Placed, Ranking

SHOWN, OFFERED = 10, 5
HOW = (
    "Drugs that the ratings can’t tell apart share a rank: “shared 2–5” may be second or fifth. "
    "The fewer the ratings, the nearer a drug is counted to the others’ mean."
)


def ranked(found: Ranking) -> Reply:
    """The best ten, with the ranks that the data allow."""
    title = WORDING[found.dimension].title.lower()
    nodes: list[Node] = [Heading(f"{found.scope.name}: {title}")]
    if found.synthetic:
        nodes.append(SmallPrint(SYNTHETIC))
    if not found.placed:
        nodes.append(Paragraph(f"{NOT_ENOUGH}, for none of these drugs."))
    else:
        nodes.append(Facts(tuple(map(_place, found.placed[:SHOWN]))))
        nodes.append(SmallPrint("\n".join([*_left_out(found), HOW])))
        nodes.append(Buttons(tuple(map(_card, found.placed[:5]))))
    nodes.append(Buttons(tuple(_other(found, d) for d in Dimension if d is not found.dimension)))
    return Reply(tuple(nodes))


def which_scope(text: str, scopes: Sequence[Scope], dimension: Dimension) -> Reply:
    """Asks which class or condition is meant."""
    hint = SmallPrint("Type a word of a class or a condition, such as “kinase” or “diabetes”.")
    if not text.strip():
        return Reply((Paragraph("Ranked among what?"), hint))
    if not scopes:
        return Reply(
            (
                Paragraph(f"No class and no condition is called “{shorten(text)}” here."),
                hint,
            )
        )
    buttons = (
        Button(shorten(scope.name, LABEL_MAX), action("top", scope.code, dimension.value))
        for scope in scopes[:OFFERED]
    )
    nodes: list[Node] = [Heading("Which one do you mean?"), Buttons(tuple(buttons))]
    if len(scopes) > OFFERED:
        nodes.append(SmallPrint("There are more; type more of the name to see them."))
    return Reply(tuple(nodes))


def over_time(found: Course) -> Reply:
    """Release by release, the latest first."""
    nodes: list[Node] = [Heading(f"{found.drug.name} over time")]
    if found.synthetic:
        nodes.append(SmallPrint(SYNTHETIC))
    if not found.releases:
        nodes.append(Paragraph(f"{NOT_ENOUGH}."))
    else:
        alt = trend_text(trend_picture(found))
        nodes.append(Picture(f"trend|{found.releases[-1].id}", alt))
        nodes.append(Facts(tuple(map(_point, reversed(found.releases)))))
        words = ["First results, nothing older."] if len(found.releases) == 1 else []
        words.append(
            "Each line is what was published then. A step may be chance: compare the ranges on the "
            "cards before you see a trend in it."
        )
        nodes.append(SmallPrint(" ".join(words)))
    nodes.append(Buttons((Button("Results", action("score", found.drug.id)),)))
    return Reply(tuple(nodes))


def trend_picture(found: Course) -> TrendChart:
    """What the picture says: the same releases as the text."""
    last = found.releases[-1]
    return TrendChart(
        title=found.drug.name,
        subtitle=f"{last.raters}+ physicians · results updated {month_of(last.day)}",
        points=[(release.day, release.results) for release in found.releases],
        synthetic=found.synthetic,
        footer="Opinions of verified physicians, not patient outcomes",
    )


def rank_words(placed: Placed) -> str:
    """ "Rank 1", or "Shared rank 2–5"."""
    best, worst, _ = placed.rank
    return f"Rank {best}" if best == worst else f"Shared rank {best}–{worst}"


def _place(placed: Placed) -> Fact:
    text = f"{placed.drug.name} {figures(placed.result)}; {placed.raters}+ physicians"
    return Fact(rank_words(placed), text)


def _left_out(found: Ranking) -> list[str]:
    lines = []
    more = len(found.placed) - SHOWN
    if more > 0:
        lines.append(f"{more} more have results.")
    if found.without:
        lines.append(f"{found.without} others have too few ratings to be shown.")
    return lines


def _card(placed: Placed) -> Button:
    return Button(shorten(placed.drug.name, LABEL_MAX), action("score", placed.drug.id))


def _other(found: Ranking, dimension: Dimension) -> Button:
    return Button(WORDING[dimension].title, action("top", found.scope.code, dimension.value))


def _point(release: Release) -> Fact:
    means = (
        f"{WORDING[d].title.lower()} {result.mean:.1f}"
        for d, result in release.results.items()
        if result.mean is not None
    )
    return Fact(month_of(release.day), f"{', '.join(means)}; {release.raters}+ physicians")
