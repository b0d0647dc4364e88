"""Which printed names are brands, of which drug, and in which order."""

from __future__ import annotations

from ratingsbot.catalogue.brands import Brands
from ratingsbot.catalogue.entry import Kind, Name
from ratingsbot.catalogue.importers.records import Product

ONE, BOTH = frozenset({"a"}), frozenset({"a", "b"})


def product(brand: str, source: str = "EMA", *, reference: bool = False) -> Product:
    return Product(source, brand, (), reference=reference)


def shown(products: list[Product], *, own: str = "sertraline") -> tuple[str, ...]:
    return Brands({ONE: products}).of(ONE, [own], [])[0]


def test_the_originator_comes_before_a_copy_with_as_many_products() -> None:
    assert shown([product("Alpha"), product("Zoloft", reference=True)]) == ("Zoloft", "Alpha")


def test_a_name_on_more_lists_comes_first() -> None:
    many = [product("Zoloft"), product("Zoloft", "BDPM"), product("Alpha")]
    assert shown(many) == ("Zoloft", "Alpha")


def test_labels_of_copies_are_no_brands() -> None:
    labels = [
        "Sertraline Hydrochloride",
        "Sertralin-Beta",
        "SERTRALINE ARROW",
        "Setraline",
        "Apo-Sert",
        "Teva Something",
        "Children's Allergy Relief",
    ]
    assert shown([product(label) for label in labels]) == ()


def test_dose_form_and_device_are_no_part_of_a_brand() -> None:
    printed = [
        "ZOLOFT 50 mg, gélule",
        "Zoloft Tablets",
        "Lantus SoloStar",
        "Toprol-XL",
        "TYLENOL EXTRA STRENGTH",
    ]
    assert set(shown([product(name) for name in printed])) == {
        "Zoloft",
        "Lantus",
        "Toprol",
        "Tylenol",
    }


def test_a_name_with_better_evidence_for_other_ingredients_is_left_to_them() -> None:
    brands = Brands(
        {ONE: [product("Entresto", "BDPM")], BOTH: [product("Entresto", reference=True)]}
    )
    assert brands.of(ONE, [], []) == ((), ())
    assert brands.of(BOTH, [], [])[0] == ("Entresto",)


def test_equal_evidence_leaves_the_name_to_both() -> None:
    brands = Brands({ONE: [product("Shared")], BOTH: [product("Shared")]})
    assert brands.of(ONE, [], [])[0] == brands.of(BOTH, [], [])[0] == ("Shared",)


def test_a_variant_is_searchable_but_not_shown() -> None:
    found = Brands({ONE: [product("Depakote"), product("Depakote Sprinkles")]}).of(ONE, [], [])
    assert found[0] == ("Depakote",)
    assert [name.text for name in found[1]] == ["Depakote", "Depakote Sprinkles"]


def test_at_most_twelve_are_shown_and_the_rest_searchable() -> None:
    brand_names = [f"Brand{letter}" for letter in "abcdefghijklmno"]
    brands, names = Brands({ONE: [product(n) for n in brand_names]}).of(ONE, [], [])
    assert len(brands) == 12
    assert len(names) == 15


def test_an_unapproved_label_on_one_american_list_is_unknown() -> None:
    assert shown([product("Genozol", "FDA NDC")]) == ()
    assert shown([product("Genozol", "FDA NDC"), product("Genozol", "Drugs@FDA")]) == ("Genozol",)


def test_a_brand_is_another_drug_in_another_country_and_finds_both() -> None:
    brands = Brands({ONE: [product("Unisom", "FDA NDC", reference=True)],
                     BOTH: [product("Unisom", "Health Canada DPD")]})  # fmt: skip
    assert brands.of(ONE, [], [])[1] == (Name("Unisom", Kind.BRAND, ("US",)),)
    assert brands.of(BOTH, [], [])[1] == (Name("Unisom", Kind.BRAND, ("CA",)),)
    assert brands.of(BOTH, [], [])[0] == ()


def test_a_copys_label_with_its_makers_name_is_searchable() -> None:
    found = Brands({ONE: [product("APO-SERTRALINE", "Health Canada DPD")]})
    assert found.of(ONE, ["sertraline"], []) == (
        (),
        (Name("Apo-Sertraline", Kind.GENERIC, ("CA",)),),
    )


def test_a_label_that_only_says_what_it_is_for_is_no_name() -> None:
    assert Brands({ONE: [product("Pain Relief", "FDA NDC")]}).of(ONE, [], []) == ((), ())


def test_a_combinations_plain_names_are_searchable_though_no_brands() -> None:
    found = Brands({BOTH: [product("Alpha and Beta Sodium", "FDA NDC")]})
    assert found.of(BOTH, ["alpha", "beta"], []) == (
        (),
        (Name("alpha and beta sodium", Kind.SYNONYM, ("US",)),),
    )
