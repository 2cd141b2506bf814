"""A bundle of many photos takes no more memory than one of few: their bytes only pass through."""

import tracemalloc
from pathlib import Path
from uuid import UUID

import pytest
from apiflask import APIFlask

from inspect_app.review.bundles.build import build_bundle
from tests.builders import City, announcement, jpeg
from tests.bundles import ask, failures, trust_of, unpacked, verified

MIB = 1 << 20
PHOTO = 2 * MIB


@pytest.fixture
def pair() -> str:
    """The store that reads from this very machine: what is measured is ours alone."""
    return "sqlite-files"


def large(number: int) -> bytes:
    """A photo of two mebibytes, each another one."""
    start = jpeg(number)
    return start + number.to_bytes(4) * ((PHOTO - len(start)) // 4)


def with_photos(city: City, count: int) -> str:
    """A case with so many stored photos."""
    inspector = city.hand("inspector")
    contents = [large(number) for number in range(count)]
    photos = [announcement(content, "other") for content in contents]
    case_id = inspector.filed(photos=photos)
    for photo, content in zip(photos, contents, strict=True):
        assert inspector.upload(photo["id"], content).status_code == 204
    return case_id


def peak_of_building(city: City, case_id: str) -> int:
    """The most Python memory in use while the bundle is built, in bytes."""
    bundle_id = UUID(ask(city, case_id)["id"])
    tracemalloc.start()
    try:
        with city.app.app_context():
            build_bundle(bundle_id)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_photos_take_the_same_memory(app: APIFlask, city: City, tmp_path: Path) -> None:
    few, many = with_photos(city, 3), with_photos(city, 30)
    peak_of_building(city, few)  # what is loaded once is not counted

    small, big = peak_of_building(city, few), peak_of_building(city, many)

    assert big - small < 2 * PHOTO, f"{small / MIB:.1f} MiB for 3 photos, {big / MIB:.1f} MiB for 30"
    listed = city.hand("auditor").get(f"/cases/{many}/bundles").get_json()["items"][0]
    assert listed["size"] > 30 * PHOTO
    raw = city.hand("auditor").get(f"/bundles/{listed['id']}/file").data
    assert sum(name.startswith("originals/") for name in unpacked(raw)) == 30
    code, claims = verified(raw, trust_of(app), tmp_path)
    assert (code, failures(claims)) == (0, {})
