"""A line of the shipped table: a drug as the domain knows it, and further names that find it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ratingsbot.domain.drugs import Drug, DrugId, Indication, IndicationCode


@dataclass(frozen=True, slots=True)
class Entry:
    """A drug of the catalogue. `synonyms` are searchable but not shown on cards."""

    drug: Drug
    synonyms: tuple[str, ...]


def to_line(entry: Entry) -> str:
    """`entry` as one line of JSON, the same for the same entry on every machine."""
    drug = entry.drug
    record = {
        "id": drug.id,
        "name": drug.name,
        "synonyms": entry.synonyms,
        "brands": drug.brands,
        "class": drug.drug_class,
        "year": drug.first_year,
        "year_source": drug.first_year_source,
        "indications": [[i.code, i.name, i.source, i.authorised] for i in drug.indications],
        "links": drug.links,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Entry:
    """The entry that `to_line` wrote. Raises KeyError or ValueError on any other text."""
    record = json.loads(line)
    drug = Drug(
        id=DrugId(record["id"]),
        name=record["name"],
        brands=tuple(record["brands"]),
        drug_class=record["class"],
        first_year=record["year"],
        first_year_source=record["year_source"],
        indications=tuple(
            Indication(IndicationCode(code), name, source, authorised)
            for code, name, source, authorised in record["indications"]
        ),
        links=tuple((label, address) for label, address in record["links"]),
    )
    return Entry(drug, tuple(record["synonyms"]))
