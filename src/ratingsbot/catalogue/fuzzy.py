"""Names that look like what was typed: candidates to ask about, never an answer by themselves.

tantivy finds what is within an edit or two, of a whole name, of its beginning or of a later word;
rapidfuzz orders what was found, and looks through all names when nothing was that near.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from ratingsbot.catalogue.names import fold

_FOUND = 300
"""Names that tantivy hands over for ordering."""
_SHORTEST = 4
"""Characters below which a typo says nothing."""
_LEAST = 0.7
"""Likeness below which a name isn't worth asking about. Set on the lists' tuning half."""
_OFFERED_BONUS = 0.02
_SAME_START = 0.03
_LONGER = 0.0005
"""Of names that begin alike, the shorter first: a single ingredient before its combinations."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name near what was typed: its place among the names given, and how alike, 0 to 1."""

    place: int
    score: float


class NearNames:
    """An index in memory over names; immutable after construction."""

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        """
        Args:
            names: Folded, each with whether its drug is offered by default; places count from 0.
        """
        given = list(names)
        self._folded = [folded for folded, _ in given]
        self._keys = [folded.replace(" ", "") for folded in self._folded]
        self._bonus = [_OFFERED_BONUS if offered else 0.0 for _, offered in given]
        self._searcher, self._schema = _index(self._folded)

    def like(self, text: str, limit: int) -> list[Likeness]:
        """At most `limit` names that `text` may be a misspelling of, the likest first."""
        key = fold(text).replace(" ", "")
        if len(key) < _SHORTEST:
            return []
        places = self._search(key) or self._everything(key)
        scored = [Likeness(place, self._whole(key, place)) for place in places]
        return _best([one for one in scored if one.score >= _LEAST], limit)

    def beginning_like(self, text: str, limit: int) -> list[Likeness]:
        """At most `limit` names that begin like `text`, give or take a typo, the likest first;
        names with a later word that does only where too few begin so."""
        key = fold(text).replace(" ", "")
        if len(key) < _SHORTEST:
            return []
        places = self._within("whole", key, 1, prefix=True)
        if len(places) < limit:
            places += self._within("word", key, 1, prefix=True)
        return _best([Likeness(place, self._beginning(key, place)) for place in places], limit)

    def _search(self, key: str) -> list[int]:
        distance = 1 if len(key) < 2 * _SHORTEST else 2
        places = self._within("whole", key, distance)
        return list(dict.fromkeys([*places, *self._within("word", key, 1)]))

    def _within(self, field: str, key: str, distance: int, *, prefix: bool = False) -> list[int]:
        query = tantivy.Query.fuzzy_term_query(
            self._schema, field, key, distance=distance, prefix=prefix
        )
        hits = self._searcher.search(query, limit=_FOUND, count=False).hits
        places = self._searcher.fast_field_values("place", [address for _, address in hits])
        return [place for place in places if isinstance(place, int)]

    def _everything(self, key: str) -> list[int]:
        found = process.extract(
            key, self._keys, scorer=JaroWinkler.normalized_similarity, limit=25, score_cutoff=0.85
        )
        return [place for _, _, place in found]

    def _whole(self, key: str, place: int) -> float:
        name = self._keys[place]
        alike = OSA.normalized_similarity(key, name)
        alike = max(alike, JaroWinkler.normalized_similarity(key, name) - 0.08)
        if " " in self._folded[place]:
            words = self._folded[place].split()
            alike = max(alike, max(OSA.normalized_similarity(key, w) for w in words) - 0.05)
        return alike + self._bonus[place] + (_SAME_START if key[0] == name[0] else 0.0)

    def _beginning(self, key: str, place: int) -> float:
        name = self._keys[place]
        alike = max(OSA.normalized_similarity(key, name[: len(key) + d]) for d in (-1, 0, 1))
        return alike + self._bonus[place] - _LONGER * len(name)


def _index(folded: Sequence[str]) -> tuple[tantivy.Searcher, tantivy.Schema]:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("word", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("place", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=30_000_000, num_threads=1)
    for place, text in enumerate(folded):
        _, _, later = text.partition(" ")
        writer.add_document(tantivy.Document(whole=text.replace(" ", ""), word=later, place=place))
    writer.commit()
    index.reload()
    return index.searcher(), schema


def _best(scored: Iterable[Likeness], limit: int) -> list[Likeness]:
    return sorted(scored, key=lambda one: (-one.score, one.place))[:limit]
