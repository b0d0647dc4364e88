"""A physician's review of a drug: the ratings, the details, the comment."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ratingsbot.domain.drugs import NO_INDICATION, DrugId, IndicationCode
from ratingsbot.errors import Invalid

COMMENT_MAX = 2_000
FREE_INDICATION_MAX = 120
SCALE = range(1, 6)
"""1 is worst and 5 is best on every dimension; each dimension's wording says which end is good."""


class Dimension(StrEnum):
    """What is rated, each on its own; no composite is ever shown."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    TOLERABILITY = "tolerability"
    ACCESSIBILITY = "accessibility"
    ADHERENCE = "adherence"


@dataclass(frozen=True, slots=True)
class ScaleWording:
    """How a dimension's scale reads: the question, and the words for 1 to 5, worst first."""

    title: str
    question: str
    words: tuple[str, str, str, str, str]


WORDING: Mapping[Dimension, ScaleWording] = MappingProxyType(
    {
        Dimension.EFFICACY: ScaleWording(
            "Efficacy",
            "How well does it work in your patients?",
            ("hardly works", "weak", "moderate", "good", "works best"),
        ),
        Dimension.SAFETY: ScaleWording(
            "Safety",
            "How safe is it (serious harm)?",
            ("most harmful", "risky", "acceptable", "safe", "safest"),
        ),
        Dimension.TOLERABILITY: ScaleWording(
            "Tolerability",
            "How well is it tolerated (side effects)?",
            ("worst tolerated", "poorly", "acceptably", "well", "best tolerated"),
        ),
        Dimension.ACCESSIBILITY: ScaleWording(
            "Accessibility",
            "How easily do patients get it (cost, cover, supply)?",
            ("hardest to get", "difficult", "so-so", "easy", "easiest to get"),
        ),
        Dimension.ADHERENCE: ScaleWording(
            "Adherence",
            "How well do patients stay on it?",
            ("most stop", "many stop", "about half stay", "most stay", "nearly all stay"),
        ),
    }
)


class PatientsTreated(StrEnum):
    """How many patients the physician has treated with the drug."""

    UP_TO_5 = "1-5"
    UP_TO_20 = "6-20"
    UP_TO_100 = "21-100"
    MORE = "more"


class LastPrescribed(StrEnum):
    """When the physician last prescribed it."""

    THIS_MONTH = "month"
    THIS_YEAR = "year"
    EARLIER = "earlier"


class PaidByMaker(StrEnum):
    """Payments from the drug's maker in the last three years."""

    NO = "no"
    YES = "yes"
    RATHER_NOT_SAY = "unsaid"


@dataclass(frozen=True, slots=True)
class Details:
    """What "Add details" asks for. Everything is optional and nothing is preset."""

    indication_text: str = ""
    """Free text where no code fits; kept apart, never a key and never published."""
    patients: PatientsTreated | None = None
    last_prescribed: LastPrescribed | None = None
    paid_by_maker: PaidByMaker | None = None
    paid_year: int | None = None
    """The calendar year in which `paid_by_maker` was answered: asked once a drug and year."""


@dataclass(frozen=True, slots=True)
class Review:
    """One physician's current review of a drug for an indication.

    The author isn't part of it: storage keeps the author's pseudonym beside it, and nothing
    that holds a Review can say whose it is.
    """

    drug: DrugId
    ratings: Mapping[Dimension, int]
    """Only the dimensions that the physician could judge; at least one; values 1 to 5."""
    indication: IndicationCode = NO_INDICATION
    comment: str = ""
    details: Details = field(default_factory=Details)

    def __post_init__(self) -> None:
        if not self.ratings:
            raise Invalid("Please rate at least one of the five; the others may stay open.")
        for dimension, value in self.ratings.items():
            if isinstance(value, bool) or value not in SCALE:
                raise Invalid("A rating is a whole number from 1 to 5.", field=dimension.value)
        if len(self.comment) > COMMENT_MAX:
            raise Invalid(
                f"The comment has {len(self.comment):,} characters; at most {COMMENT_MAX:,} fit.",
                field="comment",
            )
        if len(self.details.indication_text) > FREE_INDICATION_MAX:
            raise Invalid(
                f"Please describe the indication in at most {FREE_INDICATION_MAX} characters.",
                field="indication_text",
            )


_BIDI_CONTROLS = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)


def clean_text(text: str) -> str:
    """What a person typed, made harmless to look at: nothing that reads is removed.

    Bidirectional overrides (they can make "not safe" read as "safe"), control characters other
    than line breaks and invisible tags go; the rest is NFC-normalised and stripped. Escaping for
    a platform's markup is the renderers' work, not done here.
    """
    kept = (
        c
        for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
        if c == "\n"
        or c in "\u200c\u200d"  # spelling in Persian and in India’s scripts; \u200d joins emoji too
        or (c not in _BIDI_CONTROLS and unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    )
    return "".join(kept).strip()
