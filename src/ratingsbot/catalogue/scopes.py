"""What drugs can be looked at together: a class, or a condition that they are used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ratingsbot.catalogue.names import code, compact, fold, speaks_of
from ratingsbot.domain.drugs import Drug, Scope


class Scopes:
    """The classes and conditions of the drugs, by name and code. Immutable after construction."""

    def __init__(self, drugs: Iterable[Drug]) -> None:
        found: dict[str, Scope] = {}
        members: dict[str, list[Drug]] = {}
        for drug in drugs:
            for scope in _scopes_of(drug):
                found.setdefault(scope.code, scope)
                members.setdefault(scope.code, []).append(drug)
        ordered = sorted(found.values(), key=lambda scope: (fold(scope.name), scope.code))
        self._scopes: Mapping[str, Scope] = {scope.code: scope for scope in ordered}
        self._members: Mapping[str, Sequence[Drug]] = members

    def get(self, text: str) -> Scope | None:
        """The one of that code, or the only one of that name; None if unknown or unsure."""
        if text in self._scopes:
            return self._scopes[text]
        named = [scope for scope in self._scopes.values() if compact(scope.name) == compact(text)]
        return named[0] if len(named) == 1 else None

    def suggest(self, text: str, limit: int) -> tuple[Scope, ...]:
        """At most `limit` that begin so, then those with a later word that does; by name."""
        wanted = compact(text)
        found = [scope for scope in self._scopes.values() if speaks_of(scope.name, wanted)]
        found.sort(key=lambda scope: not compact(scope.name).startswith(wanted))
        return tuple(found[:limit])

    def members(self, scope: str) -> Sequence[Drug]:
        """The drugs of a scope, by its code; none if it is unknown."""
        return self._members.get(scope, ())


def _scopes_of(drug: Drug) -> Iterator[Scope]:
    if drug.drug_class:
        yield Scope(code("class", drug.drug_class), drug.drug_class)
    yield from (Scope(indication.code, indication.name) for indication in drug.indications)
