"""The civil day of an instant, in the zone people here live in."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inspect_app.core.settings import settings


def local_day(now: datetime) -> date:
    """The day on the wall calendar at an instant."""
    return now.astimezone(ZoneInfo(settings().time_zone)).date()


def end_of_day(now: datetime) -> datetime:
    """The next midnight on the wall clock, aware UTC."""
    return midnight(local_day(now) + timedelta(days=1))


def midnight(day: date) -> datetime:
    """When a day begins here, aware UTC."""
    zone = ZoneInfo(settings().time_zone)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
