"""A duty table as a sheet: its columns, reading it with every fault at its cell, and writing it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_app.cases.duties.resolver import Key, Row
from inspect_app.core.errors import Problem
from inspect_app.core.table_file import Fault, FileLine, columns_missing, headed, lines_of, read_table
from inspect_app.core.workbook import Column

MOST_ROWS = 5_000
HIGHEST_PRIORITY = 2
LONGEST_BASIS = 500
ANY = frozenset({"", "*", "any", "任意", "全部", "不限"})
BETWEEN_UNITS = re.compile(r"[,，、;；\s]+")
SOURCE = re.compile(r"[a-z][a-z0-9_]{0,63}")
TITLES: dict[str, tuple[str, str]] = {
    "category": ("问题类别", "Category"),
    "area": ("网格", "Area"),
    "source": ("来源", "Source"),
    "unit": ("牵头单位", "Lead unit"),
    "helpers": ("配合单位", "Co-handling units"),
    "percent": ("时限比例（%）", "Deadline (%)"),
    "priority": ("优先级", "Priority"),
    "basis": ("依据", "Basis"),
}
WIDTHS = {"category": 18, "area": 18, "source": 16, "unit": 18, "helpers": 28, "basis": 40}
BY_TITLE = {title: name for name, titles in TITLES.items() for title in (name, *titles)}
NEEDED = ("category", "area", "unit")


@dataclass(frozen=True)
class Books:
    """What the words of a sheet refer to: ids and codes by code and by name."""

    categories: Mapping[str, str]
    grids: Mapping[str, int]
    units: Mapping[str, int]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """A row as somebody wrote it, its words understood; None in a part of the key means any."""

    line: int
    category: str | None
    area: int | None
    source: str | None
    unit: int
    helpers: tuple[int, ...] = ()
    percent: int | None = None
    priority: int | None = None
    basis: str = ""

    @property
    def key(self) -> Key:
        """What the row is about."""
        return (self.category, self.area, self.source)

    def as_row(self) -> Row:
        """The row as the resolver needs it; a draft has no id of its own yet."""
        return Row(self.line, self.line, *self.key, self.unit, self.helpers, self.percent, self.priority or 0)


@dataclass
class Reading:
    """What a sheet holds, and everything that is wrong with it."""

    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(data: bytes, books: Books) -> Reading:
    """The rows of a workbook or CSV; Problem `unreadable_workbook` or `duty_columns_missing`."""
    table = read_table(data)
    if not headed(table, BY_TITLE, NEEDED):
        raise columns_missing("duty_columns_missing", (TITLES[name] for name in NEEDED))
    lines, reading = lines_of(table, BY_TITLE), Reading()
    if len(lines) > MOST_ROWS:
        raise Problem("unreadable_workbook", f"A duty table has at most {MOST_ROWS} rows.", 422)
    for line in lines:
        read_line(reading, line, books)
    return reading


def read_line(reading: Reading, line: FileLine, books: Books) -> None:
    """Add one line to the reading: as a draft, or as its faults."""
    said = {name: line.texts.get(name, "") for name in TITLES}
    faults = [Fault(line.where(name), code, said[name]) for name, code in faults_in(said, books)]
    reading.faults.extend(faults)
    if faults:
        return
    reading.drafts.append(
        Draft(
            line.row,
            known(said["category"], books.categories),
            known(said["area"], books.grids),
            known(said["source"], books.sources),
            books.units[said["unit"]],
            tuple(dict.fromkeys(books.units[name] for name in named_units(said["helpers"], books))),
            number(said["percent"]),
            number(said["priority"]),
            said["basis"],
        )
    )


def known(words: str, book: Mapping[str, Any]) -> Any:
    """What words stand for; None for any."""
    return None if words.lower() in ANY else book[words]


def named_units(words: str, books: Books) -> list[str]:
    """The units that a cell names; a whole cell may be one name with blanks in it."""
    return [words] if words in books.units else [name for name in BETWEEN_UNITS.split(words) if name]


def number(words: str) -> int | None:
    """A whole number, or nothing."""
    return int(words) if words else None


def faults_in(said: Mapping[str, str], books: Books) -> Iterator[tuple[str, str]]:
    """The column and the code of each fault of a line."""
    for name, book in (("category", books.categories), ("area", books.grids), ("source", books.sources)):
        if said[name].lower() not in ANY and said[name] not in book:
            yield name, f"unknown_{name}"
    if said["unit"] not in books.units:
        yield "unit", "unknown_unit"
    helpers = named_units(said["helpers"], books)
    if any(name not in books.units for name in helpers):
        yield "helpers", "unknown_unit"
    elif said["unit"] in books.units and books.units[said["unit"]] in {books.units[name] for name in helpers}:
        yield "helpers", "helper_is_lead"
    for name, least, most in (("percent", 1, 100), ("priority", 0, HIGHEST_PRIORITY)):
        words = said[name]
        if words and not (words.isascii() and words.isdigit() and least <= int(words) <= most):
            yield name, f"bad_{name}"
    if len(said["basis"]) > LONGEST_BASIS:
        yield "basis", "too_long"


def columns(language: str) -> list[Column]:
    """The headings of the sheet."""
    at = 1 if language == "en" else 0
    return [Column(titles[at], WIDTHS.get(name, 10)) for name, titles in TITLES.items()]


def cells(row: Draft, codes: Mapping[str, Mapping[Any, str]]) -> Sequence[Any]:
    """A row as it comes back: codes, so that it can be read again; `codes` gives those of ids."""
    return [
        row.category or "*",
        codes["grids"].get(row.area, "*"),
        row.source or "*",
        codes["units"][row.unit],
        "、".join(codes["units"][unit] for unit in row.helpers),
        row.percent,
        row.priority,
        row.basis,
    ]
