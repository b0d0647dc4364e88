"""What a dialog is made of.

A `Dialog` is a tuple of `Step`s of typed `Field`s. What a person answered is a mapping from field
id to a string (absent = not answered); files are the one exception and travel beside it. Keeping
answers as strings makes them storable, comparable and the same on every platform; `read_*`
functions of the use case turn them into the domain's types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Answers: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `value` is kept (≤ 100 characters), `label` is read (≤ 75 characters)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """1 to 5 in words, best first, then "can't judge". Values: "5" … "1" or "none"."""

    id: str
    label: str
    hint: str
    words: tuple[str, str, str, str, str]
    """For 1, 2, 3, 4, 5."""
    required: bool = False


CANT_JUDGE = Choice("none", "Can’t judge")


def scale_choices(scale: Scale) -> tuple[Choice, ...]:
    """The six options in the order shown: "5 · works best" … "1 · hardly works", "Can’t judge"."""
    worded = [Choice(str(n), f"{n} · {scale.words[n - 1]}") for n in range(5, 0, -1)]
    return (*worded, CANT_JUDGE)


@dataclass(frozen=True, slots=True)
class Pick:
    """One of at most 25 options. Few options (≤ 10) are shown as radio buttons."""

    id: str
    label: str
    options: tuple[Choice, ...]
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Suggest:
    """One of many, found by typing: `source` names the list ("drug", "indication").

    Where a platform has no typeahead inside a form (Discord), `offered` are the options shown
    (at most 25), and the rest is reached by the command's own option.
    """

    id: str
    label: str
    source: str
    context: str = ""
    """Handed back with each query, e.g. the drug whose indications come first."""
    offered: tuple[Choice, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of `min_length` to `max_length` characters."""

    id: str
    label: str
    max_length: int
    multiline: bool = False
    hint: str = ""
    placeholder: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """One uploaded file, handed over beside the answers as bytes."""

    id: str
    label: str
    suffixes: tuple[str, ...]
    max_bytes: int
    hint: str = ""
    required: bool = True


Field: TypeAlias = Scale | Pick | Suggest | Text | File


@dataclass(frozen=True, slots=True)
class Step:
    """Fields that belong together. `when` hides the step, depending on earlier answers."""

    id: str
    fields: tuple[Field, ...]
    when: Callable[[Answers], bool] | None = None


@dataclass(frozen=True, slots=True)
class Dialog:
    """A whole form. `version` changes when stored answers of an older form no longer fit."""

    name: str
    version: int
    title: str
    """At most 24 characters shown on Slack, 45 on Discord; renderers shorten with an ellipsis."""
    steps: tuple[Step, ...]
    submit: str = "Save"
    intro: str = ""
    """Shown above the first field, where a platform can."""


@dataclass(frozen=True, slots=True)
class FormLimits:
    """What one page of a form holds on a platform."""

    fields_per_page: int
    """Discord: 5 components in a modal. Slack: 100 blocks, of which we use far fewer."""
    files: bool
    """Whether a form can take a file; where not, a command option does."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a dialog as it is shown now."""

    index: int
    fields: tuple[Field, ...]
    is_last: bool
