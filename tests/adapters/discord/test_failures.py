"""When something fails, the person hears of it and the log names nobody."""

from __future__ import annotations

from dataclasses import replace

import structlog

from adapters.discord.driver import DiscordWorld
from adapters.discord.scripted import CARD, DETAILS_PAGE, FORM, ScriptedApp
from ratingsbot.chat.replies import Paragraph, Picture, Reply
from ratingsbot.errors import StorageUnavailable


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


async def test_a_failing_press_is_answered_beside_the_card_which_can_be_tried_again() -> None:
    app = ScriptedApp(invoked=CARD, pressed=ValueError("bug"))
    async with DiscordWorld(app) as world:
        ann = await world.person("ann")
        card = await ann.command("drug score", drug="d1")
        seen = await ann.press(card, "More")
        assert seen.text.startswith("That is not confirmed.")
        assert seen.private
        app.pressed = Reply((Paragraph("more"),))
        assert (await ann.press(card, "More")).text == "more"


async def test_a_picture_that_breaks_leaves_the_text() -> None:
    app = ScriptedApp(invoked=Reply((Paragraph("words"), Picture("k", "bars"))))
    app.pictures = Broken()
    async with DiscordWorld(app) as world:
        seen = await (await world.person("ann")).command("drug score", drug="d1")
        assert seen.text == "words"
        assert seen.pictures == ()


class Broken(dict[str, bytes]):
    """Pictures that fail in a way nobody foresaw."""

    def __contains__(self, key: object) -> bool:
        raise ZeroDivisionError


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
