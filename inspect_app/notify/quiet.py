"""Quiet hours: until when a message is held so that nobody is woken. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from inspect_app.core.clock import whole_milliseconds


@dataclass(frozen=True)
class Quiet:
    """The minutes of the local day between which messages are held; the end may lie on the next day."""

    on: bool = True
    start: int = 22 * 60
    end: int = 7 * 60


def held_until(now: datetime, quiet: Quiet, zone: tzinfo) -> datetime | None:
    """When a message of `now` (aware) may go out; None when it may go at once."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if not quiet.on or not inside(minute, quiet):
        return None
    days = 1 if minute >= quiet.end else 0
    end = local.replace(hour=quiet.end // 60, minute=quiet.end % 60, second=0, microsecond=0)
    return whole_milliseconds(end + timedelta(days=days))


def inside(minute: int, quiet: Quiet) -> bool:
    """Whether a minute of the day is quiet; equal start and end mean never."""
    if quiet.start <= quiet.end:
        return quiet.start <= minute < quiet.end
    return minute >= quiet.start or minute < quiet.end


def minute_of(text: str) -> int:
    """`22:30` as minutes of the day; ValueError for what is no time of day."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """Minutes of the day as `22:30`."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
