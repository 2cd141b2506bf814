"""Reading a superior's list: rows with what each cell means, and what is wrong with the others."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from openpyxl import load_workbook

from inspect_app.cases.categories import categories_on
from inspect_app.cases.forms import clean_text
from inspect_app.core.errors import Problem
from inspect_app.core.table_file import MOST_COLUMNS, sheet, text
from inspect_app.core.workbook import address
from inspect_app.places.datum import E7, Datum, Position, to_wgs84
from inspect_app.supervision.handover.columns import BY_NAME, BY_TITLE, READ

MOST_LINES = 10_000
LONGEST = {"number": 60, "place": 200, "site": 100, "category": 60, "unit": 60, "description": 2000}
DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[ T].*)?")
SERIAL = re.compile(r"[34]\d{4}|5\d{4}")  # days since 1899-12-30, as a sheet keeps a date without a format
EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: its address, and a code."""

    row: int
    cell: str
    code: str
    column: str
    found: str


@dataclass
class ListRow:
    """A row of the file as it means something. Place in WGS-84, 1e-7 degree; days of the wall calendar."""

    row: int
    texts: dict[str, str]
    received_on: date | None = None
    due_on: date | None = None
    lat_e7: int | None = None
    lon_e7: int | None = None
    category: str | None = None

    @property
    def number(self) -> str:
        """The superior's number."""
        return self.texts["number"]


@dataclass
class ReadList:
    """A file: the rows that can be used, and the faults of the others."""

    rows: list[ListRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_list(data: bytes, datum: Datum, today: date) -> ReadList:
    """The rows of the first sheet; Problem `unreadable_workbook` or `list_without_columns`."""
    table = sheet(data, MOST_LINES)
    heading = [text(cell).casefold() for cell in table[0]] if table else []
    places: dict[str, int] = {}
    for at, title in enumerate(heading):
        if title in BY_TITLE:
            places.setdefault(BY_TITLE[title].name, at)
    missing = [column for column in READ if column.required and column.name not in places]
    if missing:
        names = "、".join(f"{column.zh} ({column.en})" for column in missing)
        raise Problem("list_without_columns", f"The first line must name these columns: {names}.", 422)
    return read_rows(table[1:], places, formulas(data), Reader(datum, today))


def formulas(data: bytes) -> set[tuple[int, int]]:
    """The row and column, from 1, of every formula: what it would say depends on who opens it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(b"<f" in archive.read(name) for name in archive.namelist() if "worksheets/" in name):
            return set()
    book = load_workbook(io.BytesIO(data), read_only=True)
    rows = book.worksheets[0].iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)
    found = {
        (line, place)
        for line, cells in enumerate(rows, start=1)
        for place, cell in enumerate(cells, start=1)
        if cell.data_type == "f"
    }
    book.close()
    return found


def read_rows(
    table: list[tuple[object, ...]], places: Mapping[str, int], bad: set[tuple[int, int]], reader: "Reader"
) -> ReadList:
    """Each row that says anything."""
    found, seen = ReadList(), set[str]()
    for number, cells in enumerate(table, start=2):
        texts = {name: clean_text(text(cells[at])) if at < len(cells) else "" for name, at in places.items()}
        texts = {name: texts.get(name, "") for name in BY_NAME}
        calculated = [name for name, at in places.items() if (number, at + 1) in bad]
        if not any(texts.values()) and not calculated:
            continue
        line = ListRow(number, texts)
        wrong = dict.fromkeys(calculated, "formula") or reader.read(line)
        if not wrong and line.number in seen:
            wrong = {"number": "number_twice"}
        seen.add(line.number)
        found.faults += [
            Fault(number, address(number, places.get(name, 0) + 1), code, name, texts[name][:60])
            for name, code in wrong.items()
        ]
        if not wrong:
            found.rows.append(line)
    return found


class Reader:
    """What cells mean on a day, with coordinates of one datum."""

    def __init__(self, datum: Datum, today: date) -> None:
        self.datum, self.today = datum, today
        self.categories = {
            word.casefold(): row.code
            for row in categories_on(today)
            for word in (row.code, row.zh, row.en, *row.synonyms)
        }

    def read(self, line: ListRow) -> dict[str, str]:
        """Fill the row in; what is wrong, by column."""
        wrong = dict(self.lengths(line))
        line.category = self.categories.get(line.texts["category"].casefold())
        for name in ("received_on", "due_on"):
            try:
                setattr(line, name, read_day(line.texts[name]))
            except ValueError:
                wrong[name] = "bad_date"
        if line.received_on and line.received_on > self.today:
            wrong["received_on"] = "in_future"
        if code := self.locate(line):
            wrong["lat"] = code
        return wrong

    def lengths(self, line: ListRow) -> Iterator[tuple[str, str]]:
        """Cells that say nothing where something is needed, or too much."""
        for name, most in LONGEST.items():
            if BY_NAME[name].required and not line.texts[name]:
                yield name, "empty"
            elif len(line.texts[name]) > most:
                yield name, "too_long"

    def locate(self, line: ListRow) -> str | None:
        """Take the place in; what is wrong with it."""
        if not (line.texts["lat"] or line.texts["lon"]):
            return None
        try:
            lat, lon = float(line.texts["lat"]), float(line.texts["lon"])
        except ValueError:
            return "bad_coordinates"
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return "coordinates_swapped" if -90 <= lon <= 90 and -180 <= lat <= 180 else "bad_coordinates"
        place = to_wgs84(Position(lat, lon, self.datum))
        line.lat_e7, line.lon_e7 = round(place.lat * E7), round(place.lon * E7)
        return None


def read_day(words: str) -> date | None:
    """A day in the spellings that lists have; None for nothing, ValueError for what is none."""
    if not words:
        return None
    if SERIAL.fullmatch(words):
        return EPOCH + timedelta(days=int(words))
    if (found := DAY.fullmatch(words)) is None:
        raise ValueError("no day")
    return date(int(found[1]), int(found[2]), int(found[3]))
