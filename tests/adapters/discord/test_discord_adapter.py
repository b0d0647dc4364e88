"""The adapter behind a simulated Discord, in front of a scripted App."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import pytest
import structlog
from simcord.enums import CallbackType
from simcord.preview._markdown import markdown_tokens

from adapters.discord.driver import DiscordPerson, DiscordWorld
from adapters.discord.scripted import (
    DETAILS_PAGE,
    RATING,
    SCALES_PAGE,
    ScriptedApp,
)
from adapters.discord.test_render import INJECTIONS, leaves
from ratingsbot.chat.boundary import (
    Actor,
    Address,
    App,
    Done,
    Invocation,
    MemberKind,
    OpenForm,
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
from ratingsbot.errors import (
    ConfigError,
    Forbidden,
    Gone,
    RateLimited,
    StorageUnavailable,
    Uncertain,
    Unreachable,
)
from ratingsbot.testing.driver import Person, World
from ratingsbot_discord.client import build_client
from ratingsbot_discord.outbound import translate
from ratingsbot_discord.plugin import create
from ratingsbot_discord.sync import sync

FORM = OpenForm("t1", RATING, SCALES_PAGE)
CARD = Reply(
    (
        Heading("Sertraline"),
        Paragraph("Saved."),
        Buttons((Button("Rate", "rate:d1", opens_form=True), Button("More", "more:d1"))),
    )
)


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
        await world.adapter.send(to_person(world, ann), CARD, nonce="n")
        bodies = [e.json for e in world.env.http_requests if isinstance(e.json, dict)]
        mentions = [b["allowed_mentions"] for b in bodies if b.get("components")]
        assert mentions == [{"parse": []}] * 3


# When things go wrong ----------------------------------------------------------------------------


async def test_a_failing_command_is_answered_and_named_in_the_log_without_the_person() -> None:
    app = ScriptedApp(invoked=StorageUnavailable("secret detail"))
    with structlog.testing.capture_logs() as logs:
        async with DiscordWorld(app) as world:
            ann = await world.person("ann")
            seen = await ann.command("drug score", drug="sertraline")
    assert seen.text.startswith("That is not confirmed. Please try again")
    assert seen.private
    assert [(log["where"], log["error"]) for log in logs] == [("drug score", "StorageUnavailable")]
    told = str(logs)
    for private in (ann.user_id, world.workspace, "sertraline", "secret detail", "ann"):
        assert private not in told


async def test_a_failing_form_command_is_answered_too() -> None:
    async with DiscordWorld(ScriptedApp(invoked=ValueError("bug"))) as world:
        seen = await (await world.person("ann")).command("drug rate", drug="d1")
        assert seen.text.startswith("That is not confirmed.")


async def test_a_failing_press_is_answered() -> None:
    async with DiscordWorld(ScriptedApp(invoked=CARD, pressed=ValueError("bug"))) as world:
        ann = await world.person("ann")
        seen = await ann.press(await ann.command("drug score", drug="d1"), "More")
        assert seen.text.startswith("That is not confirmed.")


async def test_a_failing_submission_gives_back_what_was_typed() -> None:
    form = replace(FORM, page=DETAILS_PAGE)
    app = ScriptedApp(invoked=form, submitted=StorageUnavailable("down"), reopened=form)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        filled = await ann.command("drug rate", drug="d1")
        seen = await ann.fill(filled, comment="My *long* words", setting="ward")
        assert seen.text.startswith("That is not confirmed.")
        assert "My *long* words" in seen.text
        assert "ward" not in seen.text
        assert (await ann.press(seen, "Open again")).is_form


async def test_words_too_long_for_a_message_are_given_back_in_a_file() -> None:
    form = replace(FORM, page=DETAILS_PAGE, answers={"comment": "x" * 4_000})
    app = ScriptedApp(invoked=form, submitted=StorageUnavailable("down"))
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        seen = await ann.fill(await ann.command("drug rate", drug="d1"))
        assert "x" * 4_000 in seen.files["answer.txt"].decode()


async def test_an_edit_that_discord_refuses_once_is_apologised_for() -> None:
    async with DiscordWorld(ScriptedApp(invoked=CARD)) as world:
        ann = await world.person("ann")
        world.env.inject_error("PATCH", "/webhooks/*", status=500)
        seen = await ann.command("drug score", drug="d1")
        assert seen.text.startswith("That is not confirmed.")


async def test_a_failure_to_apologise_stays_silent_and_is_logged() -> None:
    with structlog.testing.capture_logs() as logs:
        async with DiscordWorld(ScriptedApp(invoked=CARD)) as world:
            ann = await world.person("ann")
            world.env.inject_error("PATCH", "/webhooks/*", status=500, times=None)
            await ann.command("drug score", drug="d1")
    assert [log["where"] for log in logs] == ["drug score", "apology"]


async def test_a_command_that_no_longer_exists_is_answered() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        app.commands = app.commands[1:]
        await world.restart_bot()
        result = await ann.member.slash(world.channel, "drug score", drug="d1")
        assert result.response is not None
        assert world.result(result).text.startswith("That is not confirmed.")
        assert len(world.env.errors) == 1


async def test_a_modal_of_somebody_else_is_left_alone() -> None:
    app = ScriptedApp(invoked=FORM)
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        form = await ann.command("drug rate", drug="d1")
        form.handle._interaction.modal["custom_id"] = "foreign"  # type: ignore[attr-defined]
        result = await ann.member.submit_modal(form.handle, {"efficacy": "5"})  # type: ignore[arg-type]
        assert not result.acknowledged
        assert len(app.asked) == 1


# What the bot sends on its own account -----------------------------------------------------------


def to_person(world: DiscordWorld, person: DiscordPerson) -> Address:
    return Address("discord", world.workspace, user=person.user_id)


async def test_a_notice_arrives_as_a_direct_message() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        ref = await world.adapter.send(
            to_person(world, ann), Reply((Paragraph("You have a notice."),)), nonce="n1"
        )
        inbox = await ann.inbox()
        assert [seen.text for seen in inbox] == ["You have a notice."]
        assert inbox[0].private
        assert ref.message == str(inbox[0].handle.id)  # type: ignore[attr-defined]
        body = world.env.http_requests[-1].json
        assert isinstance(body, dict)
        assert (body["nonce"], body["enforce_nonce"]) == ("n1", True)


async def test_a_nonce_that_discord_would_refuse_is_refused_here() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        with pytest.raises(ValueError, match="nonce"):
            await world.adapter.send(to_person(world, ann), CARD, nonce="n" * 26)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, 0, RateLimited),
        (500, 0, Uncertain),
        (502, 0, Uncertain),
        (503, 0, Unreachable),
        (403, 50_007, Forbidden),
        (403, 50_013, Forbidden),
        (403, 50_001, Forbidden),
        (404, 10_003, Gone),
        (404, 10_013, Gone),
    ],
)
async def test_discords_refusals_mean_what_the_outbox_needs_to_know(
    status: int, code: int, expected: type[Exception]
) -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        world.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
        with pytest.raises(expected):
            await world.adapter.send(to_person(world, ann), CARD, nonce="n")


@pytest.mark.parametrize(("status", "expected"), [(500, Unreachable), (404, Gone)])
async def test_a_direct_channel_that_cant_be_opened_was_surely_not_written_to(
    status: int, expected: type[Exception]
) -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        ann = await world.person("ann")
        code = 10_013 if status == 404 else 0
        world.env.inject_error("POST", "/users/@me/channels", status=status, code=code)
        with pytest.raises(expected):
            await world.adapter.send(to_person(world, ann), CARD, nonce="n")


def test_a_lost_connection_is_uncertain_only_once_the_message_left() -> None:
    lost = aiohttp.ServerDisconnectedError()
    assert isinstance(translate(lost, accepted="maybe"), Uncertain)
    assert isinstance(translate(lost, accepted="no"), Unreachable)
    refused = aiohttp.ClientConnectorError(None, OSError("refused"))  # type: ignore[arg-type]
    assert isinstance(translate(refused, accepted="maybe"), Unreachable)


def test_a_rate_limit_tells_how_long_to_wait() -> None:
    limited = translate(discord.RateLimited(42.0), accepted="maybe")
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 42.0


async def test_sending_while_not_connected_may_be_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RATINGSBOT_DISCORD_TOKEN", "token")
    adapter = create(None)
    assert adapter.name == "discord"
    assert adapter.form_limits.fields_per_page == 5
    assert not adapter.form_limits.files
    with pytest.raises(Unreachable):
        await adapter.send(Address("discord", "1", user="2"), CARD, nonce="n")


# Setting up --------------------------------------------------------------------------------------


def test_a_missing_token_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATINGSBOT_DISCORD_TOKEN", raising=False)
    with pytest.raises(ConfigError, match="RATINGSBOT_DISCORD_TOKEN"):
        create(None)


async def test_the_client_asks_for_no_privileged_intent() -> None:
    intents = build_client(ScriptedApp()).intents
    assert {name for name, on in intents if on} == {"guilds"}


async def test_commands_are_registered_on_demand_and_only_when_they_changed() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        puts = [e for e in world.env.http_requests if e.method == "PUT"]
        assert len(puts) == 1  # by the world itself, after starting
        client: Any = world.env.bot
        assert "already" in await sync(client)
        assert len([e for e in world.env.http_requests if e.method == "PUT"]) == 1
        app.commands = app.commands[1:]
        await world.restart_bot()
        assert "Registered 2" in await sync(world.env.bot)


async def test_commands_can_be_registered_in_one_server_only() -> None:
    async with DiscordWorld(ScriptedApp()) as world:
        guild = int(world.workspace)
        assert "in one server" in await sync(world.env.bot, guild_id=guild)
        assert "already" in await sync(world.env.bot, guild_id=guild)


async def test_a_client_without_commands_cant_be_synced() -> None:
    with pytest.raises(ConfigError):
        await sync(discord.Client(intents=discord.Intents.none()))


async def test_whoever_added_the_bot_is_told_what_comes_next() -> None:
    app = ScriptedApp()
    async with DiscordWorld(app) as world:
        boss = await world.person("boss", admin=True)
        client: Any = world.env.bot
        guild = client.get_guild(int(world.workspace))
        await client.on_guild_join(guild)  # the audit log is closed to the bot
        me = world.env.backend.get_guild(guild.id).members[world.env.backend.bot_user.id]
        rights = discord.Permissions(view_audit_log=True)
        me.role_ids.append(world.guild.create_role("Auditors", permissions=rights).id)
        world.env.backend.record_audit_log(
            guild.id, 28, actor_id=boss.member.id, target_id=world.env.backend.bot_user.id
        )
        await client.on_guild_join(guild)
        owner, installer = (actor for actor, _ in app.installations)
        assert owner.user == str(guild.owner_id)
        assert installer.user == boss.user_id
        assert installer.is_platform_admin
        assert app.installations[0][1] == "Example Hospital"
