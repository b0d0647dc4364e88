"""/drug-admin formulary: a workspace's own names, and products that are made there."""

from __future__ import annotations

from collections.abc import Sequence

from ratingsbot.chat.boundary import Invocation, Outcome, Press
from ratingsbot.chat.commands import Audience, CommandSpec, OptionKind, OptionSpec
from ratingsbot.chat.feature import Action, Command, Completed, Feature, Form, Turn, action
from ratingsbot.chat.features.finding import PICKED, drug_choices, exact_drug
from ratingsbot.chat.replies import Button, Buttons, Fact, Facts, Heading, Node, Paragraph, Reply
from ratingsbot.chat.views.common import say, shorten
from ratingsbot.dialogs.formulary import formulary_dialog
from ratingsbot.dialogs.model import Choice, Dialog
from ratingsbot.domain.drugs import DrugMatch, LocalDrug
from ratingsbot.engine import formulary
from ratingsbot.engine.drafts import Draft
from ratingsbot.errors import Invalid

_SHOWN = 8
"""Entries a page: a message has room for these with a button each, on both platforms."""


async def _formulary(turn: Turn, call: Invocation) -> Outcome:
    if call.options.get("do") != "add":
        return await _page(turn, 0)
    await formulary.may_change(turn.services, turn.caller)
    drug = exact_drug(turn, call.options.get("drug", ""))
    prefill = {"name": call.options.get("name", ""), "drug": f"{PICKED}{drug.id}" if drug else ""}
    return await turn.open("formulary", answers={k: v for k, v in prefill.items() if v})


async def _page(turn: Turn, page: int) -> Outcome:
    items = await formulary.listed(turn.services, turn.caller)
    nodes: list[Node] = [Heading("This workspace’s own formulary")]
    if not items:
        nodes.append(
            Paragraph(
                "Nothing yet. Add local names of drugs, and products that are made here: "
                "they stand beside the catalogue, for this workspace only."
            )
        )
    for item in items[page * _SHOWN : (page + 1) * _SHOWN]:
        nodes.append(Facts((Fact(item.name, _meaning(turn, item)),)))
        nodes.append(Buttons((Button("Remove", action("formulary-remove", item.id)),)))
    last: list[Button] = [Button("Add", action("formulary-add"), opens_form=True)]
    if page > 0:
        last.append(Button("Previous", action("formulary-page", str(page - 1))))
    if (page + 1) * _SHOWN < len(items):
        last.append(Button("Next", action("formulary-page", str(page + 1))))
    nodes.append(Buttons(tuple(last)))
    return Reply(tuple(nodes))


def _meaning(turn: Turn, item: LocalDrug) -> str:
    if item.is_product:
        return f"made or named here: {shorten(item.ingredients, 200)}"
    drug = turn.services.catalogue.get(item.drug)
    return f"means {drug.name}" if drug else "means a drug that the catalogue no longer has"


def _form(turn: Turn, draft: Draft) -> Dialog:
    matches = list(turn.services.catalogue.suggest("", 24))
    chosen = exact_drug(turn, draft.answers.get("drug", ""))
    if chosen is not None:
        matches.append(DrugMatch(chosen, chosen.name))
    offered = drug_choices(matches)
    return formulary_dialog(
        offered, name_max=formulary.NAME_MAX, contents_max=formulary.INGREDIENTS_MAX
    )


async def _added(turn: Turn, done: Completed) -> Outcome:
    typed = done.answers.get("drug", "")
    drug = exact_drug(turn, typed) if typed else None
    if typed and drug is None:
        raise Invalid("Please pick a drug from the list, or leave it empty.", field="drug")
    item = await formulary.add(
        turn.services,
        turn.caller,
        name=done.answers.get("name", ""),
        drug=drug.id if drug else None,
        ingredients=done.answers.get("ingredients", ""),
    )
    meaning = f"means {drug.name}" if drug else f"is a product of yours: {item.ingredients}"
    return say(
        f"Added: {item.name} {meaning}. Colleagues find it by that name from now on.",
        Button("Formulary", action("formulary-page", "0")),
    )


async def _press_add(turn: Turn, _: Press, __: Sequence[str]) -> Outcome:
    return await turn.open("formulary")


async def _press_page(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    page = int(arguments[0]) if arguments[0].isdecimal() else 0
    return await _page(turn, min(page, 1_000))


async def _press_remove(turn: Turn, _: Press, arguments: Sequence[str]) -> Outcome:
    item = await formulary.remove(turn.services, turn.caller, arguments[0])
    return say(
        f"Removed: {item.name}. Ratings that colleagues gave stay theirs.",
        Button("Formulary", action("formulary-page", "0")),
    )


FEATURE = Feature(
    commands=(
        Command(
            CommandSpec(
                "drug-admin",
                "formulary",
                "Local names of drugs, and products made here",
                (
                    OptionSpec(
                        "do",
                        OptionKind.CHOICE,
                        "List or add",
                        choices=(Choice("list", "List"), Choice("add", "Add")),
                    ),
                    OptionSpec(
                        "name",
                        OptionKind.TEXT,
                        "What colleagues call it",
                        max_length=formulary.NAME_MAX,
                    ),
                    OptionSpec("drug", OptionKind.DRUG, "Which drug that name means"),
                ),
                audience=Audience.OFFICER,
                opens_form=True,
            ),
            _formulary,
        ),
    ),
    actions={
        "formulary-add": Action(_press_add, Audience.ADMIN),
        "formulary-page": Action(_press_page, Audience.OFFICER),
        "formulary-remove": Action(_press_remove, Audience.ADMIN),
    },
    forms={"formulary": Form(1, _form, _added, Audience.ADMIN)},
)
