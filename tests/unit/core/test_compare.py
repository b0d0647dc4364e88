"""/drug compare: what may be said of two drugs, and nothing more."""

from __future__ import annotations

import pytest

from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, form, labels, physician, text

SERTRALINE, FLUOXETINE = "sertraline", "fluoxetine"


async def with_ratings(bot: Product, **values: tuple[int, int]) -> Person:
    """A reader, in a workspace where each drug has so many raters who all gave one value."""
    reader = await physician(bot, "Reader")
    pool = await bot.pool_of("slack", "W1")
    for drug, (raters, value) in values.items():
        await bot.colleagues_rate(pool, drug, raters, value=value)
    await bot.publish()
    return reader


async def test_a_clear_difference_is_told_in_times_out_of_ten(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(60, 5), fluoxetine=(60, 3))
    said = text(await reader.command("drug compare", drug=SERTRALINE, **{"with": FLUOXETINE}))
    assert "sertraline 5.0, likely" in said
    assert "sertraline’s is higher than fluoxetine’s more than 9 times in 10." in said
    turned = text(await reader.command("drug compare", drug="fluoxetine vs sertraline"))
    assert "sertraline’s is higher than fluoxetine’s more than 9 times in 10." in turned


async def test_two_names_with_nothing_but_a_space_between_are_told_apart(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), fluoxetine=(40, 4))
    typed = "sertraline hydrochloride Prozac"
    said = text(await reader.command("drug compare", drug=typed))
    assert "sertraline 4.0" in said
    assert "fluoxetine 4.0" in said


async def test_under_thirty_raters_no_figure_of_ten_is_given(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(25, 5), fluoxetine=(25, 2))
    said = text(await reader.command("drug compare", drug="sertraline, fluoxetine"))
    assert "sertraline is rated higher than fluoxetine." in said
    assert "in 10" not in said


@pytest.mark.parametrize(
    ("raters", "words"),
    [(400, "No reliable difference."), (12, "Too few ratings to tell."), (6, "Too few ratings")],
)
async def test_no_difference_and_too_few_ratings_are_told_apart(
    bot: Product, raters: int, words: str
) -> None:
    reader = await with_ratings(bot, sertraline=(raters, 4), fluoxetine=(raters, 4))
    said = text(await reader.command("drug compare", drug="sertraline or fluoxetine"))
    assert words in said
    assert "higher" not in said


async def test_a_drug_without_results_is_beside_the_other_and_nothing_is_said_of_both(
    bot: Product,
) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), fluoxetine=(4, 1))
    said = text(await reader.command("drug compare", drug="sertraline, fluoxetine"))
    assert "fluoxetine not enough ratings yet" in said
    assert "difference." not in said
    assert "too few" not in said.casefold()


async def test_a_drug_that_lost_its_raters_is_compared_as_one_that_never_had_any(
    bot: Product,
) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), fluoxetine=(12, 1))
    pool = await bot.pool_of("slack", "W1")
    await bot.colleagues_withdraw(pool, FLUOXETINE, 12)
    bot.clock.advance(days=1)
    await bot.publish()
    said = text(await reader.command("drug compare", drug="sertraline, fluoxetine"))
    assert "fluoxetine: not enough ratings yet." in said
    assert "0+ physicians, updated" not in said.replace("40+", "")


async def test_drugs_for_different_conditions_are_compared_only_if_asked_for(
    bot: Product,
) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), metformin=(40, 4))
    asked = await reader.command("drug compare", drug="sertraline, metformin")
    assert "No source of ours names one condition for all of these" in text(asked)
    assert "4.0" not in text(asked)
    said = text(await reader.press(asked, "Compare anyway"))
    assert "sertraline 4.0" in said
    assert "metformin 4.0" in said


async def test_a_name_that_is_unsure_opens_the_form_with_the_sure_one_filled_in(
    bot: Product,
) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), fluoxetine=(40, 4))
    opened = form(await reader.command("drug compare", drug="sertraline, fluoxetinn"))
    assert opened.answers["drug"] == "=sertraline"
    assert "with" not in opened.answers
    said = text(await reader.fill(opened, **{"with": "=fluoxetine"}))
    assert "fluoxetine 4.0" in said


async def test_more_drugs_than_can_be_compared_are_refused_and_none_is_left_out(
    bot: Product,
) -> None:
    reader = await with_ratings(bot)
    five = "sertraline, fluoxetine, citalopram, paroxetine, escitalopram"
    said = text(await reader.command("drug compare", drug=five))
    assert said == "At most 4 drugs can be compared; these are 5."


async def test_too_few_ratings_of_one_pair_are_not_called_no_difference(bot: Product) -> None:
    reader = await with_ratings(
        bot, sertraline=(400, 4), fluoxetine=(400, 4), citalopram=(6, 4), paroxetine=(400, 1)
    )
    said = text(await reader.command("drug compare", drug="sertraline, fluoxetine, citalopram"))
    assert "No reliable difference or too few ratings to tell." in said
    said = text(await reader.command("drug compare", drug="sertraline, paroxetine, citalopram"))
    assert "Otherwise too few ratings to tell." in said


async def test_one_drug_twice_is_no_comparison(bot: Product) -> None:
    reader = await with_ratings(bot)
    opened = await reader.command("drug compare")
    again = form(await reader.fill(opened, drug="=sertraline", **{"with": "=sertraline"}))
    assert again.errors["with"] == "Pick 2 to 4 different drugs."


async def test_a_comparison_changes_with_the_releases_only(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4), fluoxetine=(40, 4))
    before = await reader.command("drug compare", drug="sertraline, fluoxetine")
    pool = await bot.pool_of("slack", "W1")
    await bot.colleagues_rate(pool, SERTRALINE, 40, value=1)
    assert await reader.command("drug compare", drug="sertraline, fluoxetine") == before
    assert labels(before) == [SERTRALINE, FLUOXETINE]
