"""The table that ships with the package."""

from __future__ import annotations

from importlib.resources import files

from ratingsbot.catalogue.entry import from_line
from ratingsbot.catalogue.lookup import Catalogue


def load_catalogue() -> Catalogue:
    """The shipped catalogue, read anew at each call: load it once, at start-up.

    Raises FileNotFoundError if the installation lacks the table.
    """
    text = files("ratingsbot.catalogue").joinpath("data/drugs.jsonl").read_text("utf-8")
    return Catalogue(from_line(line) for line in text.splitlines())
