"""Drugs side by side, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.charts.comparison import ComparedDrug, ComparisonChart, comparison_text
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
from ratingsbot.domain.drugs import Drug
from ratingsbot.domain.reviews import WORDING, Dimension
from ratingsbot.engine.comparing import Compared, Comparison, Pair
from ratingsbot.scoring.comparison import Verdict

TIMES = "“Times in 10” means: pick one rating of each; so often the first is the higher one."
CAUTION = "Opinions of verified physicians, not patient outcomes; the drugs’ patients may differ."


def side_by_side(found: Comparison) -> Reply:
    """The comparison as a text that stands alone."""
    nodes: list[Node] = [Heading(" or ".join(each.drug.name for each in found.drugs))]
    if found.synthetic:
        nodes.append(SmallPrint(SYNTHETIC))
    if not any(each.release for each in found.drugs):
        nodes.append(Paragraph(f"{NOT_ENOUGH}, for none of them."))
    else:
        releases = [each.release.id for each in found.drugs if each.release is not None]
        if len(releases) == len(found.drugs):
            alt = comparison_text(comparison_picture(found))
            nodes.append(Picture("|".join(["compare", *releases]), alt))
        nodes.append(Facts(tuple(_fact(found, dimension) for dimension in Dimension)))
        how = [TIMES] if any(map(_tells_times, found.pairs.values())) else []
        nodes.append(SmallPrint("\n".join([*map(_raters, found.drugs), *how, CAUTION])))
    nodes.append(
        Buttons(
            tuple(
                Button(shorten(each.drug.name, LABEL_MAX), action("score", each.drug.id))
                for each in found.drugs
            )
        )
    )
    return Reply(tuple(nodes))


def comparison_picture(found: Comparison) -> ComparisonChart:
    """What the picture says: the same as the text, from the same releases."""
    return ComparisonChart(
        title=" or ".join(each.drug.name for each in found.drugs),
        subtitle="Means of colleagues’ ratings",
        drugs=[
            ComparedDrug(
                each.drug.name,
                f"{each.release.raters}+ physicians" if each.release else NOT_ENOUGH.lower(),
                each.release.results if each.release else {},
            )
            for each in found.drugs
        ],
        verdicts={d: [said] for d in Dimension if (said := verdicts(found.pairs[d]))},
        synthetic=found.synthetic,
        footer="Opinions of verified physicians, not patient outcomes",
    )


def for_different_conditions(drugs: Sequence[Drug], token: str) -> Reply:
    """Asks before comparing what isn't used for the same thing."""
    names = ", ".join(drug.name for drug in drugs)
    return Reply(
        (
            Heading("Not for the same condition"),
            Paragraph(
                f"No source of ours names one condition for all of these: {names}. Their ratings "
                "come from different patients, so a difference may say little."
            ),
            Buttons((Button("Compare anyway", action("compare-anyway", token)),)),
        )
    )


def _fact(found: Comparison, dimension: Dimension) -> Fact:
    """ "No reliable difference. sertraline 4.0, likely 3.6 to 4.3; fluoxetine 3.9, …"."""
    figure = "; ".join(f"{c.drug.name} {figures(c.result(dimension))}" for c in found.drugs)
    return Fact(WORDING[dimension].title, f"{verdicts(found.pairs[dimension])} {figure}".strip())


def _tells_times(pairs: Sequence[Pair]) -> bool:
    return any(p.claim.chance is not None and p.claim.verdict in _HIGHER for p in pairs)


def verdicts(pairs: Sequence[Pair]) -> str:
    """What may be said of the pairs, the reliable differences first; "" without any pair."""
    told = [_told(pair) for pair in pairs if pair.claim.verdict in _HIGHER]
    rest = {pair.claim.verdict for pair in pairs} - _HIGHER
    words = " or ".join(phrase for verdict, phrase in _OTHERWISE.items() if verdict in rest)
    if words:
        told.append(f"Otherwise {words}." if told else f"{words[0].upper()}{words[1:]}.")
    return " ".join(told)


_HIGHER = {Verdict.A_HIGHER, Verdict.B_HIGHER}
_OTHERWISE = {
    Verdict.NO_RELIABLE_DIFFERENCE: "no reliable difference",
    Verdict.TOO_FEW: "too few ratings to tell",
}


def _told(pair: Pair) -> str:
    a_higher = pair.claim.verdict is Verdict.A_HIGHER
    higher, lower = (pair.a, pair.b) if a_higher else (pair.b, pair.a)
    if pair.claim.chance is None:
        return f"{higher.name} is rated higher than {lower.name}."
    chance = pair.claim.chance if a_higher else 1 - pair.claim.chance
    return f"{higher.name}’s is higher than {lower.name}’s {_in_ten(chance)}."


def _in_ten(chance: float) -> str:
    times = round(10 * chance)
    return "more than 9 times in 10" if times > 9 else f"about {times} times in 10"


def _raters(compared: Compared) -> str:
    if compared.release is None:
        return f"{compared.drug.name}: {NOT_ENOUGH.lower()}."
    release = compared.release
    return f"{compared.drug.name}: {release.raters}+ physicians, updated {month_of(release.day)}."
