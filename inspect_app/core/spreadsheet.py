"""Cells for people who open them in a spreadsheet: none may become a formula; and lines of CSV."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BOM = "\ufeff"  # without it Excel reads Chinese as something else
# What a spreadsheet may take for the beginning of a formula, also behind blanks.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def looks_like_formula(words: str) -> bool:
    """Whether a spreadsheet would calculate this text."""
    return words.lstrip(" ").startswith(FORMULA)


def harmless(value: Any) -> str:
    """A cell as text; an apostrophe goes before anything that a spreadsheet would calculate."""
    words = "" if value is None else str(value)
    return f"'{words}" if looks_like_formula(words) else words


def csv_line(cells: Iterable[Any]) -> str:
    """One line with its line break."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()
