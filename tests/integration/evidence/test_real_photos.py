"""Real camera files with odd and broken metadata, from DATA/exif*: each arrives whole and is judged rightly.

DATA names a folder with `exif/index.csv` and `exif_mapillary/index.csv`. Where it is absent the test says so
by name; with REQUIRE_DATA=1 it fails.
"""

import csv
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.integration.evidence.conftest import Phone

DATA = Path(os.environ.get("DATA") or REPOSITORY.parent / "shared" / "data")
FOLDERS = ("exif", "exif_mapillary")
# What each of these files is known to say, and what must not be said of it.
DOCUMENTED = {
    "DSCN0010.jpg": ({"gps_utc_mismatch"}, {"near_reuse", "thumbnail_mismatch"}),  # clock a day behind
    "DSCN0042.jpg": ({"gps_utc_mismatch"}, {"near_reuse", "thumbnail_mismatch"}),
    "test_exif.jpg": ({"gps_utc_mismatch", "thumbnail_mismatch"}, {"near_reuse"}),  # 7 years; 16 × 16 pixels
    "DSC00001.JPG": (set(), {"gps_utc_mismatch", "thumbnail_mismatch", "near_reuse"}),
    "HMD_Nokia_8.3_5G.jpg": (set(), {"gps_utc_mismatch", "thumbnail_mismatch"}),
    "45-gps_ifd.jpg": ({"exif_time_inconsistent"}, {"no_camera_exif", "thumbnail_mismatch"}),  # out of a game
    "sanyo-vpcg250.jpg": ({"exif_time_inconsistent"}, {"gps_utc_mismatch"}),  # clock never set
    "Canon_40D_photoshop_import.jpg": ({"editor_software"}, {"near_reuse"}),
    "no_exif.jpg": ({"no_camera_exif"}, {"thumbnail_mismatch", "near_reuse"}),
    "landscape_8.jpg": ({"near_reuse"}, {"exact_reuse"}),  # one picture, stored in eight orientations
    "HMD_Nokia_8.3_5G_hdr.heif": (set(), {"gps_utc_mismatch"}),  # kept, never decoded, nothing is claimed
}


def rows() -> list[tuple[Path, dict[str, str]]]:
    """Every file with its row in the index, which other programs have written."""
    found = []
    for name in FOLDERS:
        with (DATA / name / "index.csv").open(encoding="utf-8") as index:
            found += [(DATA / name / row["path"], row) for row in csv.DictReader(index)]
    return found


def test_real_files_arrive_whole_and_are_read_rightly(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    if not all((DATA / name / "index.csv").exists() for name in FOLDERS):
        assert os.environ.get("REQUIRE_DATA") != "1", f"DATA={DATA} has no exif folders"
        with capsys.disabled():
            sys.stderr.write(f"\nDATA={DATA} is absent: no real photos were tried\n")
        return
    photos = [(phone.upload(path.read_bytes()), path, row) for path, row in rows()]
    phone.develop()

    assert len(photos) > 60
    for photo_id, path, row in photos:
        photo = phone.photo(photo_id)
        assert phone.original(photo_id) == path.read_bytes(), path
        if path.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            assert (photo["state"], photo["derived"]) == ("stored", True), path
            compare(photo, row, str(path))
        else:
            assert photo["quarantine_reason"] == "not_viewable", path
    check_documented({path.name: phone.photo(photo_id) for photo_id, path, _ in photos})


def check_documented(photos: dict[str, dict[str, Any]]) -> None:
    """The known lies of known files are told, and no others; an HDR pair is a burst, not reuse."""
    for name, (said, unsaid) in DOCUMENTED.items():
        codes = {found["code"] for found in photos[name]["findings"]}
        assert said <= codes, name
        assert not unsaid & codes, name
    pair = [photos[f"iphone_hdr_{kind}.jpg"]["findings"] for kind in ("NO", "YES")]
    alike = [found for findings in pair for found in findings if found["code"] == "near_reuse"]
    assert [found["severity"] for found in alike] == ["info"]
    assert alike[0]["detail"]["others"][0]["burst"] is True


def compare(photo: dict[str, Any], row: dict[str, str], path: str) -> None:
    """What the index says of size, place and time, against what was read."""
    assert {photo["width"], photo["height"]} == {int(row["width"]), int(row["height"])}, path
    place = photo["exif"]["position"]
    assert (place is not None) == bool(row["lat"]), path
    if place is not None:
        assert abs(place["lat"] - float(row["lat"])) < 1e-5, path
        assert abs(place["lon"] - float(row["lon"])) < 1e-5, path
    taken = photo["exif"]["taken_at"]
    if row["exif_time"] and taken is not None:
        assert taken == row["exif_time"][:19].replace(":", "-", 2).replace(" ", "T"), path
    codes = {found["code"] for found in photo["findings"]}
    assert "exif_place_far" not in codes, path  # the phone gave no fix
