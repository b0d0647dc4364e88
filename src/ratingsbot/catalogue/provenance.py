"""Where the table comes from: written beside it, so that it never ships without."""

from __future__ import annotations

from collections.abc import Iterable

from ratingsbot.catalogue.importers import (
    bdpm,
    drugbank,
    drugsatfda,
    ema,
    fda_ndc,
    fda_unii,
    healthcanada,
    pharmacotherapydb,
    purplebook,
    wikidata,
)
from ratingsbot.catalogue.importers.records import Tally

_LICENCES = {
    fda_unii.SOURCE: "US Food and Drug Administration and NCATS, UNII names list, June 2025. "
    "US government work, public domain.",
    fda_ndc.SOURCE: "US Food and Drug Administration, National Drug Code directory, April 2019. "
    "US government work, public domain.",
    drugsatfda.SOURCE: "US Food and Drug Administration, Drugs@FDA, 7 January 2020. "
    "US government work, public domain.",
    purplebook.SOURCE: "US Food and Drug Administration, Purple Book, about May 2025. "
    "US government work, public domain.",
    ema.SOURCE: "European Medicines Agency, medicines report, 14 March 2026. "
    "Reuse allowed, commercial too, with the source acknowledged.",
    healthcanada.SOURCE: "Health Canada, Drug Product Database extract, May 2026. "
    "Contains information licensed under the Open Government Licence - Canada.",
    bdpm.SOURCE: "ANSM, HAS, UNCAM: Base de données publique des médicaments, April 2026. "
    "Free reuse with source and date cited, not distorted.",
    drugbank.SOURCE: "DrugBank open data, vocabulary file. CC0 1.0.",
    pharmacotherapydb.SOURCE: "Himmelstein et al., PharmacotherapyDB 1.0, 2016. "
    "CC0 1.0 (original content).",
    wikidata.SOURCE: "Wikidata, medical condition treated (P2175), February 2021. CC0 1.0.",
}


def text(tallies: Iterable[Tally], *, drugs: int) -> str:
    """The provenance file, in Markdown. It holds no date of the build, so bytes repeat."""
    lines = [
        "# Sources of drugs.json.xz",
        "",
        f"{drugs} drugs from the files below, which are snapshots that the project holds and not",
        "the publishers' current ones; starter.txt and spellings.txt are by hand. Made by",
        "`ratingsbot.catalogue.build`; don't edit. The sums are sha256 of the uncompressed bytes.",
        "No publisher endorses this compilation.",
    ]
    for tally in tallies:
        lines += ["", f"## {tally.source}", _LICENCES[tally.source]]
        lines.append(
            f"Rows read: {tally.rows}; records kept: {tally.kept}; "
            f"malformed: {len(tally.malformed)}."
        )
        lines += [f"- `{name}` {digest}" for name, digest in sorted(tally.sha256.items())]
    return "\n".join(lines) + "\n"
