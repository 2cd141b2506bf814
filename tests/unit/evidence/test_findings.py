"""The rules behind findings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import prcoords
import pytest

from inspect_app.evidence.catalogue import CATALOGUE, present_finding
from inspect_app.evidence.editors import names_editor
from inspect_app.evidence.exif import CleanExif, Gps
from inspect_app.evidence.findings import Found, Known, Thumbnail, examine, fix_belongs
from inspect_app.evidence.position import Position

CAPTURED = datetime(2026, 11, 20, 2, tzinfo=UTC)
WALL = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - a wall clock, at +08:00 the instant of CAPTURED
FIX = Position(346_500_000, 1_123_900_000, 100, CAPTURED, "device")
EXIF = CleanExif(
    make="HUAWEI",
    model="NOH-AN00",
    taken_at=WALL,
    offset_minutes=480,
    gps=Gps(346_500_000, 1_123_900_000, None, None),
)
KNOWN = Known(CAPTURED, CAPTURED + timedelta(minutes=3), FIX, EXIF)


def found(known: Known = KNOWN, **changes: Any) -> dict[str, Found]:
    """What is found when these facts change."""
    return {item.code: item for item in examine(replace(known, **changes))}


def exif(**changes: Any) -> CleanExif:
    """The camera's metadata with changes."""
    return replace(EXIF, **changes)


def test_a_plain_photo_is_consistent_in_place_and_time() -> None:
    assert set(found()) == {"exif_place_consistent", "exif_time_consistent"}


def test_far_means_beyond_the_tolerance_and_both_error_radii() -> None:
    # One minute of latitude is 1,849 m here; allowed are 200 + 10 + 50 m.
    def at(metres: float, **changes: Any) -> set[str]:
        gps = Gps(346_500_000 + round(metres / 110_921 * 1e7), 1_123_900_000, None, None)
        return set(found(exif=exif(gps=gps), **changes)) - {"exif_time_consistent"}

    assert at(255) == {"exif_place_consistent"}
    assert at(265) == {"exif_place_far"}
    assert at(1200, position=replace(FIX, accuracy_dm=10_000)) == {"exif_place_consistent"}


def test_without_both_places_nothing_is_compared() -> None:
    assert "exif_place_not_testable" in found(position=None)
    assert "exif_place_not_testable" in found(exif=exif(gps=None))


def test_a_fix_more_than_a_minute_from_the_photo_counts_as_unknown() -> None:
    later, earlier = (replace(FIX, fix_at=CAPTURED + timedelta(seconds=gap)) for gap in (61, -61))

    assert fix_belongs(FIX, CAPTURED)
    assert fix_belongs(replace(FIX, fix_at=CAPTURED + timedelta(seconds=60)), CAPTURED)
    assert not fix_belongs(later, CAPTURED)
    assert not fix_belongs(None, CAPTURED)
    assert found(position=later)["fix_after_photo"].detail == {"seconds": 61}
    assert found(position=earlier)["fix_before_photo"].detail == {"seconds": -61}
    assert "exif_place_not_testable" in found(position=later)


def test_camera_time_within_five_minutes_is_consistent() -> None:
    assert "exif_time_consistent" in found(exif=exif(taken_at=WALL + timedelta(minutes=5)))
    assert "exif_time_inconsistent" in found(exif=exif(taken_at=WALL + timedelta(minutes=6)))


def test_without_a_zone_only_a_day_and_more_can_contradict() -> None:
    no_zone = {"offset_minutes": None}
    assert "exif_time_not_testable" in found(exif=exif(**no_zone))
    assert "exif_time_not_testable" in found(exif=exif(**no_zone, taken_at=WALL - timedelta(hours=19)))
    assert "exif_time_inconsistent" in found(exif=exif(**no_zone, taken_at=WALL - timedelta(hours=21)))
    assert "exif_time_not_testable" in found(exif=exif(taken_at=None))


def test_satellites_years_from_the_camera_clock_are_noticed() -> None:
    assert "gps_utc_mismatch" not in found(exif=exif(gps_utc=CAPTURED + timedelta(minutes=15)))
    assert "gps_utc_mismatch" in found(exif=exif(gps_utc=CAPTURED - timedelta(days=2600)))


def test_phone_clocks_ahead_and_far_behind_are_noticed() -> None:
    assert found(captured_at=KNOWN.received_at + timedelta(hours=3))["clock_ahead"].detail == {
        "seconds": 10_800
    }
    assert "clock_ahead" not in found(captured_at=KNOWN.received_at + timedelta(minutes=5))
    assert found(captured_at=CAPTURED - timedelta(days=800))["clock_behind"].detail["days"] == 800
    assert "clock_behind" not in found(
        captured_at=CAPTURED - timedelta(days=29)
    )  # a month offline is possible


def test_a_date_after_receipt_in_every_zone_is_in_the_future() -> None:
    polaroid = exif(taken_at=datetime(2026, 11, 24, 14, 41), offset_minutes=None)  # noqa: DTZ001 - a wall clock
    tomorrow_in_kiribati = exif(taken_at=WALL + timedelta(hours=5), offset_minutes=None)

    assert "future_date" in found(exif=polaroid)
    assert "future_date" not in found(exif=tomorrow_in_kiribati)


def test_tail_and_missing_camera() -> None:
    assert found(trailing_bytes=9, trailing_magic="ff")["trailing_bytes"].detail == {
        "bytes": 9,
        "magic": "ff",
    }
    assert "no_camera_exif" in found(exif=CleanExif())
    assert found(readers_differ=("model",))["exif_readers_differ"].detail == {"tags": ["model"]}


def test_satellite_time_that_is_really_local_time_is_noticed_when_the_zone_is_known() -> None:
    local = CAPTURED + timedelta(hours=8)

    assert "gps_utc_mismatch" in found(exif=exif(gps_utc=local))
    assert "gps_utc_mismatch" not in found(exif=exif(gps_utc=local, offset_minutes=None))


def test_a_shift_of_gcj02_is_a_matter_of_the_datum_and_not_of_the_place() -> None:
    shifted = prcoords.wgs_gcj((34.65, 112.39))
    gps = Gps(round(shifted.lat * 1e7), round(shifted.lon * 1e7), None, None)
    there = replace(FIX, lat_e7=gps.lat_e7, lon_e7=gps.lon_e7)

    by_camera, by_phone = found(exif=exif(gps=gps)), found(position=there)

    assert by_camera["datum_hint"].detail["gcj02"] == "exif"
    assert by_phone["datum_hint"].detail["gcj02"] == "fix"
    assert 300 < by_camera["datum_hint"].detail["distance_m"] < 700
    assert not {"exif_place_far", "exif_place_consistent"} & (set(by_camera) | set(by_phone))


def test_as_far_in_another_direction_is_no_matter_of_the_datum() -> None:
    shifted = prcoords.wgs_gcj((34.65, 112.39))
    gps = Gps(round((34.65 * 2 - shifted.lat) * 1e7), round(shifted.lon * 1e7), None, None)

    assert "datum_hint" not in found(exif=exif(gps=gps))
    assert "exif_place_far" in found(exif=exif(gps=gps))


def test_an_after_photo_taken_before_the_work_began() -> None:
    began = CAPTURED + timedelta(hours=1)

    assert found(work_began_at=began)["taken_before_report"].detail == {
        "taken_at": "2026-11-20T02:00:00.000Z",
        "began_at": "2026-11-20T03:00:00.000Z",
    }
    assert "taken_before_report" not in found(work_began_at=CAPTURED + timedelta(minutes=5))
    assert "taken_before_report" not in found(work_began_at=began, exif=exif(offset_minutes=None))
    assert "taken_before_report" not in found()


def test_a_thumbnail_of_something_else_or_of_another_shape() -> None:
    def said(distance: int | None, *, aspect: bool = False) -> bool:
        return "thumbnail_mismatch" in found(thumbnail=Thumbnail(distance, aspect))

    assert said(91)
    assert said(None, aspect=True)
    assert not said(90)
    assert not said(None)


FIRMWARE = [
    ("Apple", "iPhone 15", "17.1.2"),
    ("HUAWEI", "NOH-AN00", "NOH-AN00 4.0.0.130"),
    ("samsung", "SM-G998B", "G998BXXU5CVDD"),
    ("Google", "Pixel 6", "HDR+ 1.0.540104767zd"),
    ("NIKON", "COOLPIX P6000", "Nikon Transfer 1.1 W"),
]
EDITED = [
    ("Canon", "Canon EOS 40D", "Adobe Photoshop CS4 Windows"),
    ("Apple", "iPhone 15", "Snapseed 2.0"),
    (None, None, "GIMP 2.4.5"),
    ("Xiaomi", "2201123C", "美图秀秀 9.8"),
]


@pytest.mark.parametrize("signature", [*FIRMWARE, *EDITED])
def test_editors_are_told_from_firmware(signature: tuple[str | None, str | None, str]) -> None:
    make, model, software = signature
    camera = exif(make=make, model=model, software=(software,))

    assert names_editor(make, model, software) == (signature in EDITED)
    assert ("editor_software" in found(exif=camera)) == (signature in EDITED)


def test_every_finding_has_words_a_severity_and_causes_worth_reading() -> None:
    for code, entry in CATALOGUE.items():
        assert entry.severity in {"info", "notice", "warning"}, code
        for label in (entry.label, *entry.benign):
            assert label["zh"], code
            assert label["en"], code
        assert entry.severity == "info" or entry.benign, code
        assert present_finding(code, entry.severity, {}, {})["label"] == entry.label
