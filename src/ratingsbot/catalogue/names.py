"""Names as people type them: folding for comparison, doses and forms told from the name.

Nothing here guesses: folding only removes what never tells two drugs apart (case, accents,
punctuation, spaces). Doses and forms are left out in a second step, taken only when the text as
typed means nothing, because "Tylenol 3" and "Humulin 70/30" are other drugs than their first word.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256


def listed(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


SALTS = listed(
    """
    acetate anhydrous arginine besilate besylate bitartrate bromide calcium camsylate
    carbonate chloride citrate dihydrate dihydrochloride dimeglumine dinitrate dipotassium disodium
    edisylate embonate erbumine esylate etabonate fumarate gluconate hcl hemifumarate hemihydrate
    hydrate hydrobromide hydrochloride hydroxide lactate lauryl lysine magnesium malate maleate
    meglumine mesilate mesylate monohydrate mononitrate monosodium nitrate oxalate pamoate
    pentahydrate phosphate potassium sesquihydrate sodium stearate strontium succinate sulfate
    sulphate tartrate tosilate tosylate trihydrate tromethamine unspecified
    xinafoate dimesylate dimesilate hyclate napsylate benzoate bisulfate
    propanediol base anhydre sodique potassique
    """
)
"""Words for salts and hydrates: they tell preparations apart, not active ingredients."""

FORMS = listed(
    """
    amp ampoule ampoules cap caplet caplets caps capsule capsules cr cream dr drops ec elixir er
    film coated gel hfa im inhaler inj injectable injection iv la liquid lotion lozenge modified
    mr nasal odt oint ointment ophthalmic oral patch patches pen pf po powder prefilled prn
    release retard sc sl soln solution spray sprinkle sr supp suppositories suppository susp
    suspension syringe syrup tab tablet tablets tabs topical transdermal vial vials xl xr
    lp xt autohaler novolizer easyhaler breezhaler diskus turbuhaler turbohaler spiromax
    digihaler respimat handihaler flexhaler ellipta evohaler accuhaler solostar flexpen
    flextouch kwikpen penfill sureclick symtouch
    respiclick odf liq sterile
    chewable delayed extended enteric effervescent disintegrating dispersible immediate
    """
)
"""Words for forms and routes, as typed along with a name."""

LONGEST_QUERY = 200

_NUMBER = r"\d[\d.,]*(?:\s*[/-]\s*\d[\d.,]*)*"
_UNIT = (
    r"(?:mg|mcg|µg|μg|ug|micrograms?|milligrams?|grams?|g|kg|ml|l|iu|units?|unt|u|meq|mmol|%"
    r"|percent|actuations?|puffs?|doses?|hours?|hrs?|h)"
)
_DOSE = re.compile(
    rf"(?<![\w.,]){_NUMBER}\s*{_UNIT}(?:\s*/\s*(?:{_NUMBER})?\s*{_UNIT})*(?!\w)", re.IGNORECASE
)
_BARE_DOSE = re.compile(r"(?<![\w.,#/-])(?:\d{2,}|\d+[.,]\d+)(?:\s*/\s*(\d+[\d.,]*))?(?![\w/])")
_RELEASE = re.compile(r"-(?:XL|XR|CR|SR|ER|LA|HFA)\b", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` in lower case, without accents and punctuation, words parted by single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def compact(text: str) -> str:
    """`fold` without spaces, so that "co-trimoxazole" and "Cotrimoxazole" are one name."""
    return fold(text).replace(" ", "")


def speaks_of(name: str, compacted: str) -> bool:
    """Whether `name`, from one of its words on, begins like a text that `compact` has treated."""
    words = fold(name).split()
    return any("".join(words[n:]).startswith(compacted) for n in range(len(words)))


def without_dose(text: str, *, bare: bool = True) -> str:
    """`text` without doses and without words for the form, its letter case kept.

    With `bare`, numbers without a unit go too. But one below 10 stays ("Tylenol 3" holds
    codeine), and so does a ratio whose parts make 100 ("70/30" is a mixture of insulins).
    """
    text = _DOSE.sub(" ", _RELEASE.sub(" ", text))
    if bare:
        text = _BARE_DOSE.sub(_unless_mixture, text)
    kept = [word for word in text.split() if fold(word) not in FORMS]
    return " ".join(kept).strip(" ,;-/")


def without_salts(folded: str) -> str:
    """`folded` without leading and trailing salt words; unchanged if nothing else is left.

    "metoprolol tartrate" is "metoprolol", but "potassium chloride" stays what it is.
    """
    words = folded.split()
    while words and words[-1] in SALTS:
        words.pop()
    while words and words[0] in SALTS:
        words.pop(0)
    return " ".join(words) or folded


def forms_of_query(text: str) -> tuple[str, ...]:
    """Compact keys to try for a typed name, most literal first; the first that hits counts.

    None for a chemical name such as "(-)-omeprazole": folded, it would be its mirror image. None
    either for more than LONGEST_QUERY characters, which the patterns would take seconds for.
    """
    text = " ".join(text.split())
    if text.startswith("(") or len(text) > LONGEST_QUERY:
        return ()
    bare = without_dose(text)
    salt_free = without_salts(fold(bare)).replace(" ", "")
    keys = [compact(text), compact(without_dose(text, bare=False)), compact(bare), salt_free]
    return tuple(dict.fromkeys(key for key in keys if key))


def is_numbered(name: str) -> bool:
    """Whether a number is part of the name, as in "macrogol 3350", and so never a dose in it."""
    return any(word.isdigit() for word in fold(name).split())


def slug(text: str) -> str:
    """`text` as an identifier of [a-z0-9-]."""
    return fold(text).replace(" ", "-")


CODE_MAX = 26
"""Characters of an indication's code: with a drug's id it must fit a button's action (80)."""


def code(vocabulary: str, name: str) -> str:
    """A condition's code where its source gives none: "MESH:heart-failure".

    A name too long for `CODE_MAX` is cut, and eight characters of its SHA-256 keep it apart.
    """
    whole = f"{vocabulary}:{slug(name)}"
    if len(whole) <= CODE_MAX:
        return whole
    digest = sha256(slug(name).encode()).hexdigest()[:8]
    return f"{whole[: CODE_MAX - 9].rstrip('-')}-{digest}"


def nice_case(name: str) -> str:
    """A trade name that is all capitals, or all small, as it is written on a box."""
    if not (name.isupper() or name.islower()):
        return name
    return " ".join(
        "-".join(part if part in _KEPT_CAPITAL else part.capitalize() for part in word.split("-"))
        for word in name.upper().split()
    )


_KEPT_CAPITAL = listed(
    "XR ER SR CR XL LA HCT DS ES CD PM IR MR HD AM IV RF EC FE OTC II III TTS DDAVP"
)


def _unless_mixture(match: re.Match[str]) -> str:
    second = match.group(1)
    first = match.group(0).split("/")[0].strip()
    if second and first.isdigit() and second.isdigit() and int(first) + int(second) == 100:
        return match.group(0)
    return " "
