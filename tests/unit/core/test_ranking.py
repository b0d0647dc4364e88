"""/drug top and /drug trend: never a false order, and only what was published."""

from __future__ import annotations

from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, labels, physician, text


async def with_ratings(bot: Product, **values: tuple[int, int]) -> Person:
    """A reader, where each drug has so many raters who all gave one value."""
    reader = await physician(bot, "Reader")
    pool = await bot.pool_of("slack", "W1")
    for drug, (raters, value) in values.items():
        await bot.colleagues_rate(pool, drug, raters, value=value)
    await bot.publish()
    return reader


def depression(bot: Product) -> str:
    """A condition that all drugs of these tests are used for, by its code."""
    catalogue = bot.services.catalogue
    drugs = [catalogue.get(name) for name in ("sertraline", "fluoxetine", "citalopram")]  # type: ignore[arg-type]
    codes = [{i.code for i in drug.indications} for drug in drugs if drug is not None]
    return sorted(set.intersection(*codes))[0]


async def test_drugs_that_the_ratings_tell_apart_have_ranks_of_their_own(bot: Product) -> None:
    reader = await with_ratings(bot, citalopram=(200, 1), sertraline=(200, 5), fluoxetine=(200, 3))
    said = text(await reader.command("drug top", of=depression(bot)))
    first, second, third = (said.index(f"Rank {n}: ") for n in (1, 2, 3))
    assert first < said.index("sertraline 5.0") < second < said.index("fluoxetine 3.0") < third
    assert "others have too few ratings to be shown" in said


async def test_drugs_that_the_ratings_cannot_tell_apart_share_their_ranks(bot: Product) -> None:
    reader = await with_ratings(bot, citalopram=(40, 1), sertraline=(12, 4), fluoxetine=(11, 5))
    said = text(await reader.command("drug top", of=depression(bot)))
    assert said.count("Shared rank 1–2") == 2
    assert "Rank 3: citalopram" in said


async def test_a_ranking_can_be_turned_to_another_of_the_five(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4))
    seen = await reader.command("drug top", of=depression(bot))
    assert "Safety" in labels(seen)
    assert ": safety" in text(await reader.press(seen, "Safety"))
    assert ": adherence" in text(
        await reader.command("drug top", of=depression(bot), on="adherence")
    )


async def test_a_class_is_found_by_a_word_and_an_unsure_one_is_asked_about(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(40, 4))
    offered = await reader.suggest("scope", "serotonin reup")
    assert offered[0].label == "Serotonin Reuptake Inhibitor"
    assert "sertraline 4.0" in text(await reader.command("drug top", of=offered[0].value))
    asked = await reader.command("drug top", of="serotonin reup")
    assert "sertraline 4.0" in text(await reader.press(asked, "Serotonin Reuptake Inhibitor"))
    assert "No class and no condition" in text(await reader.command("drug top", of="xyzzy"))
    assert "Ranked among what?" in text(await reader.command("drug top"))


async def test_a_word_of_many_conditions_says_that_there_are_more(bot: Product) -> None:
    reader = await with_ratings(bot)
    asked = await reader.command("drug top", of="infect")
    assert len(labels(asked)) == 5
    assert "There are more" in text(asked)


async def test_a_drug_with_too_few_raters_has_no_rank(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(4, 5))
    said = text(await reader.command("drug top", of=depression(bot)))
    assert "Not enough ratings yet, for none of these drugs." in said
    assert "sertraline" not in said


async def test_a_trend_is_what_was_published_and_nothing_since(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(20, 3))
    pool = await bot.pool_of("slack", "W1")
    assert "First results, nothing older." in text(
        await reader.command("drug trend", drug="sertraline")
    )
    bot.clock.advance(days=40)
    await bot.colleagues_rate(pool, "sertraline", 20, value=5)
    assert "efficacy 5.0" not in text(await reader.command("drug trend", drug="sertraline"))
    await bot.publish()
    said = text(await reader.command("drug trend", drug="sertraline"))
    assert said.index("April 2026: efficacy 5.0") < said.index("March 2026: efficacy 3.0")


async def test_a_drug_without_results_has_no_trend(bot: Product) -> None:
    reader = await with_ratings(bot, sertraline=(4, 3))
    assert "Not enough ratings yet." in text(await reader.command("drug trend", drug="sertraline"))
