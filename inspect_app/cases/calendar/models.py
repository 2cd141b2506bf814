"""Tables of the calendar: days an operator imported for years the library does not know."""

from datetime import date, datetime

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, UtcTime


class CalendarYear(Base):
    """A year whose holidays were imported completely: it replaces what the library says of it."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    file_sha256: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(UtcTime)


class CalendarDay(Base):
    """One holiday or shifted working day of an imported year."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool]
    zh: Mapped[str]
    en: Mapped[str]
