"""Cleaning EXIF: what is believed, and what never becomes a place or a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_app.evidence.exif import CleanExif, Gps, clean, disagreements, printable

PLACE: dict[str, Any] = {
    "GPSLatitudeRef": "N",
    "GPSLatitude": [[34, 1], [39, 1], [0, 1]],
    "GPSLongitudeRef": "E",
    "GPSLongitude": [[112, 1], [23, 1], [24, 1]],
}


def test_a_place_in_degrees_minutes_and_seconds() -> None:
    tags = {**PLACE, "GPSHPositioningError": [[388, 10]], "GPSMapDatum": "WGS-84\x00"}

    assert clean(tags).gps == Gps(346_500_000, 1_123_900_000, 38.8, "WGS-84")


def test_south_and_west_are_negative() -> None:
    gps = clean({**PLACE, "GPSLatitudeRef": "S", "GPSLongitudeRef": "W"}).gps

    assert gps is not None
    assert (gps.lat_e7, gps.lon_e7) == (-346_500_000, -1_123_900_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"GPSLatitude": [[0, 0], [0, 0], [0, 0]]},
        {"GPSLatitude": [[34, 1], [39, 0], [0, 1]]},
        {"GPSLatitude": [[91, 1], [0, 1], [0, 1]]},
        {"GPSLatitude": [[34, 1], [61, 1], [0, 1]]},
        {"GPSLatitude": [[-34, 1], [0, 1], [0, 1]]},
        {"GPSLatitude": [[34, 1]] * 4},
        {"GPSLatitude": []},
        {"GPSLatitude": "NaN"},
        {"GPSLongitude": [[181, 1], [0, 1], [0, 1]]},
        {"GPSLatitudeRef": "X"},
        {"GPSLatitudeRef": ""},
        {"GPSLatitude": [[0, 1]] * 3, "GPSLongitude": [[0, 1]] * 3},
    ],
)
def test_what_is_no_place_is_absent_and_never_zero_zero(changes: dict[str, Any]) -> None:
    assert clean({**PLACE, **changes}).gps is None


@pytest.mark.parametrize("missing", list(PLACE))
def test_half_a_place_is_no_place(missing: str) -> None:
    assert clean({name: value for name, value in PLACE.items() if name != missing}).gps is None


def test_a_date_with_its_offset_is_an_instant() -> None:
    exif = clean({"DateTimeOriginal": "2026:11:20 10:00:00.847", "OffsetTimeOriginal": "+08:00"})

    assert exif.taken_at == datetime(2026, 11, 20, 10)  # noqa: DTZ001 - a wall clock
    assert exif.offset_minutes == 480
    instant = datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert exif.taken_between() == (instant, instant)
    assert (exif.wire()["taken_at"], exif.wire()["zone"]) == ("2026-11-20T10:00:00", "+08:00")


def test_a_date_without_offset_may_be_any_zone_of_the_world() -> None:
    earliest, latest = clean({"DateTime": "2026:11:20 10:00:00"}).taken_between()

    assert earliest == datetime(2026, 11, 19, 20, tzinfo=UTC)
    assert latest - earliest == timedelta(hours=26)
    assert clean({"DateTime": "2026:11:20 10:00:00"}).wire()["zone"] == "unknown"


@pytest.mark.parametrize(
    "raw", ["0000:00:00 00:00:00", "2026:13:01 10:00:00", "    :  :     :  :  ", "", "yesterday"]
)
def test_what_is_no_date_is_absent(raw: str) -> None:
    assert clean({"DateTimeOriginal": raw}).taken_at is None


def test_a_broken_original_date_falls_back_to_the_next() -> None:
    exif = clean({"DateTimeOriginal": "0000:00:00 00:00:00", "DateTime": "2018:06:08 13:24:10"})

    assert exif.taken_at == datetime(2018, 6, 8, 13, 24, 10)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize("raw", ["+25:00", "8", "+8:00", "CST"])
def test_an_offset_that_is_none_leaves_the_zone_unknown(raw: str) -> None:
    tags = {"DateTimeOriginal": "2026:11:20 10:00:00", "OffsetTimeOriginal": raw}

    assert clean(tags).offset_minutes is None


def test_satellite_time_is_utc() -> None:
    tags = {"GPSDateStamp": "2011:07:15", "GPSTimeStamp": [[9, 1], [14, 1], [39, 1]]}

    assert clean(tags).gps_utc == datetime(2011, 7, 15, 9, 14, 39, tzinfo=UTC)
    assert clean({**tags, "GPSTimeStamp": [[9, 0], [14, 1], [39, 1]]}).gps_utc is None
    assert clean({**tags, "GPSDateStamp": "2011:02:31"}).gps_utc is None


def test_strings_lose_padding_and_control_signs() -> None:
    exif = clean({"Make": "OLYMPUS\x00\x00  ", "Model": " C960Z,D460Z \x07", "Software": "\x00"})

    assert (exif.make, exif.model, exif.software) == ("OLYMPUS", "C960Z,D460Z", ())


def test_text_is_capped_at_a_kibibyte_without_breaking_a_sign() -> None:
    assert len(printable("尘" * 1000).encode()) == 1023
    assert "\x00" not in printable("a\x00b")
    assert printable("\ud800x") == "x"


def test_orientations_outside_one_to_eight_are_upright() -> None:
    assert [clean({"Orientation": [[n, 1]]}).orientation for n in (1, 8, 0, 9, -3)] == [1, 8, 1, 1, 1]


def test_two_readers_agree_up_to_a_tenth_of_a_metre() -> None:
    first = CleanExif(make="A", gps=Gps(10, 10, None, None))
    assert disagreements(first, CleanExif(make="A", gps=Gps(15, 5, None, "WGS-84"))) == ()
    assert disagreements(first, CleanExif(make="B", gps=None)) == ("make", "gps")


values = st.one_of(
    st.text(max_size=30),
    st.lists(st.lists(st.integers(-(2**31), 2**32), min_size=2, max_size=2), max_size=5),
)
names = st.sampled_from(
    [*PLACE, "GPSDateStamp", "GPSTimeStamp", "GPSHPositioningError", "DateTime", "Orientation"]
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text drawn builds large tables
@given(st.dictionaries(names, values))
def test_no_tags_break_the_cleaning(tags: dict[str, Any]) -> None:
    exif = clean(tags)

    exif.wire()
    if exif.gps is not None:
        assert abs(exif.gps.lat_e7) <= 900_000_000
        assert abs(exif.gps.lon_e7) <= 1_800_000_000
