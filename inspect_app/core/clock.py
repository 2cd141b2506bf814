"""Time as a value: the one place that reads the clock, and the wire form of an instant.

Every instant inside the system is an aware UTC datetime in whole milliseconds.
"""

from datetime import UTC, datetime
from typing import overload


def utc_now() -> datetime:
    """The server clock. Only doors (routes, jobs, commands) call this; services get `ctx.now`."""
    return whole_milliseconds(datetime.now(UTC))


def whole_milliseconds(value: datetime) -> datetime:
    """The same instant in UTC, cut to milliseconds; ValueError for a datetime without a zone."""
    if value.tzinfo is None:
        raise ValueError("a datetime without a time zone is not an instant")
    value = value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def to_millis(value: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC."""
    delta = value - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def from_millis(millis: int) -> datetime:
    """The aware UTC instant of a millisecond count."""
    seconds, rest = divmod(millis, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def from_iso(words: str) -> datetime:
    """The instant of its wire form."""
    return datetime.fromisoformat(words)


@overload
def to_iso(value: datetime) -> str: ...
@overload
def to_iso(value: None) -> None: ...
@overload
def to_iso(value: datetime | None) -> str | None: ...
def to_iso(value: datetime | None) -> str | None:
    """`2026-11-21T08:00:00.000Z`, the only wire form of an instant."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"  # without +00:00
