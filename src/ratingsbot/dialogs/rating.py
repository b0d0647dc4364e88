"""The dialogs of rating: five scales and a comment, then details. Counted in taps, not typed."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.dialogs.model import (
    CANT_JUDGE,
    Answers,
    Choice,
    Dialog,
    Field,
    Pick,
    Scale,
    Step,
    Suggest,
    Text,
)
from ratingsbot.domain.drugs import Drug, Indication
from ratingsbot.domain.reviews import (
    COMMENT_MAX,
    FREE_INDICATION_MAX,
    WORDING,
    Details,
    Dimension,
    LastPrescribed,
    PaidByMaker,
    PatientsTreated,
    Review,
)

COMMENT_HINT = "Nothing that could identify a patient."

COMMENT = Text("comment", "Comment", COMMENT_MAX, multiline=True, hint=COMMENT_HINT)


def rating_dialog(drug: Drug, *, with_comment: bool) -> Dialog:
    """One page: the five scales, and the comment where the platform's form has room for it."""
    fields: list[Field] = [
        Scale(d.value, WORDING[d].title, WORDING[d].question, WORDING[d].words) for d in Dimension
    ]
    if with_comment:
        fields.append(COMMENT)
    return Dialog("rating", 1, f"Rate {drug.name}", (Step("ratings", tuple(fields)),))


def rating_answers(review: Review, *, with_comment: bool) -> dict[str, str]:
    """A review as the rating dialog's prefill."""
    answers = {d.value: str(review.ratings.get(d, CANT_JUDGE.value)) for d in Dimension}
    if with_comment and review.comment:
        answers["comment"] = review.comment
    return answers


def read_ratings(answers: Answers) -> dict[Dimension, int]:
    """The scales that were judged. Values were checked by `advance`."""
    return {
        d: int(value)
        for d in Dimension
        if (value := answers.get(d.value, CANT_JUDGE.value)) != CANT_JUDGE.value
    }


def comment_dialog(drug: Drug) -> Dialog:
    """The comment alone, for platforms whose rating form has no room for it."""
    return Dialog("comment", 1, f"Comment on {drug.name}", (Step("comment", (COMMENT,)),))


PATIENTS = (
    Choice(PatientsTreated.UP_TO_5, "1–5"),
    Choice(PatientsTreated.UP_TO_20, "6–20"),
    Choice(PatientsTreated.UP_TO_100, "21–100"),
    Choice(PatientsTreated.MORE, "More than 100"),
)
LAST = (
    Choice(LastPrescribed.THIS_MONTH, "Within a month"),
    Choice(LastPrescribed.THIS_YEAR, "Within a year"),
    Choice(LastPrescribed.EARLIER, "Longer ago"),
)
PAID = (
    Choice(PaidByMaker.NO, "No"),
    Choice(PaidByMaker.YES, "Yes"),
    Choice(PaidByMaker.RATHER_NOT_SAY, "Rather not say"),
)


def details_dialog(
    drug: Drug, offered: Sequence[Indication], *, asks_payment: bool, searches: bool
) -> Dialog:
    """Everything optional, nothing preset; payment only when it is due this year.

    Args:
        searches: Whether the platform's form has typeahead; where not, the command's option has.
    """
    fields: list[Field] = [
        Suggest(
            "indication",
            "Used for",
            "indication",
            context=drug.id,
            offered=tuple(Choice(i.code, i.name[:75]) for i in offered),
            hint="" if searches else "Others by typing: /drug rate, option indication",
        ),
        Text(
            "indication_text",
            "Or in your words",
            FREE_INDICATION_MAX,
            hint="If it isn’t in the list. Kept apart, never published.",
        ),
        Pick("patients", "Patients you treated with it", PATIENTS),
        Pick("last_prescribed", "Last prescribed", LAST),
    ]
    if asks_payment:
        fields.append(Pick("paid_by_maker", "Paid by its maker in the last three years?", PAID))
    return Dialog("details", 1, f"Details: {drug.name}", (Step("details", tuple(fields)),))


def details_answers(review: Review) -> dict[str, str]:
    """A review's details as the dialog's prefill; a payment is never preset."""
    details = review.details
    answers = {
        "indication": str(review.indication),
        "indication_text": details.indication_text,
        "patients": str(details.patients or ""),
        "last_prescribed": str(details.last_prescribed or ""),
    }
    return {key: value for key, value in answers.items() if value}


def read_details(answers: Answers) -> Details:
    """What "Add details" gave. Values were checked by `advance`."""
    patients = answers.get("patients")
    last = answers.get("last_prescribed")
    paid = answers.get("paid_by_maker")
    return Details(
        indication_text=answers.get("indication_text", ""),
        patients=PatientsTreated(patients) if patients else None,
        last_prescribed=LastPrescribed(last) if last else None,
        paid_by_maker=PaidByMaker(paid) if paid else None,
    )
