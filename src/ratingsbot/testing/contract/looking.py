"""Looking up what colleagues think."""

from __future__ import annotations

from ratingsbot.testing.contract.stage import Stage


class TestLookingUp:
    """Cards, comments, notices, the start page and the texts for everybody."""

    async def test_results_come_as_a_picture_and_as_a_text_that_stands_alone(
        self, stage: Stage
    ) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 34)
        await stage.product.publish()
        offer = await ada.command("drug score", drug="sertraline")
        assert "Rate first" in offer.buttons

        card = await ada.press(offer, "Show")

        assert "4.0, likely" in card.text
        assert "30+ physicians" in card.text
        assert "Results updated March 2026" in card.text
        assert len(card.pictures) == 1
        assert "mean 4.0" in card.pictures[0]
        assert "Rate" in card.buttons
        assert card.private

    async def test_a_drug_without_results_is_still_worth_a_look(self, stage: Stage) -> None:
        ada = await stage.physician()

        card = await ada.command("drug score", drug="Zoloft")

        assert "Not enough ratings yet" in card.text
        assert "Serotonin Reuptake Inhibitor" in card.text
        assert "dailymed.nlm.nih.gov" in card.text
        assert {"Rate", "Tell me when ready"} <= set(card.buttons)

    async def test_two_drugs_are_compared_in_words(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 60, value=5)
        await stage.colleagues_rate("fluoxetine", 60, value=3)
        await stage.product.publish()

        said = await ada.command("drug compare", drug="sertraline", **{"with": "fluoxetine"})

        assert "sertraline’s is higher than fluoxetine’s more than 9 times in 10" in said.text
        assert set(said.buttons) == {"sertraline", "fluoxetine"}
        assert said.private

    async def test_a_comparison_with_an_unsure_name_asks_for_it(self, stage: Stage) -> None:
        ada = await stage.physician()
        for drug in ("sertraline", "fluoxetine"):
            await stage.colleagues_rate(drug, 40)
        await stage.product.publish()
        form = await ada.command("drug compare", drug="sertralinn", **{"with": "fluoxetine"})

        asked = await ada.fill(form, drug="=sertraline", **{"with": "=fluoxetine"})

        assert "No reliable difference" in asked.text

    async def test_a_class_is_ranked(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 40)
        await stage.product.publish()

        said = await ada.command("drug top", on="safety", of="serotonin reuptake inhibitor")

        assert "Rank 1: sertraline 4.0" in said.text
        assert "Adherence" in said.buttons

    async def test_a_course_over_time_is_told(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 40)
        await stage.product.publish()

        said = await ada.command("drug trend", drug="sertraline")

        assert "efficacy 4.0" in said.text
        assert "First results, nothing older" in said.text

    async def test_four_ratings_look_like_none(self, stage: Stage) -> None:
        ada = await stage.physician()
        before = await ada.command("drug score", drug="sertraline")
        await stage.colleagues_rate("sertraline", 4, value=1, comment="Beware {}")
        await stage.product.publish()

        after = await ada.command("drug score", drug="sertraline")

        assert after.text == before.text

    async def test_nothing_live_is_shown(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 12)
        await stage.product.publish()
        offer = await ada.command("drug score", drug="sertraline")
        before = await ada.press(offer, "Show")
        await stage.colleagues_rate("sertraline", 3, value=1, first=100)
        await stage.product.publish()

        offer = await ada.command("drug score", drug="sertraline")
        after = await ada.press(offer, "Show")

        assert after.text == before.text

    async def test_comments_are_paged_quoted_and_inert(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.colleagues_rate("sertraline", 11, comment="*bold* @everyone <!channel> no {}")
        await stage.product.publish()

        first = await ada.command("drug comments", drug="sertraline")
        assert first.text.count("*bold* @everyone <!channel> no ") == 5
        second = await ada.press(first, "Older")

        assert second.text.count("*bold* @everyone <!channel> no ") == 5
        assert second.text != first.text
        assert "Newer" in second.buttons

    async def test_waiting_for_results_ends_in_a_notice_that_the_message_does_not_tell(
        self, stage: Stage
    ) -> None:
        ada = await stage.physician()
        card = await ada.command("drug score", drug="sertraline")
        await ada.press(card, "Tell me when ready")
        await stage.colleagues_rate("sertraline", 7)
        await stage.product.publish()
        await stage.deliver()

        inbox = await ada.inbox()

        assert "You have a notice. Open /drug mine." in inbox[-1].text
        assert "sertraline" not in inbox[-1].text
        assert "ratings of sertraline are ready" in await stage.mine(ada)

    async def test_an_unknown_drug_is_never_guessed(self, stage: Stage) -> None:
        ada = await stage.physician()

        nonsense = await ada.command("drug score", drug="qwertzuiop")
        prefix = await ada.command("drug score", drug="sertr")

        assert "No drug is called" in nonsense.text
        assert "Which one do you mean?" in prefix.text
        card = await ada.press(prefix, "sertraline")
        assert "Not enough ratings yet" in card.text

    async def test_the_start_page_leads_on_without_typing(self, stage: Stage) -> None:
        ada = await stage.physician()

        home = await ada.home()

        assert home.buttons
        form = await ada.press(home, home.buttons[0])
        assert "drug" in form.fields

    async def test_help_method_and_privacy_are_open_to_everybody(self, stage: Stage) -> None:
        visitor = await stage.world.person("finn")

        texts = [(await visitor.command(f"drug {name}")).text for name in HELPFUL]

        assert "/drug rate" in texts[0]
        assert "Fewer than 5 physicians" in texts[1]
        assert "Who could know what" in texts[2]

    async def test_every_command_answers_and_answers_privately(self, stage: Stage) -> None:
        ada = await stage.steward("ada")
        for spec in stage.product.app.commands:
            options = {
                option.name: "sertraline" for option in spec.options if option.kind == "drug"
            }
            if any(option.required and option.name not in options for option in spec.options):
                continue
            seen = await ada.command(spec.full_name, **options)
            assert seen.private, spec.full_name
            assert seen.text or seen.is_form, spec.full_name
            assert "went wrong" not in seen.text, spec.full_name
        assert await stage.world.everyone_sees() == ""


HELPFUL = ("help", "method", "privacy")
