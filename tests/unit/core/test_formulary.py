"""A workspace's own names and products, beside the catalogue."""

from __future__ import annotations

from ratingsbot.chat.replies import Heading, Picture, Reply
from ratingsbot.testing.harness import Product
from unit.core.conversation import Person, admin, labels, physician, text


async def added(chief: Person, name: str, *, drug: str = "", ingredients: str = "") -> str:
    """What an admin reads after adding an entry."""
    form = await chief.command("drug-admin formulary", do="add")
    return text(await chief.fill(form, name=name, drug=drug, ingredients=ingredients))


async def test_a_local_name_finds_its_drug(bot: Product) -> None:
    chief, ada = await admin(bot), await physician(bot, "Ada")
    assert "No drug is called" in text(await ada.command("drug score", drug="the blue inhaler"))
    said = await added(chief, "The blue inhaler", drug="salbutamol")
    assert "Added: The blue inhaler means salbutamol." in said
    card = await ada.command("drug score", drug="the Blue-inhaler")
    assert isinstance(card, Reply)
    assert card.nodes[0] == Heading("salbutamol")
    offered = await ada.suggest("drug", "the bl")
    assert offered[0].label == "The blue inhaler · salbutamol"


async def test_a_product_of_ones_own_is_rated_and_published_like_any_drug(bot: Product) -> None:
    chief, ada = await admin(bot), await physician(bot, "Ada")
    said = await added(chief, "Magic mouthwash", ingredients="lidocaine 2 %, nystatin")
    assert "is a product of yours: lidocaine 2 %, nystatin" in said
    await ada.rates("magic mouthwash")
    assert "Magic mouthwash: efficacy 4" in await ada.mine()
    choice = (await ada.suggest("drug", "mouth"))[0]
    assert choice.label == "Magic mouthwash"
    pool = await bot.pool_of("slack", "W1")
    await bot.colleagues_rate(pool, choice.value.removeprefix("="), 11)
    await bot.publish()
    card = await ada.command("drug score", drug="Magic mouthwash")
    assert "10+ physicians" in text(card)
    assert isinstance(card, Reply)
    (picture,) = (node for node in card.nodes if isinstance(node, Picture))
    assert (await bot.app.picture(picture.key)).startswith(b"\x89PNG")


async def test_another_workspace_knows_nothing_of_it(bot: Product) -> None:
    chief, bo = await admin(bot), await physician(bot, "Bo", workspace="W2")
    await added(chief, "The blue inhaler", drug="salbutamol")
    assert "No drug is called" in text(await bo.command("drug score", drug="the blue inhaler"))
    assert not await bo.suggest("drug", "the blue")


async def test_a_local_name_that_is_also_a_drug_asks_which(bot: Product) -> None:
    chief, ada = await admin(bot), await physician(bot, "Ada")
    await added(chief, "Metformin", drug="sertraline")
    asked = await ada.command("drug rate", drug="metformin")
    assert "Which one do you mean?" in text(asked)
    assert labels(asked) == ["Metformin · sertraline", "metformin"]


async def test_bad_entries_are_refused_with_the_reason(bot: Product) -> None:
    chief = await admin(bot)
    assert "Say what is in it" in await added(chief, "Mix")
    assert "pick a drug from the list" in await added(chief, "Mix", drug="nonsense")
    await added(chief, "Mix", ingredients="a and b")
    assert "in the formulary already" in await added(chief, "MIX", ingredients="c")


async def test_what_is_removed_is_no_longer_found_and_ratings_stay_their_authors(
    bot: Product,
) -> None:
    chief, ada = await admin(bot), await physician(bot, "Ada")
    await added(chief, "Magic mouthwash", ingredients="lidocaine 2 %")
    await ada.rates("magic mouthwash")
    listed = await chief.command("drug-admin formulary")
    assert "Magic mouthwash: made or named here: lidocaine 2 %" in text(listed)
    assert "Removed: Magic mouthwash." in text(await chief.press(listed, "Remove"))
    assert "No drug is called" in text(await ada.command("drug score", drug="magic mouthwash"))
    assert "efficacy 4" in await ada.mine()
    assert "gone already" in text(await chief.press(listed, "Remove"))


async def test_an_admin_who_is_no_physician_can_search_drugs_for_it(bot: Product) -> None:
    chief = await admin(bot)
    assert await chief.suggest("drug", "sertr")
