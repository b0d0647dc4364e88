"""French names of ingredients, as the BDPM prints them, read as the names elsewhere."""

from __future__ import annotations

import re

from ratingsbot.catalogue.names import fold
from ratingsbot.catalogue.salts import shorter

_INVERTED = re.compile(r"^(.+?) ?\((ACIDE|[A-ZÀ-Ü]+ (?:DE|D['’])|[A-ZÀ-Ü]+ D['’])\)(.*)$", re.IGNORECASE)
_SALT_OF = re.compile(
    r"^(?:(?:mono|di|hemi|sesqui|tri|hydrogeno?)?[\w]*(?:ate|ure|hydrate)(?: acide)?"
    r"(?: disodique| sodique)?) (?:de |d )(?=\w)"
)
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
    bare = _SALT_OF.sub("", folded)
    found = [folded, bare]
    for text in (folded, bare):
        acid = _ACID.sub(r"\1ic acid", text)
        words = [_WORDS.get(word, word) for word in acid.split()]
        found.append(" ".join(words))
        found += shorter(" ".join(words))
        if len(words) >= 3 and words[1] in ("de", "d"):  # "chlorure de sodium"
            found.append(f"{' '.join(words[2:])} {words[0]}")
    for text in list(dict.fromkeys(found)):
        for french, english in _ENDINGS:
            words = text.split()
            head = words[0]
            if head.endswith(french):
                found += shorter(" ".join([head.removesuffix(french) + english, *words[1:]]))
    found += [text.replace("f", "ph") for text in found if "f" in text]
    return list(dict.fromkeys(found[1:]))
