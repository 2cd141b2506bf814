"""What a user name may be."""

import re
import unicodedata

SHAPE = re.compile(r"[\w.@-]{2,64}")
WHAT_FITS = "Use 2 to 64 letters, digits or the signs . _ - @"


def normal_username(raw: str) -> str:
    """The one stored form: lower case, composed, without spaces around it."""
    return unicodedata.normalize("NFKC", raw).strip().lower()


def is_username(value: str) -> bool:
    """True for a normal form that may be stored."""
    return SHAPE.fullmatch(value) is not None and value == normal_username(value)
