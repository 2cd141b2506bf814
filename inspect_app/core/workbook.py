"""A sheet as XLSX, sent while it is read: the first byte at once, memory that does not grow, no formula ever.

Every text is an inline string (ECMA-376 part 1, 18.3.1.53), which a spreadsheet shows and never calculates;
one that looks like a formula is marked as quoted, so that it stays a text when somebody edits it.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from xml.sax.saxutils import escape

from inspect_app.core.spreadsheet import looks_like_formula

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters a cell holds
MOST_ROWS = 1_048_575  # lines below the heading
PLAIN, HEADING, QUOTED = 0, 1, 2
ROWS_AT_ONCE = 200
SHORT = 40  # characters

# What XML 1.0 cannot say, and what Excel would read as an escape of its own.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OWN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"'
    ' applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


@dataclass(frozen=True)
class Column:
    """The heading of a column, and how many characters wide it is shown."""

    title: str
    width: int


class Outlet:
    """What the zip has written since somebody last asked. It cannot seek, so that the zip never does."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        """Keep bytes until they are taken."""
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is behind it."""

    def take(self) -> bytes:
        """The bytes since the last time."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def workbook(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet; texts and whole numbers, None is an empty cell."""
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, content in PARTS.items():
            archive.writestr(path, HEAD + content)
        archive.writestr("xl/workbook.xml", HEAD + book(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for chunk in sheet_xml(columns, rows):
                sheet.write(chunk.encode())
                if data := outlet.take():
                    yield data
    yield outlet.take()


def book(name: str) -> str:
    """The part that names the sheet; Excel allows 31 characters and not all of them."""
    shown = escape(re.sub(r"[\[\]:*?/\\]", " ", name)[:31], {'"': "&quot;"})
    sheets = f'<sheets><sheet name="{shown}" sheetId="1" r:id="r1"/></sheets>'
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'


def sheet_xml(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The sheet in pieces of some hundred lines: heading frozen, a filter over everything."""
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    yield f'{HEAD}<worksheet xmlns="{MAIN}">{view}<cols>{widths}</cols><sheetData>'
    places = [letters(place) for place in range(1, len(columns) + 1)]
    yield line(1, places, [column.title for column in columns], HEADING)
    lines, number = [], 1
    for number, row in enumerate(rows, start=2):
        lines.append(line(number, places, row))
        if len(lines) == ROWS_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    last = address(number, len(columns))
    yield f'{"".join(lines)}</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def line(number: int, places: Sequence[str], cells: Sequence[Any], style: int = PLAIN) -> str:
    """One line of the sheet; `places` are the letters of its columns."""
    inside = [
        f'<c r="{place}{number}"{cell_xml(cell, style)}'
        for place, cell in zip(places, cells, strict=True)
        if cell is not None and cell != ""
    ]
    return f'<row r="{number}">{"".join(inside)}</row>'


def cell_xml(cell: Any, style: int) -> str:
    """What follows the address of a cell: a whole number or a text."""
    if isinstance(cell, int):
        return f"><v>{cell}</v></c>"
    words = str(cell)
    return seen_before(words, style) if len(words) <= SHORT else text_xml(words, style)


def text_xml(words: str, style: int) -> str:
    """A text as the rest of a cell."""
    words = cell_text(words)
    shown = escape(words)
    if "_x" in shown:
        shown = OWN_ESCAPE.sub("_x005F_", shown)
    kind = QUOTED if looks_like_formula(words) else style
    mark = f' s="{kind}"' if kind else ""
    space = "" if words == words.strip() else ' xml:space="preserve"'
    return f' t="inlineStr"{mark}><is><t{space}>{shown}</t></is></c>'


# Names, states and categories come again in every line; what is longer is rarely the same.
seen_before = lru_cache(maxsize=4096)(text_xml)


def cell_text(cell: Any) -> str:
    """A text as a cell can hold it: one kind of line break, nothing unspeakable, not too long."""
    words = str(cell)
    if not words.isprintable():
        words = UNSPEAKABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…"


def address(row: int, column: int) -> str:
    """`AB12`: how a spreadsheet names a cell; both count from 1."""
    return f"{letters(column)}{row}"


@cache
def letters(column: int) -> str:
    """`AB`: how a spreadsheet names a column."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
