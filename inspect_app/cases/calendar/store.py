"""The calendar of the running installation: the library's years and the imported ones."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases.calendar.days import Calendar, NamedDay
from inspect_app.cases.calendar.models import CalendarDay, CalendarYear
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings

COLUMNS = ("day", "working", "zh", "en")
LOOK_AHEAD = timedelta(days=45)  # deadlines of six weeks and more are rare


@dataclass(frozen=True)
class CalendarFile:
    """A year's holidays as a file says them."""

    year: int
    days: dict[date, NamedDay]
    sha256: str
    source: str


class CalendarFileError(ValueError):
    """A calendar file that cannot be taken; the message names the line."""


def load_calendar() -> Calendar:
    """Days and hours as they stand in this transaction."""
    years = frozenset(db.session.scalars(select(CalendarYear.year)))
    rows = db.session.scalars(select(CalendarDay)) if years else ()
    days = {row.day: NamedDay(row.working, row.zh, row.en) for row in rows}
    return Calendar(ZoneInfo(settings().time_zone), days, years)


def read_calendar(data: bytes, year: int) -> dict[date, NamedDay]:
    """The days of a CSV file with the columns day, working (0 or 1), zh, en."""
    table = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    if table.fieldnames is None or set(COLUMNS) - set(table.fieldnames):
        raise CalendarFileError(f"the first line must name the columns {', '.join(COLUMNS)}")
    found: dict[date, NamedDay] = {}
    for number, row in enumerate(table, start=2):
        try:
            day, working = (
                date.fromisoformat(row["day"].strip()),
                {"0": False, "1": True}[row["working"].strip()],
            )
        except (ValueError, KeyError, AttributeError):
            raise CalendarFileError(f"line {number}: day is YYYY-MM-DD and working is 0 or 1") from None
        if day.year != year or day in found:
            raise CalendarFileError(f"line {number}: {day} is not of {year}, or stands there twice")
        found[day] = NamedDay(working, row["zh"].strip(), row["en"].strip())
    if not found:
        raise CalendarFileError("the file names no day")
    return found


def import_calendar(ctx: Context, file: CalendarFile) -> Receipt:
    """Put a whole year in place of what was known of it."""
    first, last = date(file.year, 1, 1), date(file.year, 12, 31)
    db.session.execute(delete(CalendarDay).where(CalendarDay.day.between(first, last)))
    db.session.execute(delete(CalendarYear).where(CalendarYear.year == file.year))
    db.session.add(
        CalendarYear(year=file.year, source=file.source, file_sha256=file.sha256, imported_at=ctx.now)
    )
    for day, named in file.days.items():
        db.session.add(CalendarDay(day=day, working=named.working, zh=named.zh, en=named.en))
    db.session.flush()
    public = {"year": file.year, "file_sha256": file.sha256, "days": len(file.days), "source": file.source}
    return append(ctx, [Fact("calendar", "calendar_imported", public)])[0]


def unknown_years(calendar: Calendar, now: datetime) -> list[int]:
    """Years that deadlines reach already and whose holidays nobody has told us."""
    local = now.astimezone(calendar.zone)
    years = {local.year, (local + LOOK_AHEAD).year}
    return sorted(year for year in years if not calendar.knows(year))
