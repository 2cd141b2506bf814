"""Instants on the wall clock, made of texts: the same as the calendar of the zone says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inspect_app.core.clock import to_iso
from inspect_app.places.days import wall_time

# Whole hours, half ones, a change in the middle of an hour of UTC (Lord Howe), a change by an hour.
ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin", "UTC")
MOMENTS = (datetime(2026, 11, 21, 15, 50, tzinfo=UTC), datetime(2026, 3, 28, 23, 50, tzinfo=UTC))
HOW_LONG = timedelta(days=16)  # over both changes of 2026 in spring


def test_the_wall_clock_is_that_of_the_zone() -> None:
    for zone in ZONES:
        for begin in MOMENTS:
            for step in range(HOW_LONG // timedelta(minutes=10)):
                at = begin + step * timedelta(minutes=10)
                assert wall_time(to_iso(at), zone) == f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", zone
        assert wall_time(None, zone) is None
