"""What a physician reads around rating: the briefing, the receipt, the confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.feature import action
from ratingsbot.chat.replies import (
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Heading,
    Node,
    Paragraph,
    Quote,
    Reply,
    SmallPrint,
    Style,
)
from ratingsbot.chat.views.common import SYNTHETIC, shorten
from ratingsbot.domain.drugs import NO_INDICATION, Drug, IndicationCode
from ratingsbot.domain.reviews import WORDING, Dimension, Review
from ratingsbot.engine.ports import DrugCatalogue
from ratingsbot.engine.rating import Mine
from ratingsbot.engine.records import StoredReview

SAVED = "Saved. Hidden until mixed with colleagues’ ratings, so that nobody can pick yours out."


def briefing(operator: str, drug: Drug, token: str) -> Reply:
    """Before the first rating: who runs this, and what could be known by whom. Three lines."""
    return Reply(
        (
            Heading("Before your first rating"),
            Paragraph(
                f"1. This bot is run by {operator}. Whoever runs it holds its key and database and "
                "could, technically, link you to what you rate.\n"
                "2. Colleagues, stewards and this workspace’s admins are never shown who rated or "
                "wrote what. The chat platform itself sees what you type.\n"
                "3. Ratings are shown only mixed with others’, in rough figures; where few have "
                "rated, these can give hints. You can change or withdraw yours at any time: "
                "/drug mine. More: /drug privacy."
            ),
            Buttons(
                (
                    Button(
                        f"I have read this: rate {shorten(drug.name, 40)}",
                        action("briefed", token),
                        Style.PRIMARY,
                        opens_form=True,
                    ),
                )
            ),
        )
    )


def which_of_mine(
    drug: Drug, mine: Sequence[StoredReview], token: str, catalogue: DrugCatalogue
) -> Reply:
    """Several ratings of one drug, for several indications: which one to edit?"""
    buttons = tuple(
        Button(
            shorten(indication_name(item.review.indication, catalogue), 75),
            action("which-mine", token, item.review.indication),
            opens_form=True,
        )
        for item in mine[:5]
    )
    return Reply(
        (
            Heading(f"Your ratings of {drug.name}"),
            Paragraph("You rated it for several indications. Which one would you like to edit?"),
            Buttons(buttons),
        )
    )


def receipt(
    drug: Drug,
    indication: IndicationCode,
    *,
    changed: bool,
    offers_comment: bool,
    comment: str = "",
) -> Reply:
    """The rating is saved; the comment saved with it is shown back."""
    nodes: list[Node] = [
        Heading(drug.name),
        Paragraph(SAVED.replace("Saved.", "Changed.") if changed else SAVED),
    ]
    if comment:
        nodes.append(Quote(shorten(comment, 200), "your comment"))
    buttons = [Button("Add details", action("details", drug.id, indication), opens_form=True)]
    if offers_comment:
        buttons.append(Button("Comment", action("comment", drug.id, indication), opens_form=True))
    buttons.append(Button("See results", action("show", drug.id)))
    buttons.append(Button("Withdraw", action("withdraw", drug.id, indication)))
    nodes.append(Buttons(tuple(buttons)))
    return Reply(tuple(nodes))


def saved_details(
    drug: Drug, indication: IndicationCode, own_words: str, catalogue: DrugCatalogue
) -> Reply:
    """Details are saved; the rating itself was before."""
    name = own_words if own_words and not indication else indication_name(indication, catalogue)
    return Reply(
        (
            Heading(drug.name),
            Paragraph(f"Saved, for: {name}."),
            Buttons(
                (
                    Button("Edit details", action("details", drug.id, indication), opens_form=True),
                    Button("See results", action("show", drug.id)),
                    Button("My ratings", action("mine")),
                )
            ),
        )
    )


def confirm_withdrawal(drug: Drug, indication: IndicationCode, catalogue: DrugCatalogue) -> Reply:
    """Asked once."""
    name = indication_name(indication, catalogue)
    return Reply(
        (
            Heading(f"Withdraw your rating of {drug.name}?"),
            Paragraph(
                f"For: {name}. Your rating and your comment are deleted at once and can’t be "
                "brought back. Results already shown change with the next update."
            ),
            Buttons(
                (
                    Button(
                        "Yes, withdraw",
                        action("withdraw-now", drug.id, indication),
                        Style.DANGER,
                    ),
                    Button("Keep it", action("mine")),
                )
            ),
        )
    )


_SHOWN_REVIEWS = 8
"""A message's limits on both platforms leave room for this many, with their buttons."""


def mine_page(
    found: Mine, page: int, catalogue: DrugCatalogue, *, synthetic: bool = False
) -> Reply:
    """One's own ratings and notices; only their author ever reads this."""
    nodes: list[Node] = [Heading("My ratings")]
    for text in found.notices[:5]:
        nodes.append(Paragraph(f"Notice: {shorten(text, 300)}"))
    if found.notices:
        nodes.append(Buttons((Button("Clear notices", action("clear-notices")),)))
        nodes.append(Divider())
    if not found.reviews:
        nodes.append(Paragraph("You haven’t rated a drug yet. Start with /drug rate."))
    start = page * _SHOWN_REVIEWS
    for item in found.reviews[start : start + _SHOWN_REVIEWS]:
        nodes += _own_review(item, catalogue)
    if synthetic:
        nodes.append(Paragraph(SYNTHETIC))
    turns: list[Button] = []
    if page > 0:
        turns.append(Button("Previous", action("mine", str(page - 1))))
    if start + _SHOWN_REVIEWS < len(found.reviews):
        turns.append(Button("Next", action("mine", str(page + 1))))
    if turns:
        nodes.append(Buttons(tuple(turns)))
    return Reply(tuple(nodes))


def _own_review(item: StoredReview, catalogue: DrugCatalogue) -> list[Node]:
    review = item.review
    drug = catalogue.get(review.drug)
    name = drug.name if drug else review.drug
    nodes: list[Node] = [
        Facts((Fact(name, _summary(review, catalogue)),)),
    ]
    if review.comment:
        state = "published" if item.comment_published else "waiting for the next batch"
        nodes.append(Quote(shorten(review.comment, 200), state))
    key = (review.drug, review.indication)
    nodes.append(
        Buttons(
            (
                Button("Edit", action("edit", *key), opens_form=True),
                Button("Details", action("details", *key), opens_form=True),
                Button("Withdraw", action("withdraw", *key)),
            )
        )
    )
    return nodes


def _summary(review: Review, catalogue: DrugCatalogue) -> str:
    ratings = ", ".join(
        f"{WORDING[d].title.lower()} {review.ratings[d]}" for d in Dimension if d in review.ratings
    )
    details = review.details
    parts = [ratings]
    if review.indication != NO_INDICATION:
        parts.append(f"For: {indication_name(review.indication, catalogue)}")
    elif details.indication_text:
        parts.append(f"For: {details.indication_text}")
    if details.patients is not None:
        parts.append(f"Patients: {details.patients.value}")
    return ". ".join(parts)


def indication_name(code: IndicationCode, catalogue: DrugCatalogue) -> str:
    """The indication in words."""
    if code == NO_INDICATION:
        return "no particular indication"
    found = catalogue.indication(code)
    return found.name if found else code


def withdrawn() -> Reply:
    """It is done."""
    return Reply(
        (
            Paragraph("Withdrawn. Your rating and comment are deleted."),
            SmallPrint("Results already shown change with the next update."),
            Buttons((Button("My ratings", action("mine")),)),
        )
    )
