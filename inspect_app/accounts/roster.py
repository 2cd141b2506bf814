"""The rules of a list of people to import: which columns, what fits, every fault with its row. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspect_app.accounts.usernames import WHAT_FITS, is_username, normal_username

MOST_ROWS = 10_000
COLUMNS = {  # the heading people write → our name
    "username": "username",
    "用户名": "username",
    "name": "name",
    "姓名": "name",
    "unit": "unit",
    "单位代码": "unit",
    "phone": "phone",
    "电话": "phone",
}
REQUIRED = ("username", "name", "unit")
PHONE = re.compile(r"\+?[0-9][0-9 -]{2,19}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Row:
    """One line of the list; `number` counts as the spreadsheet does, the heading is row 1."""

    number: int
    username: str
    name: str
    unit: str
    phone: str | None


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


def read_rows(lines: Sequence[Sequence[str]]) -> tuple[list[Row], list[Fault]]:
    """The rows below the heading, and every fault that needs no database. Empty lines are skipped."""
    if not lines:
        return [], [Fault(1, "The file is empty.")]
    columns, faults = read_heading(lines[0])
    if faults:
        return [], faults
    filled = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    if not filled:
        return [], [Fault(2, "There is nobody below the heading.")]
    if len(filled) > MOST_ROWS:
        return [], [Fault(MOST_ROWS + 2, f"At most {MOST_ROWS} people at a time.")]
    rows = [row_of(number, line, columns) for number, line in filled]
    return rows, [*(fault for row in rows for fault in row_faults(row)), *repeated(rows)]


def read_heading(cells: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """Our column names in the order of the file, and what is wrong with the heading."""
    unknown = [cell for cell in cells if cell and cell.lower() not in COLUMNS]
    columns = [COLUMNS.get(cell.lower(), "") for cell in cells]
    missing = [name for name in REQUIRED if name not in columns]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    faults = [Fault(1, f"Unknown column {cell!r}.") for cell in unknown]
    faults += [Fault(1, f"Column {name!r} is missing.") for name in missing]
    faults += [Fault(1, f"Column {name!r} appears twice.") for name in twice]
    return columns, faults


def row_of(number: int, line: Sequence[str], columns: Sequence[str]) -> Row:
    """One line by column name; a short line has empty cells at its end."""
    cells = dict(zip(columns, line, strict=False))
    return Row(
        number,
        normal_username(cells.get("username", "")),
        cells.get("name", ""),
        cells.get("unit", ""),
        cells.get("phone") or None,
    )


def row_faults(row: Row) -> Iterable[Fault]:
    """What is wrong with one row by itself."""
    if not is_username(row.username):
        yield Fault(row.number, f"User name {row.username!r} does not fit. {WHAT_FITS}")
    if not row.name or len(row.name) > LONGEST_NAME or CONTROL.search(row.name):
        yield Fault(row.number, f"The name must have 1 to {LONGEST_NAME} ordinary characters.")
    if not row.unit:
        yield Fault(row.number, "The unit code is missing.")
    if row.phone is not None and not PHONE.fullmatch(row.phone):
        yield Fault(row.number, f"Phone {row.phone!r} does not fit; use digits.")


def repeated(rows: Sequence[Row]) -> Iterable[Fault]:
    """User names that stand in the list more than once."""
    first: dict[str, int] = {}
    for row in rows:
        if row.username in first:
            yield Fault(row.number, f"User name {row.username!r} is in row {first[row.username]} already.")
        first.setdefault(row.username, row.number)


def database_faults(rows: Sequence[Row], taken: set[str], units: Mapping[str, int]) -> list[Fault]:
    """User names that exist already, and unit codes that name no active unit."""
    faults = []
    for row in rows:
        if row.username in taken:
            faults.append(Fault(row.number, f"There is an account named {row.username!r} already."))
        if row.unit and row.unit not in units:
            faults.append(Fault(row.number, f"There is no active unit with the code {row.unit!r}."))
    return faults
