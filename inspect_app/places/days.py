"""The civil day of an instant, in the zone people here live in."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from inspect_app.core.clock import from_iso
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


def wall_time(words: str | None, zone: str) -> str | None:
    """An instant in wire form as the wall clock of a zone shows it: `2026-11-21 16:00`.

    A year of cases has a hundred thousand of them in a few thousand hours.
    """
    if words is None:
        return None
    hour = wall_hour(words[:13], zone)
    return hour + words[13:16] if hour is not None else to_the_minute(from_iso(words), zone)


@lru_cache(maxsize=10_000)
def wall_hour(hour: str, zone: str) -> str | None:
    """What the wall clock shows in an hour of UTC, both to the hour; None where no whole hour fits it."""
    first, last = (to_the_minute(from_iso(f"{hour}:{minute}:00Z"), zone) for minute in ("00", "59"))
    return first[:13] if (first[14:], last[14:]) == ("00", "59") and first[:13] == last[:13] else None


def to_the_minute(at: datetime, zone: str) -> str:
    """An instant on the wall clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")[:16]
