"""Who may do what, as tables: every command, button and form against every kind of person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from ratingsbot.chat.app import FEATURES
from ratingsbot.chat.boundary import MemberKind, Outcome
from ratingsbot.chat.views.home import home_for_visitors
from ratingsbot.engine import drafts
from ratingsbot.engine.drafts import Draft
from ratingsbot.testing.harness import Product
from unit.core.conftest import Open
from unit.core.conversation import (
    Person,
    admin,
    form,
    labels,
    physician,
    somebody,
    steward,
    text,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEMBERS = frozenset(
    {"visitor", "physician", "expired", "steward", "admin", "unrecorded admin", "former admin"}
)
PHYSICIANS = frozenset({"physician", "steward"})
OFFICERS = frozenset({"steward", "admin"})
STEWARDS = frozenset({"steward"})

COMMANDS: Mapping[str, frozenset[str]] = {
    "drug score": PHYSICIANS,
    "drug comments": PHYSICIANS,
    "drug rate": PHYSICIANS,
    "drug mine": PHYSICIANS,
    "drug new": PHYSICIANS,
    "drug compare": PHYSICIANS,
    "drug top": PHYSICIANS,
    "drug trend": PHYSICIANS,
    "drug start": PHYSICIANS,
    "drug verify": MEMBERS,
    "drug privacy": MEMBERS,
    "drug method": MEMBERS,
    "drug help": MEMBERS,
    "drug no-such-command": MEMBERS,
    "drug-admin verify": STEWARDS,
    "drug-admin verify revoke": OFFICERS,
    "drug-admin roster": OFFICERS,
    "drug-admin stewards": OFFICERS,
    "drug-admin stewards appoint": frozenset({"admin"}),
    "drug-admin stewards dismiss": frozenset({"admin"}),
    "drug-admin formulary": OFFICERS,
    "drug-admin formulary add": frozenset({"admin"}),
}
"""A third word is the command's `do`."""

BUTTONS: Mapping[str, frozenset[str]] = {
    "score|sertraline": PHYSICIANS,
    "show|sertraline": PHYSICIANS,
    "comments|sertraline|0": PHYSICIANS,
    "watch|sertraline": PHYSICIANS,
    "comment-read|sertraline|0": PHYSICIANS,
    "rate-with|sertraline|token": PHYSICIANS,
    "rate|sertraline": PHYSICIANS,
    "edit|sertraline|": PHYSICIANS,
    "briefed|token": PHYSICIANS,
    "which-mine|token|": PHYSICIANS,
    "details|sertraline|": PHYSICIANS,
    "comment|sertraline|": PHYSICIANS,
    "withdraw|sertraline|": PHYSICIANS,
    "withdraw-now|sertraline|": PHYSICIANS,
    "mine|0": PHYSICIANS,
    "new|0": PHYSICIANS,
    "compare-anyway|token": PHYSICIANS,
    "top|DOID:1470|efficacy": PHYSICIANS,
    "trend|sertraline": PHYSICIANS,
    "clear-notices": PHYSICIANS,
    "start": PHYSICIANS,
    "verify": MEMBERS,
    "queue": STEWARDS,
    "approve|request": STEWARDS,
    "decline|request": STEWARDS,
    "revoke|nobody": OFFICERS,
    "formulary-page|0": OFFICERS,
    "formulary-add": frozenset({"admin"}),
    "formulary-remove|nothing": frozenset({"admin"}),
}

FORMS: Mapping[str, frozenset[str]] = {
    "rating": PHYSICIANS,
    "details": PHYSICIANS,
    "comment": PHYSICIANS,
    "which-drug": PHYSICIANS,
    "compare": PHYSICIANS,
    "verify": MEMBERS,
    "roster": OFFICERS,
    "formulary": frozenset({"admin"}),
}

REFUSALS = (
    "For verified physicians here.",
    "For stewards here. Admins appoint them: /drug-admin stewards.",
    "For stewards and admins here.",
    "For admins whom ratingsbot knows.",
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(
    open_product: Open, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """One for the whole table: nothing here changes who anybody is."""
    folder: Path = tmp_path_factory.mktemp("authorisation")
    async with open_product(folder) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def people(bot: Product) -> dict[str, Person]:
    """Everybody. Guests and the like are physicians and admins in our record, which then
    counts for nothing."""
    expired = await physician(bot, "expired")
    bot.clock.advance(days=300)
    found = {
        "visitor": somebody(bot, "visitor"),
        "expired": expired,
        "physician": await physician(bot, "physician"),
        "steward": await steward(bot, "steward"),
        "admin": await admin(bot, "admin"),
        "unrecorded admin": somebody(bot, "unrecorded", platform_admin=True),
    }
    await bot.make_admin(somebody(bot, "former").actor.identity)
    found["former admin"] = somebody(bot, "former")
    outside = (MemberKind.GUEST, MemberKind.STRANGER, MemberKind.BOT, MemberKind.DEACTIVATED)
    for kind in outside:
        person = somebody(bot, kind, kind=kind, platform_admin=True)
        await bot.make_steward(person.actor.identity)
        await bot.make_admin(person.actor.identity)
        found[kind.value] = person
    return found


def is_refused(outcome: Outcome) -> bool:
    """Whether this is one of the refusals. Only physicians' things offer to verify."""
    first = text(outcome).partition("\n")[0]
    if first not in REFUSALS:
        return False
    assert labels(outcome) == (["Verify"] if first == REFUSALS[0] else [])
    return True


async def command(person: Person, name: str) -> Outcome:
    """A row of COMMANDS."""
    group, word, *do = name.split()
    options = {"do": do[0], "member": "nobody"} if do else {}
    return await person.command(f"{group} {word}", drug="sertraline", **options)


def check(outcomes: Mapping[str, Outcome], allowed: frozenset[str]) -> None:
    """Who is let in, and that the others are told the same."""
    assert {name for name, seen in outcomes.items() if not is_refused(seen)} == allowed
    told = {text(seen) for name, seen in outcomes.items() if name not in allowed | OFFICERS}
    assert len(told) == 1


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_for(people: Mapping[str, Person], name: str) -> None:
    outcomes = {who: await command(person, name) for who, person in people.items()}
    check(outcomes, COMMANDS[name])


@pytest.mark.parametrize("action", BUTTONS)
async def test_a_button_is_for(people: Mapping[str, Person], action: str) -> None:
    outcomes = {who: await person.press_raw(action) for who, person in people.items()}
    check(outcomes, BUTTONS[action])


async def open_form(bot: Product, person: Person, dialog: str) -> str:
    """A form that this person opened while they were allowed to."""
    draft = Draft(
        f"{dialog}-{person.actor.user}",
        dialog,
        FEATURES.dialogs[dialog].version,
        context={"drug": "sertraline", "indication": "", "verb": "score"},
    )
    await drafts.keep(bot.services, person.actor.identity, draft)
    return draft.token


@pytest.mark.parametrize("dialog", FORMS)
async def test_a_form_is_for(bot: Product, people: Mapping[str, Person], dialog: str) -> None:
    reopened: dict[str, Outcome] = {}
    submitted: dict[str, Outcome] = {}
    verify = form(await people["visitor"].command("drug verify"))
    for who, person in people.items():
        token = await open_form(bot, person, dialog)
        reopened[who] = await bot.app.reopen(person.actor, token)
        page = type(verify)(token, verify.dialog, verify.page)
        submitted[who] = await person.fill(page)
    check(reopened, FORMS[dialog])
    check(submitted, FORMS[dialog])


async def test_typeahead_is_for_physicians_and_for_who_keeps_the_formulary(
    people: Mapping[str, Person],
) -> None:
    answered = {who for who, person in people.items() if await person.suggest("drug", "ser")}
    assert answered == PHYSICIANS | OFFICERS


async def test_the_start_page_is_for_physicians(bot: Product, people: Mapping[str, Person]) -> None:
    visitors = {
        who for who, p in people.items() if await bot.app.home(p.actor) == home_for_visitors()
    }
    assert visitors == people.keys() - PHYSICIANS


async def test_nobody_is_anybody_in_another_workspace(
    bot: Product, people: Mapping[str, Person]
) -> None:
    for person in people.values():
        actor = person.actor
        there = somebody(bot, actor.user, workspace="W2", platform_admin=True)
        for name in ("drug score", "drug-admin verify", "drug-admin stewards"):
            assert is_refused(await command(there, name))


async def test_a_platform_admin_becomes_ours_by_installing(bot: Product) -> None:
    chief = somebody(bot, "installer", workspace="W3", platform_admin=True)
    assert is_refused(await command(chief, "drug-admin stewards"))
    await bot.app.installed(chief.actor, "Third Hospital")
    assert not is_refused(await command(chief, "drug-admin stewards"))


async def test_the_tables_leave_nothing_out() -> None:
    assert {" ".join(name.split()[:2]) for name in COMMANDS} >= FEATURES.commands.keys()
    assert {action.partition("|")[0] for action in BUTTONS} == FEATURES.actions.keys()
    assert FORMS.keys() == FEATURES.dialogs.keys()
