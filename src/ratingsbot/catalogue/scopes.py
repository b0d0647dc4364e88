"""What drugs can be looked at together: a class, or a condition that they are used for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ratingsbot.catalogue.names import code, compact, fold
from ratingsbot.domain.drugs import Drug, Scope


class Scopes:
    """The classes and conditions of the drugs, by name and code. Immutable after construction."""

    def __init__(self, drugs: Iterable[Drug]) -> None:
        members: dict[Scope, dict[str, Drug]] = {}
        for drug in drugs:
            if drug.drug_class:
                scope = Scope(code("class", drug.drug_class), drug.drug_class)
                members.setdefault(scope, {})[drug.id] = drug
            for indication in drug.indications:
                scope = Scope(indication.code, indication.name)
                members.setdefault(scope, {})[drug.id] = drug
        ordered = sorted(members, key=lambda scope: (fold(scope.name), scope.code))
        self._members: Mapping[str, Sequence[Drug]] = {
            scope.code: tuple(members[scope].values()) for scope in ordered
        }
        self._scopes: Mapping[str, Scope] = {scope.code: scope for scope in ordered}

    def get(self, text: str) -> Scope | None:
        """The one of that code, or the only one of that name; None if unknown or unsure."""
        if text in self._scopes:
            return self._scopes[text]
        named = [scope for scope in self._scopes.values() if compact(scope.name) == compact(text)]
        return named[0] if len(named) == 1 else None

    def suggest(self, text: str, limit: int) -> tuple[Scope, ...]:
        """At most `limit` that begin so, then those with a later word that does; by name."""
        wanted = compact(text)
        found = [scope for scope in self._scopes.values() if _speaks_of(scope.name, wanted)]
        found.sort(key=lambda scope: not compact(scope.name).startswith(wanted))
        return tuple(found[:limit])

    def members(self, scope: str) -> Sequence[Drug]:
        """The drugs of a scope, by its code; none if it is unknown."""
        return self._members.get(scope, ())


def _speaks_of(name: str, wanted: str) -> bool:
    words = fold(name).split()
    return any("".join(words[n:]).startswith(wanted) for n in range(len(words)))
