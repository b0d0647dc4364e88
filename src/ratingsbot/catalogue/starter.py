"""The committed list of drugs that the starter catalogue holds."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from ratingsbot.catalogue.names import slug
from ratingsbot.domain.drugs import DrugId
from ratingsbot.errors import ConfigError

_LONGEST_ID = 40
_APART = "!"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A drug of the list: its INN, further spellings of its substance, further names."""

    name: str
    spellings: tuple[str, ...]
    also: tuple[str, ...]
    apart: bool = False
    """Whether it is a substance of its own although the vocabularies call it another's synonym."""

    @property
    def id(self) -> DrugId:
        return DrugId(slug(self.name))

    @property
    def parts(self) -> tuple[str, ...]:
        """The active ingredients: one, or those of a fixed combination."""
        return tuple(part.strip() for part in self.name.split("/"))


def read_starter() -> tuple[Wanted, ...]:
    """The shipped list, by id. Raises ConfigError for a repeated or overlong id."""
    text = files("ratingsbot.catalogue").joinpath("data/starter.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    wanted = sorted((_parse(line) for line in lines), key=lambda drug: drug.id)
    ids = [drug.id for drug in wanted]
    wrong = [i for i in ids if len(i) > _LONGEST_ID or ids.count(i) > 1]
    if wrong:
        raise ConfigError(f"starter.txt: repeated or longer than {_LONGEST_ID}: {wrong}")
    return tuple(wanted)


def read_spellings() -> dict[str, str]:
    """How some lists write a substance that the vocabularies write otherwise, with its name."""
    text = files("ratingsbot.catalogue").joinpath("data/spellings.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.split("|") for line in lines]
    return {written.strip(): usual.strip() for written, usual in pairs}


def _parse(line: str) -> Wanted:
    name, spellings, also = [*(cell.strip() for cell in line.split("|")), "", ""][:3]
    return Wanted(
        name.removeprefix(_APART), _listed(spellings), _listed(also), name.startswith(_APART)
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
