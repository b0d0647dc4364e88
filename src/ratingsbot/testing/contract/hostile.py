"""Bad input: each gets a clear private answer or a refusal, and changes nothing."""

from __future__ import annotations

import pytest

from ratingsbot.chat.boundary import MemberKind
from ratingsbot.testing.contract.rating import FIVE
from ratingsbot.testing.contract.stage import Stage
from ratingsbot.testing.driver import Person

HOSTILE_TEXTS = (
    "@everyone look here",
    "<!channel> <!here> <@U1> <#C1>",
    "*bold* _it_ ~gone~ `code` ```block``` > quote",
    "[a link](https://evil.example) <https://evil.example|safe>",
    "# heading\n- list\n1. one",
    "||spoiler|| __under__ <t:0:R> <:x:1>",
    "safe \u202egnihtemos\u202c else",
    "👍🏽 👩‍⚕️ ok",
    "\u200bzero\u200bwidth\ufeff",
    "مرحبا, שלום, Ünïcödé",
    "{{ 7*7 }} ${x} %s $x_{1}$",
    "'; DROP TABLE review; --",
)


class TestBadInput:
    """And legitimate use beside each, so that refusing everything fails."""

    async def test_who_is_not_verified_is_refused_in_one_wording(self, stage: Stage) -> None:
        finn = await stage.world.person("finn")
        mine = await finn.command("drug mine")
        assert mine.text.startswith("For verified physicians here")
        assert mine.buttons == ("Verify",)
        for name in ("drug score", "drug rate", "drug comments"):
            seen = await finn.command(name, drug="sertraline")
            assert seen.text.endswith(mine.text), "a form’s title may stand above, nothing else"
            assert seen.buttons == mine.buttons

    @pytest.mark.parametrize("kind", [MemberKind.GUEST, MemberKind.STRANGER, MemberKind.BOT])
    async def test_guests_strangers_and_bots_get_nothing_even_when_recorded(
        self, stage: Stage, kind: MemberKind
    ) -> None:
        outsider = await stage.world.person("olga", kind=kind)
        await stage.product.make_physician(stage.identity(outsider))
        member = await stage.physician("ada")

        refused = await outsider.command("drug mine")
        allowed = await member.command("drug mine")

        assert "For verified physicians here" in refused.text
        assert "My ratings" in allowed.text

    @pytest.mark.parametrize("text", HOSTILE_TEXTS)
    async def test_a_comment_is_shown_as_typed_and_does_nothing(
        self, stage: Stage, text: str
    ) -> None:
        ada = await stage.physician()
        await _comment(stage, ada, text)
        await stage.colleagues_rate("sertraline", 11, comment="fine {}")
        await stage.product.publish()
        bob = await stage.physician("bob")

        pages = await _all_comments(bob)

        visible = "".join(c for c in text if c not in INVISIBLE)
        for line in visible.splitlines():
            assert line in pages
        assert await stage.world.everyone_sees() == ""

    async def test_a_scale_outside_1_to_5_sent_by_hand_is_refused(self, stage: Stage) -> None:
        ada = await stage.physician()
        for value in ("6", "0", "-1", "five", "4.5", "٣"):
            form = await ada.command("drug rate", drug="sertraline")
            await ada.fill_raw(form, efficacy=value)
        assert "haven’t rated" in await stage.mine(ada)
        await stage.rate(ada, "sertraline", efficacy="5")
        assert "efficacy 5" in await stage.mine(ada)

    async def test_a_comment_of_10_000_characters_is_refused_and_one_of_2_000_is_not(
        self, stage: Stage
    ) -> None:
        ada = await stage.physician()
        await stage.rate(ada, "sertraline", efficacy="5")

        refused = await _comment_raw(stage, ada, "x" * 10_000)
        assert "2,000" in refused
        assert "xxx" not in await stage.mine(ada)

        await _comment(stage, ada, "y" * 2_000)
        assert "yyy" in await stage.mine(ada)

    async def test_another_person_s_form_can_not_be_sent(self, stage: Stage) -> None:
        ada = await stage.physician("ada")
        bob = await stage.physician("bob")
        form = await ada.command("drug rate", drug="sertraline")

        stolen = await bob.fill_raw(form, efficacy="1")

        assert "no longer open" in stolen.text + "".join(f.error for f in stolen.fields.values())
        assert "haven’t rated" in await stage.mine(bob)
        await ada.fill(form, **FIVE)
        assert "efficacy 4" in await stage.mine(ada)

    async def test_a_stranger_s_press_is_refused(self, stage: Stage) -> None:
        ada = await stage.physician("ada")
        await stage.rate(ada, "sertraline", **FIVE)
        finn = await stage.world.person("finn")

        refused = await finn.press_raw("withdraw-now|sertraline|")

        assert "For verified physicians here" in refused.text
        assert "efficacy 4" in await stage.mine(ada)

    async def test_one_physician_s_press_never_touches_another_s_rating(self, stage: Stage) -> None:
        ada = await stage.physician("ada")
        bob = await stage.physician("bob")
        await stage.rate(ada, "sertraline", **FIVE)

        answer = await bob.press_raw("withdraw-now|sertraline|")

        assert "no such rating" in answer.text
        assert "efficacy 4" in await stage.mine(ada)

    async def test_a_made_up_button_is_answered_and_does_nothing(self, stage: Stage) -> None:
        ada = await stage.physician()
        for action in ("nonsense", "approve", "score|", "comments|sertraline|999999", "rate|x|y"):
            seen = await ada.press_raw(action)
            assert seen.private
            assert seen.text

    async def test_a_form_open_while_verification_is_revoked_changes_nothing(
        self, stage: Stage
    ) -> None:
        dana = await stage.steward()
        ada = await stage.physician()
        form = await ada.command("drug rate", drug="sertraline")
        question = await dana.command("drug-admin verify", do="revoke", member=ada.user_id)
        await dana.press(question, "End it")

        refused = await ada.fill(form, **FIVE)

        seen = refused.text + "".join(field.error for field in refused.fields.values())
        assert "For verified physicians here" in seen
        await stage.product.make_physician(stage.identity(ada))
        assert "haven’t rated" in await stage.mine(ada)

    async def test_the_same_form_sent_twice_has_one_effect(self, stage: Stage) -> None:
        ada = await stage.physician()
        form = await ada.command("drug rate", drug="sertraline")
        await ada.fill(form, **FIVE)

        await ada.fill_raw(form, **FIVE)

        assert (await stage.mine(ada)).count("efficacy 4") == 1
        pool = await stage.pool()
        changed = await stage.product.store.read(lambda uow: uow.reviews.changed(pool))
        assert [changes.physicians for changes in changed.values()] == [1]

    async def test_an_admin_who_is_no_physician_reads_no_ratings(self, stage: Stage) -> None:
        eli = await stage.admin()
        await stage.colleagues_rate("sertraline", 30)
        await stage.product.publish()

        assert "For verified physicians" in (await eli.command("drug score", drug="Zoloft")).text
        assert "No stewards yet" in (await eli.command("drug-admin stewards")).text

    async def test_nobody_but_officers_looks_after_verification(self, stage: Stage) -> None:
        ada = await stage.physician()
        boss = await stage.world.person("boss", admin=True)

        for person in (ada, boss):
            seen = await person.command("drug-admin verify")
            assert "For stewards and admins here" in seen.text

    async def test_typing_into_a_search_tells_a_visitor_nothing(self, stage: Stage) -> None:
        finn = await stage.world.person("finn")
        ada = await stage.physician()
        assert await ada.typeahead("drug score", "drug", "zolo")
        assert not await finn.typeahead("drug score", "drug", "zolo")


INVISIBLE = "\u202e\u202c\u200b\ufeff"


async def _comment(stage: Stage, person: Person, text: str) -> None:
    form = await person.command("drug rate", drug="sertraline")
    if "comment" in form.fields:
        await person.fill(form, efficacy="4", comment=text)
        return
    receipt = await person.fill(form, efficacy="4")
    await person.fill(await person.press(receipt, "Comment"), comment=text)


async def _comment_raw(stage: Stage, person: Person, text: str) -> str:
    form = await person.command("drug rate", drug="sertraline")
    if "comment" in form.fields:
        seen = await person.fill_raw(form, efficacy="4", comment=text)
    else:
        receipt = await person.fill(form, efficacy="4")
        seen = await person.fill_raw(await person.press(receipt, "Comment"), comment=text)
    return seen.text + "".join(field.error for field in seen.fields.values())


async def _all_comments(person: Person) -> str:
    seen = await person.command("drug comments", drug="sertraline")
    text = seen.text
    while "Older" in seen.buttons:
        seen = await person.press(seen, "Older")
        text += "\n" + seen.text
    return text
