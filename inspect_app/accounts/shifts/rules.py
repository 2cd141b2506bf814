"""The rules of the roster: how long a shift may be, and who of some people is the one to call. Pure."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

LONGEST = timedelta(days=31)


def span_fault(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """What is wrong with a new shift; None when it may stand. Who was on duty is not written afterwards."""
    if not starts_at < ends_at <= starts_at + LONGEST:
        return "bad_span"
    return "shift_over" if ends_at <= now else None


def at_post(people: AbstractSet[int], on_duty: AbstractSet[int]) -> set[int]:
    """Those of the people who are on duty; all of them when none is, so that nothing is told to nobody."""
    return set(people & on_duty) or set(people)
