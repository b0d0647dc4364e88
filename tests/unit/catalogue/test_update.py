"""Newer files: reviews follow their drug, nothing is lost, and no drug inherits another's."""

from __future__ import annotations

from ratingsbot.catalogue.entry import Entry, Kind, Name
from ratingsbot.catalogue.lookup import Catalogue
from ratingsbot.catalogue.table import Table, pack, unpack
from ratingsbot.catalogue.update import carried_over, diff
from ratingsbot.domain.drugs import Drug, DrugId


def entry(id_: str, actives: str, *names: str, title: str = "", retired: bool = False) -> Entry:
    drug = Drug(DrugId(id_), title or id_, names, "", None, "", (), marketed=not retired)
    found = tuple(Name(name, Kind.BRAND, ("US",)) for name in names)
    return Entry(drug, found, tuple(sorted(actives.split("+"))), retired)


def table(*entries: Entry) -> Table:
    return Table(entries)


def by_id(found: Table) -> dict[str, Entry]:
    return {e.drug.id: e for e in found.entries}


def test_the_same_table_is_no_difference() -> None:
    entries = [entry("a", "A", "Alpha"), entry("b", "B", "Beta")]
    assert not diff(entries, entries)
    assert str(diff(entries, entries)) == ("No drug is new, renamed, merged, split or retired.")


def test_a_new_drug_is_named_as_new() -> None:
    found = diff([entry("a", "A", "Alpha")], [entry("a", "A", "Alpha"), entry("b", "B", "Beta")])
    assert [e.drug.id for e in found.new] == ["b"]
    assert str(found) == "1 new\n  b (b)"


def test_a_renamed_drug_keeps_its_id() -> None:
    old, new = table(entry("paracetamol", "A", "Tylenol")), table(entry("apap", "A", "Tylenol"))
    assert [(o.drug.name, n.drug.name) for o, n in diff(old.entries, new.entries).renamed] == [
        ("paracetamol", "apap")
    ]
    kept = by_id(carried_over(old, new))
    assert {id_: e.drug.name for id_, e in kept.items()} == {"paracetamol": "apap"}


def test_a_drug_whose_key_changed_is_known_by_its_names() -> None:
    old = table(entry("x", "UNII1", "Alpha", "Beta"))
    new = table(entry("x-base", "DB1", "Alpha", "Beta", title="x"))
    assert not diff(old.entries, new.entries)
    assert set(by_id(carried_over(old, new))) == {"x"}


def test_a_merged_drugs_id_leads_to_the_drug_it_became() -> None:
    old = table(entry("salt", "S", "Alpha", "Beta"), entry("base", "B", "Gamma"))
    new = table(entry("base", "B", "Alpha", "Beta", "Gamma", "salt"))
    found = carried_over(old, new)
    assert [(o.drug.id, n.drug.id) for o, n in diff(old.entries, new.entries).merged] == [
        ("salt", "base")
    ]
    drug = Catalogue(found.entries, found.aliases).get("salt")
    assert drug is not None
    assert drug.id == "base"


def test_a_split_drugs_id_stays_with_the_part_that_keeps_most_names() -> None:
    old = table(entry("toxin", "T", "Botox", "Vistabel", "Dysport"))
    new = table(entry("ona", "O", "Botox", "Vistabel"), entry("abo", "A", "Dysport"))
    told = diff(old.entries, new.entries)
    assert [(o.drug.id, [p.drug.id for p in parts]) for o, parts in told.split] == [
        ("toxin", ["ona", "abo"])
    ]
    assert not told.new
    kept = by_id(carried_over(old, new))
    assert kept["toxin"].drug.name == "ona"
    assert kept["abo"].drug.name == "abo"


def test_a_drug_that_lost_a_brand_to_a_new_one_keeps_its_id() -> None:
    old = table(entry("toxin", "T", "Botox", "Dysport"))
    new = table(entry("toxin", "T", "Botox"), entry("abo", "A", "Dysport"))
    told = diff(old.entries, new.entries)
    assert [(o.drug.id, [p.drug.id for p in parts]) for o, parts in told.split] == [
        ("toxin", ["toxin", "abo"])
    ]
    assert set(by_id(carried_over(old, new))) == {"toxin", "abo"}


def test_a_retired_drug_stays_marked_for_ever() -> None:
    old, new = table(entry("gone", "G", "Vioxx")), table(entry("b", "B", "Beta"))
    assert [e.drug.id for e in diff(old.entries, new.entries).retired] == ["gone"]
    once = carried_over(old, new)
    twice = carried_over(once, new)
    assert by_id(twice)["gone"].retired
    assert not by_id(twice)["gone"].drug.marketed
    assert not diff(once.entries, new.entries)


def test_a_retired_drug_that_returns_is_itself_again() -> None:
    old = table(entry("back", "B", "Beta", retired=True))
    kept = by_id(carried_over(old, table(entry("back", "B", "Beta"))))
    assert not kept["back"].retired


def test_one_shared_brand_makes_no_heir() -> None:
    old = table(entry("doxylamine", "D", "Unisom", "Alpha", "Beta", "Gamma"))
    new = table(entry("diphenhydramine", "E", "Unisom", "Delta"))
    kept = by_id(carried_over(old, new))
    assert kept["doxylamine"].retired
    assert kept["diphenhydramine"].drug.name == "diphenhydramine"


def test_a_singles_reviews_never_become_a_combinations() -> None:
    old = table(entry("a", "A", "Alpha", "Beta"))
    new = table(entry("a-b", "A+B", "Alpha", "Beta", "a"))
    found = carried_over(old, new)
    assert by_id(found)["a"].retired
    assert found.aliases == {}


def test_an_id_that_was_once_given_is_never_given_to_another_drug() -> None:
    old = table(entry("same", "A", "Alpha"))
    new = table(entry("same", "B", "Beta", title="other"))
    kept = by_id(carried_over(old, new))
    assert kept["same"].retired
    assert kept["same-2"].drug.name == "other"


def test_an_alias_leads_to_the_end_in_one_step_after_several_updates() -> None:
    old = Table(
        (entry("b", "B", "Alpha", "Beta"), entry("c", "C", "Gamma")), {DrugId("a"): DrugId("b")}
    )
    new = table(entry("c", "C", "Alpha", "Beta", "Gamma", "b"))
    assert carried_over(old, new).aliases == {"a": "c", "b": "c"}


def test_the_table_reads_back_as_it_was_written() -> None:
    first = Table(
        (entry("a", "A", "Alpha", "Beta"), entry("b", "B", retired=True)),
        {DrugId("old"): DrugId("a")},
    )
    assert unpack(pack(first)) == first
    assert pack(unpack(pack(first))) == pack(first)
