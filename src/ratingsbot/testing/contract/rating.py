"""Rating, editing, details, withdrawing."""

from __future__ import annotations

from ratingsbot.testing.contract.stage import Stage
from ratingsbot.testing.harness import OPERATOR

FIVE = {
    "efficacy": "4",
    "safety": "3",
    "tolerability": "none",
    "accessibility": "5",
    "adherence": "2",
}


class TestRating:
    """One rating's whole way."""

    async def test_a_physician_rates_in_one_form_and_reads_it_back(self, stage: Stage) -> None:
        ada = await stage.physician()
        form = await ada.command("drug rate", drug="sertraline")
        assert list(form.fields)[:5] == list(FIVE)
        assert list(form.fields["efficacy"].options or ()) == ["5", "4", "3", "2", "1", "none"]

        receipt = await ada.fill(form, **FIVE)

        assert "Saved. Hidden until mixed with colleagues’ ratings" in receipt.text
        assert receipt.private
        mine = await stage.mine(ada)
        assert "efficacy 4, safety 3, accessibility 5, adherence 2" in mine
        assert "tolerability" not in mine

    async def test_one_answer_is_enough_and_none_is_not(self, stage: Stage) -> None:
        ada = await stage.physician()
        form = await ada.command("drug rate", drug="sertraline")

        refused = await ada.fill(form, **dict.fromkeys(FIVE, "none"))

        seen = refused.text + "".join(field.error for field in refused.fields.values())
        assert "at least one of the five" in seen
        assert "haven’t rated" in await stage.mine(ada)
        receipt = await stage.rate(ada, "sertraline", efficacy="5")
        assert "Saved." in receipt.text

    async def test_the_first_rating_is_preceded_by_who_could_know_what(self, stage: Stage) -> None:
        ada = await stage.physician(briefed=False)
        briefing = await ada.command("drug rate", drug="sertraline")
        assert OPERATOR in briefing.text
        assert not briefing.is_form

        form = await ada.press(briefing, briefing.buttons[0])

        assert "efficacy" in form.fields
        await ada.fill(form, **FIVE)
        again = await ada.command("drug rate", drug="metformin")
        assert again.is_form

    async def test_opening_it_again_edits_and_is_prefilled(self, stage: Stage) -> None:
        ada = await stage.physician()
        await stage.rate(ada, "sertraline", **FIVE)

        form = await ada.command("drug rate", drug="Zoloft")

        assert {name: form.fields[name].value for name in FIVE} == FIVE
        receipt = await ada.fill(form, efficacy="1")
        assert "Changed." in receipt.text
        mine = await stage.mine(ada)
        assert "efficacy 1, safety 3" in mine
        assert mine.count("sertraline") == 1

    async def test_details_come_after_saving_and_move_the_rating_to_its_indication(
        self, stage: Stage
    ) -> None:
        ada = await stage.physician()
        receipt = await stage.rate(ada, "sertraline", **FIVE)
        form = await ada.press(receipt, "Add details")
        assert all(field.value == "" for field in form.fields.values())
        drug = stage.product.services.catalogue.find("sertraline")[0].drug
        indication = drug.indications[0]

        saved = await ada.fill(
            form, indication=indication.code, patients="6-20", paid_by_maker="unsaid"
        )

        assert indication.name in saved.text
        assert f"For: {indication.name}" in await stage.mine(ada)
        again = await ada.press(saved, "Edit details")
        assert again.fields["patients"].value == "6-20"
        assert "paid_by_maker" not in again.fields, "asked once a drug and year"

    async def test_withdrawing_asks_once_and_deletes_at_once(self, stage: Stage) -> None:
        ada = await stage.physician()
        receipt = await stage.rate(ada, "sertraline", **FIVE)
        question = await ada.press(receipt, "Withdraw")
        assert "sertraline" in await stage.mine(ada), "asking changes nothing"

        done = await ada.press(question, "Yes, withdraw")

        assert "Withdrawn" in done.text
        assert "haven’t rated" in await stage.mine(ada)

    async def test_a_form_left_open_survives_a_restart(self, stage: Stage) -> None:
        ada = await stage.physician()
        form = await ada.command("drug rate", drug="sertraline")

        await stage.world.restart_bot()

        receipt = await ada.fill(form, **FIVE)
        assert "Saved." in receipt.text
        assert "efficacy 4" in await stage.mine(ada)

    async def test_a_button_survives_a_restart(self, stage: Stage) -> None:
        ada = await stage.physician()
        receipt = await stage.rate(ada, "sertraline", **FIVE)

        await stage.world.restart_bot()

        form = await ada.press(receipt, "Add details")
        assert "patients" in form.fields

    async def test_what_is_offered_while_typing_is_the_catalogue_s(self, stage: Stage) -> None:
        ada = await stage.physician()

        labels = await ada.typeahead("drug rate", "drug", "zolo")

        assert "Zoloft · sertraline" in labels
        assert len(labels) <= 25

    async def test_the_same_words_come_back_whatever_colleagues_gave(self, stage: Stage) -> None:
        ada = await stage.physician()
        alone = await stage.rate(ada, "sertraline", **FIVE)
        await stage.colleagues_rate("metformin", 20)
        among = await stage.rate(ada, "metformin", **FIVE)
        assert alone.text.replace("sertraline", "X") == among.text.replace("metformin", "X")
