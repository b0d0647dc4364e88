"""Words that tell salts, esters and hydrates of one active moiety apart, at the end of a name."""

from __future__ import annotations

from ratingsbot.catalogue.names import SALTS, listed

ESTERS = listed(
    """
    valerate cypionate cipionate enanthate enantate undecanoate undecylate decanoate propionate
    dipropionate palmitate butyrate caproate hexanoate hemisuccinate isocaproate phenylpropionate
    pivalate acetonide diacetate ethylsuccinate estolate lactobionate stearate probutate
    metasulfobenzoate
    """
)
"""Esters that the body splits at once and that share the base's name and use."""

_MORE = listed(
    """
    heptahydrate hexahydrate tetrahydrate hemipentahydrate hemitartrate hydrogen polacrilex
    polistirex resinate trometamol olamine diolamine epolamine ethanolamine trolamine
    hydroiodide iodide methylsulfate metilsulfate methobromide trisodium tripotassium
    monopotassium monohydrochloride hemisulfate diphosphate disuccinate dimaleate tebutate
    gluceptate glucoheptonate orotate adipate lysinate salicylate teoclate hemicalcium
    hemimagnesium isethionate isetionate mucate pidolate tannate tosylates ditosylate triflutate
    undecylenate trifluoroacetate glycolate anhydrous dihydrobromide bromohydrate cyclamate
    closilate edisilate esilate napsilate hybenzate hibenzate hydroxynaphthoate bisulphate
    phosphates sulfates hemiedisylate trifenatate terephthalate tannates acetates s l
    diisethionate diisetionate diaspartate difumarate ethanolate sulfoxide dimethyl sorbitex
    hemi monobenzoate mofetate orthophosphate sulfosalicylate cyclodextrin
    """
)

TRAILING = SALTS | ESTERS | _MORE
_SHORTEST = 4  # "l" is what is left of "l arginine"
HYDRATES = listed(
    """
    anhydrous monohydrate dihydrate trihydrate tetrahydrate pentahydrate hexahydrate heptahydrate
    hemihydrate sesquihydrate hemipentahydrate hemiheptahydrate
    """
)
LEADING = frozenset({"sodium", "disodium", "monosodium", "trisodium"})

# What is left of "zinc acetate" without its salt word is an element, not a moiety.
ELEMENTS = listed(
    """
    aluminum aluminium sulfur octasulfur carbon oxygen nitrogen phosphorus chlorine fluorine bromine
    ammonium antimony arsenic barium bismuth cesium chromic chromium chromous
    cobalt cobaltous copper cupric cuprous ferric ferrous gallium germanium gold hydrogen indium
    iodine iridium iron lanthanum lead manganese manganous mercury mercuric mercurous molybdenum
    nickel phosphoric platinum rubidium samarium selenium selenious silver stannous tin titanium
    vanadium vanadyl yttrium zinc zirconium cerium cerous lithium strontium radium thallous
    thallium hydrochloric nitric sulfuric boric methyl ethyl propyl isopropyl butyl amyl
    isobutyl isoamyl trolamine octyl hexyl benzyl phenyl cetyl lauryl glyceryl glycol edetate
    choline betaine
    """
)
# One-word remnants that are a family's name, and pairs that must never become one.
APART = listed(
    """
    fluticasone mometasone edetate pentetate tenofovir olmesartan insulin dextran iron isosorbide
    """
)


def shorter(folded: str) -> list[str]:
    """`folded`, then with ever fewer salt words at its end, then without a leading "sodium".

    Never down to an element or to a salt word alone: "zinc acetate" is no zinc.
    """
    words = folded.split()
    if len(words) > 1 and words[-2:] == ["unspecified", "form"]:
        words = words[:-2]
    while len(words) > 1 and words[-1] in HYDRATES:
        words = words[:-1]
    dry = " ".join(words)
    found = [folded]
    while len(words) > 1 and words[-1] in TRAILING:
        words = words[:-1]
        found.append(" ".join(words))
    while len(words) > 1 and words[0] in LEADING:
        words = words[1:]
        found.append(" ".join(words))
    found = [folded, *(name for name in found[1:] if is_moiety(name))]
    return found if dry == folded else list(dict.fromkeys([folded, dry, *found[1:]]))


def is_moiety(name: str) -> bool:
    """Whether a folded name without its salt word can still be one substance's."""
    words = name.split()
    if len(name) < _SHORTEST:
        return False
    if all(word in TRAILING or word in ELEMENTS for word in words):
        return False
    return words[0] not in ELEMENTS and name not in APART
