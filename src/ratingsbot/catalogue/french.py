"""French names of ingredients, as the BDPM prints them, read as the names elsewhere."""

from __future__ import annotations

import re

from ratingsbot.catalogue.names import fold
from ratingsbot.catalogue.salts import is_moiety, shorter

_INVERTED = re.compile(r"^(.+?) ?\((ACIDE|[A-ZÀ-Ü][A-ZÀ-Ü' -]* (?:DE|D['’]))\)(.*)$", re.IGNORECASE)
_SALT_OF = re.compile(
    r"^(?:(?:mono|di|hemi|sesqui|tri|hydrogeno?)?[\w]*(?:ate|ure|hydrate)(?: acide)?"
    r"(?: disodique| sodique)?) (?:de |d )(?=\w)"
)
_OF = re.compile(r"^(.+?) (?:de|d) (.+)$")
_ACID = re.compile(r"\bacide (\w+?)ique\b")
_WORDS = {
    "sodique": "sodium", "disodique": "disodium", "potassique": "potassium",
    "calcique": "calcium", "magnesique": "magnesium", "anhydre": "anhydrous",
    "monohydrate": "monohydrate", "hydrate": "hydrate", "humain": "human", "humaine": "human",
    "insuline": "insulin", "recombinante": "recombinant", "codeine": "codeine",
    "ferreux": "ferrous", "ferrique": "ferric", "zinc": "zinc", "fluorure": "fluoride",
    "chlorure": "chloride", "bromure": "bromide", "iodure": "iodide", "oxyde": "oxide",
    "hydroxyde": "hydroxide", "peroxyde": "peroxide", "benzoyle": "benzoyl", "soude": "sodium",
    "aluminium": "aluminum", "fer": "iron", "cuivre": "copper", "argent": "silver",
    "calcium": "calcium", "lithine": "lithium", "iode": "iodine", "soufre": "sulfur",
}  # fmt: skip
_ENDINGS = (
    ("e", ""), ("ique", "ic"), ("ine", "in"), ("one", "on"), ("ole", "ol"), ("ame", "am"),
    ("ase", "ase"), ("ure", "ure"), ("ane", "an"), ("ate", "ate"), ("ide", "ide"), ("yle", "yl"),
    ("te", "t"), ("ile", "il"),
)  # fmt: skip


def plain(name: str) -> str:
    """ "CLAVULANIQUE (ACIDE)" and "MANIDIPINE (DICHLORHYDRATE DE)" read forwards."""
    return _INVERTED.sub(lambda m: f"{m[2].rstrip()} {m[1]}{m[3]}".replace("' ", "'"), name)


def in_english(name: str) -> list[str]:
    """Folded guesses at the usual name, best first; only one that is a known name counts."""
    folded = fold(plain(name))
    acid = _ACID.sub(r"\1ic acid", folded)
    words = [_WORDS.get(word, word) for word in acid.split()]
    found = [folded, " ".join(words)]
    if of := _OF.match(" ".join(words)):  # "chlorure de sodium"
        found += [f"{of[2]} {of[1]}"]
    bare = " ".join(_WORDS.get(word, word) for word in _SALT_OF.sub("", acid).split())
    if is_moiety(bare):
        found.append(bare)
    found = [name for text in found for name in shorter(text) if not name.endswith((" de", " d"))]
    for text in list(dict.fromkeys(found)):
        head, *rest = text.split()
        for french, english in _ENDINGS:
            if head.endswith(french):
                found += shorter(" ".join([head.removesuffix(french) + english, *rest]))
    found += [text.replace("f", "ph") for text in found if "f" in text]
    return list(dict.fromkeys(found))
