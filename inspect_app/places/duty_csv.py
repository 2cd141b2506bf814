"""Reading a table of duties: which unit handles which category where, since when; with all its faults."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from inspect_app.places.faults import Fault

COLUMNS = ("category", "grid_code", "unit_code", "valid_from", "valid_to", "source")
CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class DutyDraft:
    """A rule as a line says it; days are half-open, `valid_to` None means until further notice."""

    line: int
    category: str | None
    grid_code: str | None
    unit_code: str
    valid_from: date
    valid_to: date | None
    source: str

    @property
    def where(self) -> str:
        """How a fault names this line."""
        return f"line {self.line}"

    @property
    def subject(self) -> tuple[str | None, str | None]:
        """What the rule is about: only one rule about the same may be in force."""
        return (self.category, self.grid_code)

    def overlaps(self, valid_from: date, valid_to: date | None) -> bool:
        """Whether the rule shares a day with a span of days."""
        begins = valid_to is None or self.valid_from < valid_to
        return begins and (self.valid_to is None or valid_from < self.valid_to)


@dataclass
class DutyReading:
    """What a file holds, oldest rule first, and everything that is wrong with it."""

    drafts: list[DutyDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_duties(data: bytes) -> DutyReading:
    """The rules of a CSV file (UTF-8, with a header line)."""
    reading = DutyReading()
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if missing:
            reading.faults.append(Fault("file", f"the header lacks {', '.join(missing)}"))
            return reading
        for row in lines:
            read_line(reading, lines.line_num, row)
    except (UnicodeDecodeError, csv.Error) as error:
        reading.faults.append(Fault("file", f"this is no CSV in UTF-8: {error}"))
    reading.drafts.sort(key=lambda draft: draft.valid_from)
    reading.faults.extend(clashes(reading.drafts))
    return reading


def read_line(reading: DutyReading, line: int, row: dict[str, str | None]) -> None:
    """Add one line to the reading: as a draft, or as its faults."""
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    faults = list(cell_faults(cells))
    if len(row) > len(COLUMNS) and None in row:
        faults.append("the line has more cells than the header")
    begin, end = day_of(cells["valid_from"]), day_of(cells["valid_to"])
    if begin is None:
        faults.append("valid_from is no day like 2026-01-31")
    if end is None and cells["valid_to"]:
        faults.append("valid_to is no day like 2026-01-31")
    if begin and end and end <= begin:
        faults.append("valid_to is not after valid_from")
    reading.faults.extend(Fault(f"line {line}", message) for message in faults)
    if not faults and begin:
        about = (cells["category"] or None, cells["grid_code"] or None)
        reading.drafts.append(DutyDraft(line, *about, cells["unit_code"], begin, end, cells["source"]))


def cell_faults(cells: dict[str, str]) -> Iterator[str]:
    """What is wrong with the words of a line."""
    if not cells["category"] and not cells["grid_code"]:
        yield "a category or a grid_code is needed"
    if cells["category"] and not CATEGORY.fullmatch(cells["category"]):
        yield f"{cells['category']!r} is no category code"
    if not cells["unit_code"]:
        yield "unit_code is empty"
    if not cells["source"]:
        yield "source is empty: say which document gives this duty"


def day_of(text: str) -> date | None:
    """The day of `2026-01-31`; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def clashes(drafts: list[DutyDraft]) -> Iterator[Fault]:
    """Rules about the same that share a day; `drafts` is in the order of `valid_from`."""
    before: dict[tuple[str | None, str | None], DutyDraft] = {}
    for draft in drafts:
        other = before.get(draft.subject)
        if other and draft.overlaps(other.valid_from, other.valid_to):
            yield Fault(draft.where, f"overlaps with {other.where}, which is about the same")
        before[draft.subject] = draft
