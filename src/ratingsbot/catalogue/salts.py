"""Words that tell salts, esters and hydrates of one active moiety apart, at the end of a name."""

from __future__ import annotations

from ratingsbot.catalogue.names import SALTS, listed

ESTERS = listed(
    """
    valerate cypionate cipionate enanthate enantate undecanoate undecylate decanoate propionate
    dipropionate palmitate butyrate caproate hexanoate hemisuccinate isocaproate phenylpropionate
    pivalate acetonide diacetate ethylsuccinate estolate lactobionate stearate probutate
    """
)
"""Esters that the body splits at once and that share the base's name and use."""

_MORE = listed(
    """
    heptahydrate hexahydrate tetrahydrate hemipentahydrate hemitartrate hydrogen polacrilex
    polistirex resinate trometamol olamine diolamine epolamine ethanolamine trolamine
    hydroiodide iodide methylsulfate metilsulfate methobromide sulfonate trisodium tripotassium
    monopotassium monohydrochloride hemisulfate diphosphate disuccinate dimaleate tebutate
    gluceptate glucoheptonate orotate ascorbate adipate glutamate aspartate lysinate salicylate
    teoclate hemicalcium hemimagnesium isethionate isetionate
    mucate nicotinate pidolate saccharate tannate tosylates ditosylate triflutate undecylenate
    trifluoroacetate glycolate anhydrous dihydrobromide bromohydrate cyclamate closilate edisilate esilate
    napsilate hybenzate hibenzate hydroxynaphthoate bisulphate phosphates sulfates hemiedisylate
    monobenzoate mofetate orthophosphate sulfosalicylate betadex cyclodextrin
    """
)

TRAILING = SALTS | ESTERS | _MORE
LEADING = frozenset({"sodium", "disodium", "monosodium", "trisodium"})

# What is left of "zinc acetate" without its salt word is an element, not a moiety.
ELEMENTS = listed(
    """
    aluminum aluminium ammonium antimony arsenic barium bismuth cesium chromic chromium chromous
    cobalt cobaltous copper cupric cuprous ferric ferrous gallium germanium gold hydrogen indium
    iodine iridium iron lanthanum lead manganese manganous mercury mercuric mercurous molybdenum
    nickel phosphoric platinum rubidium samarium selenium selenious silver stannous tin titanium
    vanadium vanadyl yttrium zinc zirconium cerium cerous lithium strontium radium thallous
    thallium hydrochloric hydrogen nitric sulfuric boric methyl ethyl propyl isopropyl butyl amyl
    isobutyl isoamyl octyl hexyl benzyl phenyl cetyl lauryl glyceryl glycol edetate choline betaine
    """
)
# One-word remnants that are a family's name, and pairs that must never become one.
APART = listed("fluticasone mometasone edetate tenofovir olmesartan insulin dextran iron")


def shorter(folded: str) -> list[str]:
    """`folded`, then with ever fewer salt words at its end, then without a leading "sodium".

    Never down to an element or to a salt word alone: "zinc acetate" is no zinc.
    """
    words = folded.split()
    found = [folded]
    while len(words) > 1 and words[-1] in TRAILING:
        words = words[:-1]
        found.append(" ".join(words))
    while len(words) > 1 and words[0] in LEADING:
        words = words[1:]
        found.append(" ".join(words))
    return [found[0], *(name for name in found[1:] if _is_moiety(name))]


def _is_moiety(name: str) -> bool:
    words = name.split()
    if all(word in TRAILING or word in ELEMENTS for word in words):
        return False
    return words[0] not in ELEMENTS and name not in APART
