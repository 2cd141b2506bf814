"""Unified social credit codes 统一社会信用代码, checked by GB 32100-2015: a wrong one only warns.

The last character is 31 minus the weighted sum of the others modulo 31; the weights are 3^(i-1) mod 31. Real
codes that fail the check are in use, so that the answer is a hint to compare with the licence.
"""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
VALUES = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18


def tidy_code(text: str) -> str:
    """Half-width capitals without blanks and hyphens: the same characters, spelt one way."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if not c.isspace() and c != "-")


def check_character(first: str) -> str:
    """The eighteenth character that belongs to the first seventeen; KeyError for one outside the alphabet."""
    total = sum(VALUES[c] * weight for c, weight in zip(first[: LENGTH - 1], WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def doubt(code: str) -> str | None:
    """Why a tidy code should be looked at again; None when nothing speaks against it."""
    if len(code) != LENGTH:
        return "credit_code_length"
    if any(c not in VALUES for c in code):
        return "credit_code_character"
    return None if check_character(code[:-1]) == code[-1] else "credit_code_check"
