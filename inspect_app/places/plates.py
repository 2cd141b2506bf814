"""Vehicle plates of mainland China: a typed plate is tidied, checked and never silently changed.

The formats are those of ordinary, new-energy, embassy, consulate and police plates; the letters I and O never
occur in an ordinary one: where they were typed, the digits 1 and 0 are suggested, for a person to decide.
"""

import re
import unicodedata
from dataclasses import dataclass

PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
LETTER = "[A-HJ-NP-Z]"
SERIAL = "[A-HJ-NP-Z0-9]"
ENERGY = "[ABCDEFGHJK]"  # A to E pure electric, F to K other new energy

FORMATS = tuple(
    re.compile(pattern)
    for pattern in (
        f"{PROVINCE}{LETTER}{SERIAL}{{4}}[A-HJ-NP-Z0-9挂学警港澳]",
        f"{PROVINCE}{LETTER}{ENERGY}{SERIAL}[0-9]{{4}}",  # new energy, small
        f"{PROVINCE}{LETTER}[0-9]{{5}}{ENERGY}",  # new energy, large
        "[0-9]{6}使",
        f"{PROVINCE}[A-Z][0-9]{{4}}领",
    )
)
SEPARATORS = re.compile(r"[\s·•・‧∙⋅.\u200b-]")
SLIPS = str.maketrans("OI", "01")


@dataclass(frozen=True)
class Plate:
    """A plate as typed, its tidy form, whether that has a known format, and what may have been meant."""

    as_typed: str
    normalised: str
    well_formed: bool
    suggestions: tuple[str, ...]


def read_plate(text: str) -> Plate:
    """Look at what was typed. What to do with an unknown format is the caller's matter."""
    tidy = normalise(text)
    good = is_well_formed(tidy)
    return Plate(text, tidy, good, () if good else suggest(tidy))


def normalise(text: str) -> str:
    """Half-width capitals without spaces and dots: the same characters spelt otherwise, never other ones."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_well_formed(plate: str) -> bool:
    """Whether a tidy plate has one of the known formats; whether it exists nobody here can know."""
    return any(pattern.fullmatch(plate) for pattern in FORMATS)


def suggest(plate: str) -> tuple[str, ...]:
    """The well-formed plate that slips between O and 0, I and 1 would explain, if there is one."""
    candidate = plate.translate(SLIPS)
    return (candidate,) if candidate != plate and is_well_formed(candidate) else ()
