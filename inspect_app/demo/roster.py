"""The demo's roster: who of the city's bureau is to be called by day and by night, for a fortnight."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from inspect_app.accounts.models import Person
from inspect_app.accounts.shifts.service import take_sheet
from inspect_app.accounts.shifts.sheet import ShiftDraft
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.demo.plots import ZONE

BEGINS, SHIFT, SHIFTS = time(8), timedelta(hours=12), 28
BY_DAY, BY_NIGHT = "supervisor", "verifier"


def keep_roster(supervisor: Context, unit_id: int) -> None:
    """Two people in turn, from the shift that runs now on."""
    people = dict(db.session.execute(select(Person.username, Person.id)).all())
    take_sheet(supervisor, unit_id, list(shifts(supervisor.now, people[BY_DAY], people[BY_NIGHT])))


def shifts(now: datetime, by_day: int, by_night: int) -> Iterator[ShiftDraft]:
    """Twelve hours each, from eight to eight on the wall clock; the first is the one of `now` (aware)."""
    yesterday = now.astimezone(ZONE).date() - timedelta(days=1)
    begins = datetime.combine(yesterday, BEGINS, ZONE).astimezone(UTC)
    running = (now - begins) // SHIFT
    for number in range(running, running + SHIFTS):
        at = begins + number * SHIFT
        yield ShiftDraft(by_night if number % 2 else by_day, at, at + SHIFT)
