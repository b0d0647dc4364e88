"""The adapter behind a simulated Discord, in front of a scripted App."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from simcord.enums import CallbackType
from simcord.preview._markdown import markdown_tokens

from adapters.discord.driver import DiscordPerson, DiscordWorld
from adapters.discord.injections import INJECTIONS, leaves
from adapters.discord.scripted import CARD, DETAILS_PAGE, FORM, ScriptedApp
from ratingsbot.chat.boundary import (
    Actor,
    Address,
    App,
    Done,
    Invocation,
    MemberKind,
    OptionQuery,
    Outcome,
    Press,
    Submission,
    Upload,
)
from ratingsbot.chat.replies import (
    Attachment,
    Button,
    Buttons,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Reply,
)
from ratingsbot.dialogs.model import Choice
from ratingsbot.errors import StorageUnavailable
from ratingsbot.testing.driver import Person, World


def of_protocols(world: DiscordWorld, person: DiscordPerson, app: ScriptedApp) -> None:
    """Read by the type-checker: what stands in for what."""
    world_: World = world
    person_: Person = person
    app_: App = app
    del world_, person_, app_


async def test_a_command_is_answered_privately_with_what_was_asked() -> None:
    app = ScriptedApp(invoked=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        seen = await ann.command("drug score", drug="sertraline")
        assert seen.text == "Sertraline\nSaved."
        assert seen.buttons == ("Rate", "More")
        assert seen.private
        assert app.asked == [
            Invocation(
                Actor("discord", world.workspace, ann.user_id),
                "drug score",
                {"drug": "sertraline"},
            )
        ]
        assert await world.everyone_sees() == ""


async def test_a_rating_goes_from_command_to_form_to_card() -> None:
    app = ScriptedApp(invoked=FORM, submitted=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        form = await ann.command("drug rate", drug="d1", comment="Good *indeed*")
        assert form.is_form
        card = await ann.fill(form, efficacy="5", safety="none")
        assert card.text == "Sertraline\nSaved."
        assert card.private
        call, sent = app.asked
        assert isinstance(call, Invocation)
        assert call.options == {"drug": "d1", "comment": "Good *indeed*"}
        assert sent == Submission(call.actor, "t1", 0, {"efficacy": "5", "safety": "none"})


async def test_a_form_from_a_button_edits_the_message_it_came_from() -> None:
    app = ScriptedApp(invoked=CARD, pressed=FORM, submitted=Reply((Paragraph("done"),)))
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        done = await ann.fill(await ann.press(card, "Rate"), efficacy="1")
        assert done.text == "done"
        assert done.handle.id == card.handle.id  # type: ignore[attr-defined]


async def test_the_next_page_comes_by_way_of_a_button() -> None:
    app = ScriptedApp(invoked=FORM, submitted=replace(FORM, page=DETAILS_PAGE))
    app.reopened = replace(FORM, page=DETAILS_PAGE, answers={"setting": "ward"})
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        between = await ann.fill(await ann.command("drug rate", drug="d1"), efficacy="5")
        assert not between.is_form
        form = await ann.press(between, "Continue")
        assert form.fields["setting"].value == "ward"
        assert app.asked[-1] == (Actor("discord", world.workspace, ann.user_id), "t1")
        app.submitted = CARD
        await ann.fill(form, comment="words", specialty="s3", indication="i1")
        sent = app.asked[-1]
        assert isinstance(sent, Submission)
        assert sent.page == 1
        assert sent.answers == {
            "setting": "ward",
            "specialty": "s3",
            "indication": "i1",
            "comment": "words",
        }


async def test_a_refused_form_says_why_and_comes_back_filled() -> None:
    errors = {"safety": "A rating is a whole number from 1 to 5."}
    refused = replace(FORM, answers={"efficacy": "4"}, errors=errors)
    app = ScriptedApp(invoked=FORM, submitted=refused, reopened=refused)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        complaint = await ann.fill(await ann.command("drug rate", drug="d1"), efficacy="4")
        assert "Safety: A rating is a whole number from 1 to 5." in complaint.text
        form = await ann.press(complaint, "Fix")
        assert form.fields["efficacy"].value == "4"
        assert errors["safety"] in form.text


async def test_values_that_no_client_offers_still_reach_the_app() -> None:
    app = ScriptedApp(invoked=FORM)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        await ann.fill_raw(await ann.command("drug rate", drug="d1"), efficacy="99")
        sent = app.asked[-1]
        assert isinstance(sent, Submission)
        assert sent.answers == {"efficacy": "99"}


async def test_a_form_opened_before_a_restart_can_be_sent_after_it() -> None:
    app = ScriptedApp(invoked=FORM, submitted=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        form = await ann.command("drug rate", drug="d1")
        await world.restart_bot()
        assert (await ann.fill(form, efficacy="5")).text == "Sertraline\nSaved."


async def test_a_form_is_taken_once_by_one_submission() -> None:
    app = ScriptedApp(invoked=FORM, submitted=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        await ann.fill(await ann.command("drug rate", drug="d1"), efficacy="5")
        assert [type(asked) for asked in app.asked] == [Invocation, Submission]


async def test_a_button_sent_before_a_restart_works_after_it() -> None:
    app = ScriptedApp(invoked=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        await world.restart_bot()
        seen = await ann.press(card, "More")
        assert seen.text == "pressed"
        pressed = app.asked[-1]
        assert isinstance(pressed, Press)
        assert pressed.action == "more:d1"
        assert pressed.message == str(card.handle.id)  # type: ignore[attr-defined]


async def test_a_press_edits_the_private_message_it_stands_on() -> None:
    app = ScriptedApp(invoked=CARD)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        seen = await ann.press(card, "More")
        assert seen.handle.id == card.handle.id  # type: ignore[attr-defined]


async def test_a_press_on_a_public_message_is_answered_privately_beside_it() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        to = Address("discord", world.workspace, channel=str(world.channel.id))
        await world.adapter.send(to, CARD, nonce="n1")
        await world.env.settle()
        public = world.seen(next(iter(world.env.backend.messages[world.channel.id].values())))
        assert not public.private
        seen = await ann.press(public, "More")
        assert seen.text == "pressed"
        assert seen.private
        assert await world.everyone_sees() == public.text


async def test_done_takes_the_message_away() -> None:
    app = ScriptedApp(invoked=CARD, pressed=Done())
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        assert (await ann.press(card, "More")).text == ""
        assert not world.env.backend.messages[world.channel.id]


async def test_a_form_from_a_command_that_has_none_waits_behind_a_button() -> None:
    app = ScriptedApp(invoked=FORM, reopened=FORM)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        seen = await ann.command("drug score", drug="d1")
        assert not seen.is_form
        assert (await ann.press(seen, "Open")).is_form


async def test_a_slow_form_is_acknowledged_in_time_and_waits_behind_a_button() -> None:
    finished = asyncio.Event()

    async def slow() -> Outcome:
        await world.env.external_wait(finished.wait(), reason="a slow database")
        return FORM

    app = ScriptedApp(invoked=slow, reopened=FORM)
    async with DiscordWorld(app, patience=0.0) as world:
        ann = await world.person("ann")
        waiting = await ann.command("drug rate", drug="d1")
        assert callbacks(world) == [CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE]
        assert waiting.private
        assert not waiting.buttons
        finished.set()
        await world.env.settle()
        seen = world.seen(waiting.handle._message)  # type: ignore[attr-defined]
        assert seen.buttons == ("Open",)
        assert (await ann.press(seen, "Open")).is_form


def callbacks(world: DiscordWorld) -> Sequence[int]:
    return [
        entry.json["type"]
        for entry in world.env.http_requests
        if entry.path.endswith("/callback") and isinstance(entry.json, dict)
    ]


async def test_what_takes_time_is_acknowledged_before_it_begins() -> None:
    order: list[str] = []

    async def note() -> Outcome:
        order.append(f"{len(callbacks(world))} acknowledged")
        return CARD

    app = ScriptedApp(invoked=note, submitted=note, pressed=note)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        await ann.press(card, "More")
        app.invoked = FORM
        form = await ann.command("drug rate", drug="d1")
        await ann.fill(form, efficacy="5")
        assert order == ["1 acknowledged", "2 acknowledged", "4 acknowledged"]


async def test_typeahead_offers_what_the_app_found() -> None:
    app = ScriptedApp(suggested=[Choice("d1", "Sertraline"), Choice("d2", "Sertindole")])
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        assert await ann.typeahead("drug score", "drug", "sert") == ["Sertraline", "Sertindole"]
        await ann.typeahead("drug rate", "indication", "dep", drug="d1")
        actor = Actor("discord", world.workspace, ann.user_id)
        assert app.asked == [
            OptionQuery(actor, "drug", "sert", "", 25),
            OptionQuery(actor, "indication", "dep", "d1", 25),
        ]


@pytest.mark.parametrize(
    "found", [StorageUnavailable("down"), [Choice(str(n), str(n)) for n in range(26)]]
)
async def test_typeahead_that_fails_offers_nothing(found: Any) -> None:
    async with DiscordWorld(ScriptedApp(suggested=found)) as world:
        ann = await world.person("ann")
        assert await ann.typeahead("drug score", "drug", "s") == []


async def test_people_and_choices_and_files_arrive_as_such() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        ann, bo = await world.person("ann"), await world.person("bo")
        await ann.command("drug-admin verify", member=bo.user_id, in_role="steward")
        await ann.command("drug-admin roster", file=Upload("staff.csv", b"a,b\n"))
        verify, roster = app.asked
        assert isinstance(verify, Invocation)
        assert isinstance(roster, Invocation)
        assert verify.options == {"member": bo.user_id, "in-role": "steward"}
        assert roster.files == {"file": Upload("staff.csv", b"a,b\n")}
        assert roster.options == {}


@pytest.mark.parametrize("kind", [k for k in MemberKind if k is not MemberKind.DEACTIVATED])
async def test_the_app_is_told_what_kind_of_person_asks(kind: MemberKind) -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        someone = await world.person("someone", kind=kind)
        await someone.command("drug help")
        call = app.asked[0]
        assert isinstance(call, Invocation)
        assert call.actor.kind is kind
        assert not call.actor.is_platform_admin


async def test_managers_and_the_owner_of_the_server_are_platform_admins() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        await (await world.person("boss", admin=True)).command("drug help")
        guild = world.env.backend.get_guild(world.guild.id)
        owner = await world.person("owner")
        guild.owner_id = owner.member.id
        world.env.backend.emit(
            "GUILD_UPDATE", {"id": str(guild.id), "owner_id": str(guild.owner_id)}
        )
        await owner.command("drug help")
        assert [a.actor.is_platform_admin for a in app.asked if isinstance(a, Invocation)] == [
            True,
            True,
        ]


async def test_the_commands_are_no_use_in_a_direct_message() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        assert ann.member.user.available_commands() == ()
        assert len(ann.member.available_commands(world.channel)) == 5


async def test_pictures_and_files_come_with_the_private_answer() -> None:
    reply = Reply((Paragraph("words"), Picture("k", "Two bars"), Attachment("codes.txt", b"1\n2")))
    app = ScriptedApp(invoked=reply, pictures={"k": b"PNG"})
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        seen = await ann.command("drug score", drug="d1")
        assert seen.pictures == ("Two bars",)
        assert seen.files == {"codes.txt": b"1\n2"}
        assert seen.private


async def test_a_picture_that_fails_leaves_the_text() -> None:
    app = ScriptedApp(invoked=Reply((Paragraph("words"), Picture("gone", "Two bars"))))
    async with DiscordWorld(app) as world:
        seen = await (await world.person("ann")).command("drug score", drug="d1")
        assert seen.text == "words"
        assert seen.pictures == ()


async def test_an_answer_too_long_for_a_message_comes_as_a_file() -> None:
    app = ScriptedApp(invoked=Reply((Paragraph("x" * 4_001), Buttons((Button("Next", "n"),)))))
    async with DiscordWorld(app) as world:
        seen = await (await world.person("ann")).command("drug score", drug="d1")
        assert "x" * 4_001 in seen.files["answer.txt"].decode()
        assert seen.buttons == ("Next",)


@pytest.mark.parametrize("typed", INJECTIONS)
async def test_what_people_typed_is_inert_in_the_real_message(typed: str) -> None:
    app = ScriptedApp(invoked=Reply((Heading(typed), Quote(typed))))
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        seen = await ann.command("drug score", drug="d1")
        stored = seen.handle._message  # type: ignore[attr-defined]
        assert stored.mention_user_ids == stored.mention_role_ids == []
        assert not stored.mention_everyone
        assert " ".join(typed.split()) in seen.text
        for part in stored.components[0]["components"]:
            kinds = {token["type"] for token in leaves(markdown_tokens(part["content"]))}
            assert kinds <= {"inline", "paragraph", "text", "break", "heading", "blockquote"}


async def test_no_mention_ever_pings_anyone() -> None:
    async with DiscordWorld(ScriptedApp(invoked=CARD)) as world:
        ann = await world.person("ann")
        await ann.press(await ann.command("drug score", drug="d1"), "More")
        await world.adapter.send(ann.address, CARD, nonce="n")
        bodies = [e.json for e in world.env.http_requests if isinstance(e.json, dict)]
        mentions = [b["allowed_mentions"] for b in bodies if b.get("components")]
        assert mentions == [{"parse": []}] * 3
