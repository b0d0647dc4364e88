"""The score card: a picture, and a text that stands alone."""

from __future__ import annotations

from ratingsbot.charts.card import ScoreChart, alternative_text
from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Link,
    Links,
    Node,
    Paragraph,
    Picture,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.chat.views.common import SYNTHETIC, month_name, month_of, shorten
from ratingsbot.domain.drugs import Drug, Indication
from ratingsbot.domain.releases import DimensionResult, Release, Tier
from ratingsbot.domain.reviews import WORDING, Dimension
from ratingsbot.engine.records import CommentPage, PublishedComment
from ratingsbot.engine.results import COMMENTS_A_PAGE, Card
from ratingsbot.scoring.claims import is_split

NOT_ENOUGH = "Not enough ratings yet"
COMMENT_SHOWN = 500
"""Characters of a comment on a page: five of them fit a Discord message of 4,000."""
_SHOWN_BRANDS = 6
_SHOWN_INDICATIONS = 6


def score_card(card: Card) -> Reply:
    """Results, with their picture; or what is known of a drug without results."""
    if card.release is None or not card.has_results:
        return _empty_card(card)
    release = card.release
    picture = score_picture(card.drug, release)
    nodes: list[Node] = [*_head(card)]
    nodes.append(Picture(f"score|{release.id}", alternative_text(picture)))
    nodes.append(Facts(tuple(_fact(d, release) for d in Dimension)))
    nodes.append(SmallPrint(f"{_BEST}\n{_updated(release)} {_CAUTION[release.tier]}"))
    nodes.append(_buttons(card))
    return Reply(tuple(nodes))


def blind_first(card: Card) -> Reply:
    """For who hasn't rated it yet: an opinion given before looking is worth more."""
    nodes: list[Node] = [*_head(card)]
    nodes.append(
        Paragraph(
            "Colleagues’ ratings are ready. You haven’t rated this drug: rating before you look "
            "keeps your own opinion your own."
        )
    )
    drug = card.drug.id
    nodes.append(
        Buttons(
            (
                Button("Rate first", action("rate", drug), Style.PRIMARY, opens_form=True),
                Button("Show", action("show", drug)),
            )
        )
    )
    return Reply(tuple(nodes))


def score_picture(drug: Drug, release: Release) -> ScoreChart:
    """What the picture says. The same words as the text, from the same release."""
    return ScoreChart(
        title=drug.name,
        subtitle=f"{_raters(release)} · results updated {month_of(release.day)}",
        results=release.results,
        synthetic=release.synthetic,
        footer="Opinions of verified physicians, not patient outcomes",
    )


def comments_page(drug: Drug, page: CommentPage, number: int, *, synthetic: bool) -> Reply:
    """A page of comments, with nothing about who wrote them."""
    nodes: list[Node] = [Heading(f"Comments on {drug.name}")]
    if not page.total:
        nodes.append(
            Paragraph(
                "No comments to read yet. They appear in mixed batches, once a drug has results, "
                "so that nobody can tell whose they are."
            )
        )
    for place, comment in enumerate(page.comments, start=number * COMMENTS_A_PAGE):
        nodes.append(Quote(shorten(comment.text, COMMENT_SHOWN), month_name(comment.month)))
        if len(comment.text) > COMMENT_SHOWN:
            nodes.append(
                Buttons((Button("Read all", action("comment-read", drug.id, str(place))),))
            )
    if synthetic:
        nodes.append(Paragraph(SYNTHETIC))
    buttons: list[Button] = []
    last = max(page.total - 1, 0) // COMMENTS_A_PAGE
    if page.total:
        nodes.append(SmallPrint(f"Page {number + 1} of {last + 1}."))
    if number > 0:
        buttons.append(Button("Newer", action("comments", drug.id, str(number - 1))))
    if number < last:
        buttons.append(Button("Older", action("comments", drug.id, str(number + 1))))
    buttons.append(Button("Results", action("show", drug.id)))
    nodes.append(Buttons(tuple(buttons)))
    return Reply(tuple(nodes))


def one_comment(drug: Drug, comment: PublishedComment, page: int) -> Reply:
    """A long comment, whole."""
    return Reply(
        (
            Heading(f"A comment on {drug.name}"),
            Quote(comment.text, month_name(comment.month)),
            Buttons((Button("Back", action("comments", drug.id, str(page))),)),
        )
    )


def _empty_card(card: Card) -> Reply:
    drug = card.drug
    nodes: list[Node] = [*_head(card), Paragraph(f"{NOT_ENOUGH}.")]
    facts: list[Fact] = []
    if drug.first_year is not None:
        facts.append(Fact("First year", drug.first_year_source))
    facts += _indications(drug)
    if facts:
        nodes.append(Facts(tuple(facts)))
    if drug.links:
        nodes.append(Links(tuple(Link(label, url) for label, url in drug.links)))
    nodes.append(_buttons(card))
    return Reply(tuple(nodes))


def _indications(drug: Drug) -> list[Fact]:
    authorised = [i for i in drug.indications if i.authorised]
    other = sorted((i for i in drug.indications if not i.authorised), key=_community_last)
    facts: list[Fact] = []
    if authorised:
        facts.append(Fact("Authorised for", _names(authorised)))
    if other:
        facts.append(Fact("Used for (not from a label)", _names(other)))
    return facts


def _community_last(indication: Indication) -> bool:
    """Curated by physicians before written by anybody."""
    return indication.source == "Wikidata"


def _names(indications: list[Indication]) -> str:
    names = [i.name for i in indications[:_SHOWN_INDICATIONS]]
    more = len(indications) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _head(card: Card) -> list[Node]:
    """Name, class and brands; and, where it is so, that all of it is invented."""
    drug = card.drug
    parts: list[str] = []
    if drug.drug_class:
        parts.append(drug.drug_class)
    if drug.brands:
        shown = drug.brands[:_SHOWN_BRANDS]
        more = len(drug.brands) - len(shown)
        parts.append("Brands: " + ", ".join(shown) + (f" and {more} more" if more else ""))
    if card.synthetic:
        parts.append(SYNTHETIC)
    return [Heading(drug.name), *([SmallPrint("\n".join(parts))] if parts else [])]


def _fact(dimension: Dimension, release: Release) -> Fact:
    """ "4.0, likely 3.6 to 4.3. From 5 to 1: 45, 25, 10, 5, 10 %"."""
    result = release.result(dimension)
    text = figures(result)
    if result.shares is not None:
        shares = ", ".join(str(share) for share in reversed(result.shares))
        text += f". From 5 to 1: {shares}\u00a0%"
    if is_split(result):
        text += ". Opinions are split"
    return Fact(WORDING[dimension].title, text)


def figures(result: DimensionResult) -> str:
    """A mean and how far it can be trusted, in words: "4.0, likely 3.6 to 4.3"."""
    if result.mean is None:
        return NOT_ENOUGH.lower()
    if result.low is not None and result.high is not None:
        return f"{result.mean:.1f}, likely {result.low:.1f} to {result.high:.1f}"
    return f"{result.mean:.1f} (very early)"


_BEST = f"5 is best: {', '.join(wording.words[-1] for wording in WORDING.values())}."


def _raters(release: Release) -> str:
    return f"{release.raters}+ physicians"


def _updated(release: Release) -> str:
    return f"{_raters(release)} rated it. Results updated {month_of(release.day)}."


_CAUTION = {
    Tier.NONE: "",
    Tier.VERY_EARLY: "Very early: a few opinions, rounded to half points.",
    Tier.EARLY: "Early: rounded to half points.",
    Tier.FULL: "Opinions of verified physicians, not patient outcomes.",
}


def _buttons(card: Card) -> Buttons:
    drug = card.drug.id
    rate = "Edit my rating" if card.rated_by_me else "Rate"
    buttons = [Button(rate, action("rate", drug), Style.PRIMARY, opens_form=True)]
    if card.has_results:
        label = f"Comments ({card.comments})" if card.comments else "Comments"
        buttons.append(Button(label, action("comments", drug, "0")))
        buttons.append(Button("Over time", action("trend", drug)))
    else:
        buttons.append(Button("Tell me when ready", action("watch", drug)))
    return Buttons(tuple(buttons))
