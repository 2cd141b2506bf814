"""Looks at what has to go on by itself: workers, sweeps, the calendar, backups."""

from datetime import timedelta

from inspect_app.cases.calendar.store import load_calendar, unknown_years
from inspect_app.core.clock import utc_now
from inspect_app.operations.doctor.check import Check, bad, good, warning
from inspect_app.operations.heartbeat import workers_alive
from inspect_app.operations.state import freshness, last_backup

BACKUP_OLD = timedelta(days=2)


def workers() -> Check:
    """Somebody works."""
    count = workers_alive(utc_now())
    seen = f"{count} seen within a minute"
    return good("workers", seen) if count else bad("workers", f"{seen}: start one")


def sweeps() -> Check:
    """Periodic work has run in its time."""
    now, items = utc_now(), freshness()
    late = [
        item.name
        for item in items
        if (age := item.age(now)) is not None and age > 3 * item.period + timedelta(minutes=1)
    ]
    never = [item.name for item in items if item.last is None]
    if late:
        return bad("sweeps", "late: " + ", ".join(late))
    return warning("sweeps", "not run yet: " + ", ".join(never)) if never else good("sweeps", "all in time")


def holidays() -> Check:
    """Deadlines are counted over announced holidays."""
    years = unknown_years(load_calendar(), utc_now())
    if years:
        told = ", ".join(str(year) for year in years)
        return warning(
            "holidays", f"unknown for {told}, deadlines there are provisional: flask calendar import"
        )
    return good("holidays", "known as far as deadlines reach")


def backup() -> Check:
    """A backup that is not old."""
    last = last_backup()
    if last is None:
        return warning("backup", "none has been made: flask backup create DIR")
    age = utc_now() - last
    seen = f"the last is {age.total_seconds() / 3600:.0f} hours old"
    return warning("backup", seen) if age > BACKUP_OLD else good("backup", seen)
