"""When a message is held and when it is tried again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inspect_app.notify.quiet import Quiet, clock_of, held_until, minute_of
from inspect_app.notify.retry import MOST_ATTEMPTS, next_try

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (local(24, 21, 59), None),
        (local(24, 22), local(25, 7)),
        (local(24, 23, 59), local(25, 7)),
        (local(25, 0), local(25, 7)),
        (local(25, 6, 59), local(25, 7)),
        (local(25, 7), None),
        (local(25, 12), None),
    ],
)
def test_the_night_is_quiet_until_seven(now: datetime, until: datetime | None) -> None:
    assert held_until(now.astimezone(UTC), Quiet(), ZONE) == until


def test_quiet_hours_may_lie_within_a_day_be_off_or_be_none() -> None:
    noon = Quiet(True, minute_of("12:00"), minute_of("14:30"))
    assert held_until(local(24, 13), noon, ZONE) == local(24, 14, 30)
    assert held_until(local(24, 15), noon, ZONE) is None
    assert held_until(local(24, 23), Quiet(on=False), ZONE) is None
    assert held_until(local(24, 9), Quiet(True, 540, 540), ZONE) is None


@pytest.mark.parametrize("text", ["00:00", "07:05", "23:59"])
def test_a_time_of_day_reads_back(text: str) -> None:
    assert clock_of(minute_of(text)) == text


def test_waits_grow_and_end() -> None:
    waits = [next_try(NOW, attempts, None) for attempts in range(1, MOST_ATTEMPTS + 1)]

    assert waits[0] == NOW + timedelta(seconds=30)
    assert waits[1] == NOW + timedelta(seconds=60)
    assert waits[-2] == NOW + timedelta(hours=1)
    assert waits[-1] is None


def test_the_other_side_may_ask_for_longer_but_not_for_ever() -> None:
    assert next_try(NOW, 1, 120) == NOW + timedelta(seconds=120)
    assert next_try(NOW, 1, 0) == NOW + timedelta(seconds=30)
    assert next_try(NOW, 1, 10**9) == NOW + timedelta(hours=1)
