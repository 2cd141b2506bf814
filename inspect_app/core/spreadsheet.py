"""Cells for people who open them in a spreadsheet: none may become a formula; and lines of CSV."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BOM = "\ufeff"  # without it Excel reads Chinese as something else
# What a spreadsheet may take for the beginning of a formula, also behind blanks.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


BEGINNINGS = frozenset((*FORMULA, " "))


def looks_like_formula(words: str) -> bool:
    """Whether a spreadsheet would calculate this text."""
    return words[:1] in BEGINNINGS and words.lstrip(" ").startswith(FORMULA)


def harmless(value: Any) -> str:
    """A cell as text; an apostrophe goes before anything that a spreadsheet would calculate."""
    if type(value) is int and value >= 0:
        return str(value)
    words = "" if value is None else str(value)
    return f"'{words}" if looks_like_formula(words) else words


def csv_line(cells: Iterable[Any]) -> str:
    """One line with its line break."""
    return csv_lines([cells])


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Lines with their line breaks."""
    lines = io.StringIO()
    csv.writer(lines).writerows([safe(cells) for cells in rows])
    return lines.getvalue()


def safe(cells: Iterable[Any]) -> list[Any]:
    """Cells for the writer. Most are plain texts: to ask a function about each was a quarter of an export."""
    return [
        cell if cell is None or (type(cell) is str and cell[:1] not in BEGINNINGS) else harmless(cell)
        for cell in cells
    ]
