"""/drug rate: one page of scales, saved at once; then details, a comment, or withdrawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Completed, Feature, Form, Turn
from ratingsbot.chat.features.finding import find_drug
from ratingsbot.chat.features.score import DRUG
from ratingsbot.chat.views import rating as views
from ratingsbot.chat.views.common import say
from ratingsbot.dialogs import rating as dialogs
from ratingsbot.dialogs.model import Dialog, FormLimits
from ratingsbot.domain.drugs import NO_INDICATION, DrugId, IndicationCode
from ratingsbot.domain.reviews import COMMENT_MAX
from ratingsbot.engine import drafts, rating
from ratingsbot.engine.drafts import Draft
from ratingsbot.engine.rating import Key
from ratingsbot.errors import Invalid, Unknown


def _with_comment(limits: FormLimits) -> bool:
    """Whether five scales leave room for the comment on the same page."""
    return limits.fields_per_page > 5


async def _rate(turn: Turn, call: Invocation) -> Outcome:
    async def go(turn: Turn, drug: DrugId) -> Outcome:
        return await _begin_with(turn, drug, call.options)

    typed = {name: call.options[name] for name in ("comment", "indication") if name in call.options}
    return await find_drug(turn, call.options.get("drug", ""), "rate", go, typed=typed)


async def _press_rate_with(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    """A candidate for a command that came with a comment or an indication."""
    kept = await drafts.load(turn.services, turn.actor.identity, arguments[1])
    return await _begin_with(turn, DrugId(arguments[0]), kept.context)


async def _begin_with(turn: Turn, drug: DrugId, typed: Mapping[str, str]) -> Outcome:
    """Raises Invalid for an indication that isn't in the list, giving the comment back."""
    comment = typed.get("comment")
    try:
        indication = _indication(turn, drug, typed.get("indication"))
    except Invalid as error:
        back = f"\nYour comment, to send again: {comment}" if comment else ""
        raise Invalid(f"{error}{back}") from error
    return await begin(turn, drug, indication, comment)


async def begin(
    turn: Turn,
    drug: DrugId,
    indication: IndicationCode | None = None,
    comment: str | None = None,
) -> Outcome:
    """Open the rating dialog, after the briefing if it is the first time.

    Args:
        indication: Which of one's ratings; None: the only one, a new one, or a question.
        comment: From a command's option; None leaves the comment as it is.
    """
    if comment is not None and len(comment) > COMMENT_MAX:
        raise Invalid(
            f"The comment has {len(comment):,} characters; at most {COMMENT_MAX:,} fit. "
            "Nothing was saved: shorten it and send the command again."
        )
    opening = await rating.open_rating(turn.services, turn.caller, drug, "rating")
    codes = [item.review.indication for item in opening.mine]
    if indication is None and len(codes) < 2:
        indication = codes[0] if codes else NO_INDICATION
    draft = _left_behind(opening.drafts, indication)
    context = {"drug": str(drug)}
    if comment is None and draft is not None:
        comment = draft.context.get("comment")
    if comment is not None:
        context["comment"] = comment
    if indication is not None:
        context["indication"] = indication
    prefill = dict(draft.answers if draft else _prefill(turn, opening, indication))
    if comment is not None and _with_comment(turn.limits):
        prefill["comment"] = comment
    form = await turn.open(
        "rating", answers=prefill, context=context, typed=comment is not None, instead_of=draft
    )
    if not opening.briefed:
        return views.briefing(turn.services.operator, opening.drug, form.token)
    if indication is None:
        catalogue = turn.services.catalogue
        return views.which_of_mine(opening.drug, opening.mine, form.token, catalogue)
    return form


def _left_behind(left: Sequence[Draft], indication: IndicationCode | None) -> Draft | None:
    """What was typed last for this very rating and never saved."""
    return next((d for d in left if d.context.get("indication") == indication), None)


def _prefill(
    turn: Turn, opening: rating.Opening, indication: IndicationCode | None
) -> Mapping[str, str]:
    for item in opening.mine:
        if item.review.indication == indication:
            return dialogs.rating_answers(item.review, with_comment=_with_comment(turn.limits))
    return {}


def _indication(turn: Turn, drug_id: DrugId, text: str | None) -> IndicationCode | None:
    if not text:
        return None
    catalogue = turn.services.catalogue
    by_code = catalogue.indication(IndicationCode(text))
    if by_code is not None:
        return by_code.code
    for found in catalogue.indications(text, catalogue.get(drug_id)):
        if found.name.casefold() == text.casefold():
            return found.code
    raise Invalid("Please pick the indication from the list, or leave it out and add it later.")


async def _press_rate(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await begin(turn, DrugId(arguments[0]))


async def _press_edit(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    return await begin(turn, DrugId(arguments[0]), IndicationCode(arguments[1]))


async def _load_rating(turn: Turn, token: str) -> Draft:
    draft = await drafts.load(turn.services, turn.actor.identity, token)
    if draft.dialog != "rating":
        raise Unknown(drafts.GONE)
    return draft


async def _press_briefed(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    draft = await _load_rating(turn, arguments[0])
    await rating.accept_briefing(turn.services, turn.caller)
    if "indication" in draft.context:
        return turn.show(draft)
    return await begin(turn, DrugId(draft.context["drug"]), comment=draft.context.get("comment"))


async def _press_which_mine(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    draft = await _load_rating(turn, arguments[0])
    drug = DrugId(draft.context["drug"])
    return await begin(turn, drug, IndicationCode(arguments[1]), draft.context.get("comment"))


def _rating_form(turn: Turn, draft: Draft) -> Dialog:
    drug = rating.known_drug(turn.services, DrugId(draft.context["drug"]))
    return dialogs.rating_dialog(drug, with_comment=_with_comment(turn.limits))


async def _rated(turn: Turn, done: Completed) -> Outcome:
    key = _key(done.draft)
    with_comment = _with_comment(turn.limits)
    comment = done.answers.get("comment", "") if with_comment else done.draft.context.get("comment")
    outcome = await rating.save_ratings(
        turn.services,
        turn.caller,
        key,
        dialogs.read_ratings(done.answers),
        comment,
        token=done.draft.token,
        cause=done.cause,
    )
    drug = rating.known_drug(turn.services, key.drug)
    return views.receipt(
        drug,
        key.indication,
        changed=outcome == "changed",
        offers_comment=not with_comment,
        comment=comment or "",
    )


async def _press_details(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    key = Key(DrugId(arguments[0]), IndicationCode(arguments[1]))
    opening = await rating.open_rating(turn.services, turn.caller, key.drug, "details")
    mine = await rating.one_of_mine(turn.services, turn.caller, key)
    year = turn.services.today().year
    draft = _left_behind(opening.drafts, key.indication)
    answers = draft.answers if draft else dialogs.details_answers(mine.review)
    context = {
        "drug": key.drug,
        "indication": key.indication,
        "pays": "ask" if rating.asks_payment(opening.mine, year) else "",
    }
    return await turn.open("details", answers=answers, context=context, instead_of=draft)


def _details_form(turn: Turn, draft: Draft) -> Dialog:
    key = _key(draft)
    catalogue = turn.services.catalogue
    drug = rating.known_drug(turn.services, key.drug)
    offered = list(drug.indications[:24])
    current = catalogue.indication(IndicationCode(draft.answers.get("indication", "")))
    if current is not None and current not in offered:
        offered.append(current)
    return dialogs.details_dialog(
        drug,
        offered,
        asks_payment=bool(draft.context.get("pays")),
        searches=_with_comment(turn.limits),
    )


async def _detailed(turn: Turn, done: Completed) -> Outcome:
    key = _key(done.draft)
    code = await rating.save_details(
        turn.services,
        turn.caller,
        key,
        IndicationCode(done.answers.get("indication", "")),
        dialogs.read_details(done.answers),
        token=done.draft.token,
        cause=done.cause,
    )
    drug = rating.known_drug(turn.services, key.drug)
    own_words = done.answers.get("indication_text", "")
    return views.saved_details(drug, IndicationCode(code), own_words, turn.services.catalogue)


async def _press_comment(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    key = Key(DrugId(arguments[0]), IndicationCode(arguments[1]))
    opening = await rating.open_rating(turn.services, turn.caller, key.drug, "comment")
    mine = await rating.one_of_mine(turn.services, turn.caller, key)
    draft = _left_behind(opening.drafts, key.indication)
    saved = {"comment": mine.review.comment} if mine.review.comment else {}
    answers = draft.answers if draft else saved
    context = {"drug": key.drug, "indication": key.indication}
    return await turn.open("comment", answers=answers, context=context, instead_of=draft)


def _comment_form(turn: Turn, draft: Draft) -> Dialog:
    drug = rating.known_drug(turn.services, DrugId(draft.context["drug"]))
    return dialogs.comment_dialog(drug)


async def _commented(turn: Turn, done: Completed) -> Outcome:
    key = _key(done.draft)
    await rating.save_comment(
        turn.services,
        turn.caller,
        key,
        done.answers.get("comment", ""),
        token=done.draft.token,
        cause=done.cause,
    )
    drug = rating.known_drug(turn.services, key.drug)
    return views.receipt(drug, key.indication, changed=True, offers_comment=True)


async def _press_withdraw(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    key = Key(DrugId(arguments[0]), IndicationCode(arguments[1]))
    await rating.one_of_mine(turn.services, turn.caller, key)
    drug = rating.known_drug(turn.services, key.drug)
    return views.confirm_withdrawal(drug, key.indication, turn.services.catalogue)


async def _press_withdraw_now(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    key = Key(DrugId(arguments[0]), IndicationCode(arguments[1]))
    if await rating.withdraw(turn.services, turn.caller, key):
        return views.withdrawn()
    return say("You have no such rating (any more).")


def _key(draft: Draft) -> Key:
    return Key(DrugId(draft.context["drug"]), IndicationCode(draft.context.get("indication", "")))


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug",
                "rate",
                "Rate a drug: five scales, half a minute",
                (
                    DRUG,
                    OptionSpec(
                        "comment",
                        OptionKind.TEXT,
                        "For colleagues; no patient data",
                        max_length=COMMENT_MAX,
                    ),
                    OptionSpec("indication", OptionKind.INDICATION, "What you used it for"),
                ),
                opens_form=True,
            ),
            _rate,
        ),
    ),
    actions={
        "rate": Action(_press_rate),
        "rate-with": Action(_press_rate_with),
        "edit": Action(_press_edit),
        "briefed": Action(_press_briefed),
        "which-mine": Action(_press_which_mine),
        "details": Action(_press_details),
        "comment": Action(_press_comment),
        "withdraw": Action(_press_withdraw),
        "withdraw-now": Action(_press_withdraw_now),
    },
    forms={
        "rating": Form(1, _rating_form, _rated),
        "details": Form(1, _details_form, _detailed),
        "comment": Form(1, _comment_form, _commented),
    },
)
