"""Reading a table that somebody sends, as XLSX or CSV: lines of texts with the addresses of their cells."""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from inspect_app.core.errors import Problem
from inspect_app.core.workbook import address

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 100
MOST_FAULTS = 200  # of one file that are told; the total counts all
ZIP = b"PK\x03\x04"
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes what XML cannot say (ECMA-376, ST_Xstring)


@dataclass(frozen=True)
class FileLine:
    """One line of the file: what stands in each known column, as text, and where."""

    row: int
    texts: dict[str, str]
    places: dict[str, int]

    def where(self, name: str) -> str:
        """The address of a cell, as the spreadsheet shows it."""
        return address(self.row, self.places[name])


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a cell of the file, or a line of it."""

    where: str
    code: str
    found: str


def faults_told(faults: Sequence[Fault], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The first faults with the words of their codes, and how many there are."""
    told = [
        {"where": one.where, "code": one.code, "label": words[one.code], "found": one.found}
        for one in faults[:MOST_FAULTS]
    ]
    return {"faults": told, "faults_total": len(faults)}


def headed(table: list[tuple[Any, ...]], names: Mapping[str, str], needed: Collection[str]) -> bool:
    """Whether the first line names the columns without which the others mean nothing."""
    return bool(table) and {names.get(text(cell)) for cell in table[0]}.issuperset(needed)


def columns_missing(code: str, needed: Iterable[tuple[str, str]]) -> Problem:
    """The refusal of a file without such a first line; `needed` are titles in Chinese and English."""
    wanted = "、".join(f"{zh} ({en})" for zh, en in needed)
    return Problem(code, f"The first line must name the columns {wanted}.", 422)


def lines_of(table: list[tuple[Any, ...]], names: Mapping[str, str]) -> list[FileLine]:
    """The lines below the heading that say anything; `names` gives the column of each known title."""
    heading = [text(cell) for cell in table[0]] if table else []
    places = {names[title]: place for place, title in enumerate(heading, 1) if title in names}
    found = []
    for row, cells in enumerate(table[1:], start=2):
        texts = {name: text(cells[at - 1]) if at <= len(cells) else "" for name, at in places.items()}
        if any(texts.values()):
            found.append(FileLine(row, texts, places))
    return found


def read_table(data: bytes) -> list[tuple[Any, ...]]:
    """The lines of a workbook's first sheet, or of a CSV in UTF-8; 422 `unreadable_workbook`."""
    return sheet(data) if data.startswith(ZIP) else csv_lines(data)


def csv_lines(data: bytes) -> list[tuple[Any, ...]]:
    """The lines of a CSV file."""
    try:
        lines = [
            tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        detail = "This is neither an XLSX file nor a CSV file in UTF-8."
        raise Problem("unreadable_workbook", detail, 422) from error
    if len(lines) > MOST_LINES + 1:
        raise Problem("unreadable_workbook", f"A file has at most {MOST_LINES} lines; split it.", 422)
    return lines


def sheet(data: bytes, most: int = MOST_LINES) -> list[tuple[Any, ...]]:
    """The values of the first sheet, never its formulas; 422 `unreadable_workbook` beyond `most` lines."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                raise Problem("unreadable_workbook", "This workbook unpacks to too much.", 422)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(max_row=most + 2, max_col=MOST_COLUMNS, values_only=True))
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, OSError) as error:
        raise Problem("unreadable_workbook", "This is not a readable XLSX file.", 422) from error
    if len(lines) > most + 1:
        raise Problem("unreadable_workbook", f"A file has at most {most} lines; split it.", 422)
    return lines


def text(cell: Any) -> str:
    """A cell as a person reads it: nothing is empty text, a whole number has no decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), str(cell)).strip()
