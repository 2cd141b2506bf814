"""Reading a list of people as lines of text from XLSX or CSV (UTF-8, or GB 18030 as Excel saves it)."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from inspect_app.accounts.roster import MOST_ROWS

MOST_COLUMNS = 30


class UnreadableFileError(Exception):
    """The file is not what its name says; the message is for the operator."""


def read_lines(path: Path) -> list[list[str]]:
    """The cells of every line as trimmed text; UnreadableFileError when it is neither CSV nor XLSX."""
    kind = path.suffix.lower()
    if kind == ".csv":
        return read_csv(path.read_bytes())
    if kind == ".xlsx":
        return read_xlsx(path)
    raise UnreadableFileError("Give a file named .csv or .xlsx.")


def read_csv(data: bytes) -> list[list[str]]:
    """The lines of a CSV file in either encoding."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return [trimmed(line) for line in csv.reader(io.StringIO(text, newline=""), strict=True)]
        except csv.Error as error:
            raise UnreadableFileError(f"This is not a readable CSV file: {error}.") from error
    raise UnreadableFileError("The file is neither UTF-8 nor GB 18030 text.")


def read_xlsx(path: Path) -> list[list[str]]:
    """The lines of the first sheet: values, not formulas."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        lines = [trimmed(line) for line in rows]
        book.close()
    except (BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, OSError) as error:
        raise UnreadableFileError("This is not a readable XLSX file.") from error
    return lines


def trimmed(cells: Iterable[object]) -> list[str]:
    """Cells as text without spaces around them; empty ones at the end of the line are dropped."""
    line = [cell_text(cell).strip() for cell in cells]
    while line and not line[-1]:
        line.pop()
    return line


def cell_text(cell: object) -> str:
    """A cell as a person reads it: no value is empty text, a whole number has no decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
