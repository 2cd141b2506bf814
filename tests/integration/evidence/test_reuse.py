"""Photos used a second time: found on both databases, in any order, and named only to who may see them."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask
from PIL import Image
from sqlalchemy import delete, func, select

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import Finding, Photo, PhotoBand, PhotoHash
from inspect_app.evidence.similarity.hashes import VERSION
from inspect_app.evidence.tasks import compare_photo, derive_forgotten, derive_photo, hash_older_photos
from tests.builders import IN_WEST, City, announcement, days_ahead
from tests.integration.evidence.conftest import Phone, fix
from tests.pictures import camera_exif, jpeg, scene

LATER = timedelta(minutes=30)


def finding(photo: dict[str, Any], code: str) -> dict[str, Any] | None:
    """The finding with this code."""
    return next((found for found in photo["findings"] if found["code"] == code), None)


def again(seed: int = 1, quality: int = 40, turn: Image.Transpose | None = None) -> bytes:
    """The picture of `jpeg(seed=seed)`, saved a second time in worse quality, perhaps turned."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg(seed=seed))) as picture:
        (picture if turn is None else picture.transpose(turn)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_a_photo_saved_again_is_found_and_one_of_something_else_is_not(
    phone: Phone, other_phone: Phone
) -> None:
    first = phone.upload(jpeg(seed=1))
    second = other_phone.upload(again(seed=1))
    stranger = other_phone.upload(jpeg(seed=2))

    phone.develop()

    assert finding(phone.photo(first), "near_reuse") is None
    assert finding(phone.photo(stranger), "near_reuse") is None
    found = finding(phone.photo(second), "near_reuse")
    assert found is not None
    assert found["severity"] == "notice"  # in the same case
    assert found["detail"]["photos"] == 1
    assert found["detail"]["others"][0]["distance"] <= 31
    assert found["benign"]


@pytest.mark.parametrize("turn", [Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90])
def test_mirrored_and_turned_pictures_are_found_too(phone: Phone, turn: Image.Transpose) -> None:
    phone.upload(jpeg(seed=3))
    second = phone.upload(again(seed=3, turn=turn), captured_at=utc_now() + LATER)

    phone.develop()

    found = finding(phone.photo(second), "near_reuse")
    assert found is not None
    assert found["detail"]["others"][0]["turned"] is True


def test_a_burst_of_one_person_is_only_information(phone: Phone) -> None:
    phone.upload(jpeg(seed=4))
    second = phone.upload(again(seed=4))

    phone.develop()

    found = finding(phone.photo(second), "near_reuse")
    assert found is not None
    assert found["severity"] == "info"


def test_the_later_photo_gets_the_finding_even_if_it_is_developed_first(app: APIFlask, phone: Phone) -> None:
    first = phone.upload(jpeg(seed=5))
    second = phone.upload(again(seed=5))
    with app.app_context():
        derive_photo(photo_id=str(second))
        compare_photo(photo_id=str(second))
    assert finding(phone.photo(second), "near_reuse") is None

    phone.develop()

    assert finding(phone.photo(first), "near_reuse") is None
    assert finding(phone.photo(second), "near_reuse") is not None


def test_comparing_twice_writes_no_second_finding(app: APIFlask, phone: Phone) -> None:
    phone.upload(jpeg(seed=6))
    second = phone.upload(again(seed=6))
    phone.develop()
    before = phone.photo(second)["findings"]

    with app.app_context():
        compare_photo(photo_id=str(second))

    assert phone.photo(second)["findings"] == before


def test_a_comparison_that_was_lost_is_found_by_the_sweep(app: APIFlask, phone: Phone) -> None:
    phone.upload(jpeg(seed=7))
    second = phone.upload(again(seed=7))
    with app.app_context():
        for photo_id in db.session.scalars(select(Photo.id)).all():
            derive_photo(photo_id=str(photo_id))
    app.extensions["inspect_huey"].flush()

    with app.app_context():
        derive_forgotten(utc_now())
    phone.develop()

    assert finding(phone.photo(second), "near_reuse") is not None


def test_photos_derived_before_there_were_hashes_are_hashed_in_batches(app: APIFlask, phone: Phone) -> None:
    photos = [phone.upload(jpeg(seed=8)), phone.upload(again(seed=8)), phone.upload(jpeg(seed=9))]
    phone.develop()
    with app.app_context(), write_transaction() as session:
        session.execute(delete(PhotoBand))
        session.execute(delete(PhotoHash).where(PhotoHash.photo_id != photos[2]))
        session.execute(delete(Finding).where(Finding.code == "near_reuse"))
        old = session.scalars(select(PhotoHash)).one()
        old.phash_version = VERSION - 1

    with app.app_context():
        hash_older_photos(utc_now())
    assert phone.develop() == 2 * len(photos)  # hashing each, then comparing each

    with app.app_context():
        assert set(db.session.scalars(select(PhotoHash.phash_version))) == {VERSION}
        assert db.session.scalar(select(func.count()).select_from(PhotoBand)) == 16 * len(photos)
        assert set(db.session.scalars(select(PhotoHash.compared_at.is_not(None)))) == {True}
        hash_older_photos(utc_now())
    assert finding(phone.photo(photos[1]), "near_reuse") is not None
    assert phone.develop() == 0


def test_a_flat_picture_is_kept_out_of_the_index(app: APIFlask, phone: Phone) -> None:
    for shade in (90, 91):
        out = io.BytesIO()
        Image.new("RGB", (640, 480), (shade, 90, 60)).save(out, "JPEG")
        phone.upload(out.getvalue())

    phone.develop()

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PhotoHash)) == 2
        assert db.session.scalar(select(func.count()).select_from(PhotoBand)) == 0
        assert "near_reuse" not in set(db.session.scalars(select(Finding.code)))


def test_two_places_too_far_apart_for_the_time_between(phone: Phone) -> None:
    now = utc_now()
    taken = now - timedelta(minutes=10)
    first = phone.upload(jpeg(seed=10), captured_at=taken, position=fix(34.65, fix_at=taken))
    second = phone.upload(jpeg(seed=11), captured_at=now, position=fix(35.65, fix_at=now))

    phone.develop()

    assert finding(phone.photo(first), "implausible_speed") is None
    found = finding(phone.photo(second), "implausible_speed")
    assert found is not None
    assert 600 < found["detail"]["kmh"] < 700


def test_a_thumbnail_of_another_picture_is_noticed(phone: Phone) -> None:
    own, foreign = (phone.upload(with_thumbnail(scene(seed=12), seed)) for seed in (12, 13))

    phone.develop()

    assert finding(phone.photo(own), "thumbnail_mismatch") is None
    found = finding(phone.photo(foreign), "thumbnail_mismatch")
    assert found is not None
    assert found["detail"]["distance"] > 90


def with_thumbnail(picture: Image.Image, seed: int) -> bytes:
    """A JPEG whose EXIF carries the scene of `seed` as its small picture."""
    small, out = io.BytesIO(), io.BytesIO()
    scene(160, 120, seed).save(small, "JPEG")
    exif = camera_exif()
    block = bytearray(exif.tobytes())
    # A second directory behind everything: compression, where the small picture starts, how long it is.
    body = block[6:]
    little = body[:2] == b"II"
    order = "little" if little else "big"
    start = int.from_bytes(body[4:8], order)
    count = int.from_bytes(body[start : start + 2], order)
    link = start + 2 + 12 * count
    at = len(body)
    body[link : link + 4] = at.to_bytes(4, order)
    data = at + 2 + 3 * 12 + 4
    entries = [(0x0103, 3, 6), (0x0201, 4, data), (0x0202, 4, small.tell())]
    body += len(entries).to_bytes(2, order)
    for tag, kind, value in entries:
        shown = value.to_bytes(2, order) + b"\0\0" if kind == 3 else value.to_bytes(4, order)
        body += tag.to_bytes(2, order) + kind.to_bytes(2, order) + (1).to_bytes(4, order) + shown
    body += bytes(4) + small.getvalue()
    picture.save(out, "JPEG", quality=90, exif=bytes(block[:6]) + bytes(body))
    return out.getvalue()


def test_an_after_photo_that_is_the_photo_before(app: APIFlask, city: City) -> None:
    photo = announcement(jpeg(seed=14))
    inspector, handler, supervisor = (city.hand(name) for name in ("inspector", "handler", "supervisor"))
    case_id = inspector.filed(photos=[photo])
    inspector.upload(photo["id"], jpeg(seed=14))
    supervisor.does(case_id, "accept")
    supervisor.does(
        case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3), instructions="立即覆盖"
    )
    handler.does(case_id, "acknowledge")
    lazy = handler.after_photo(case_id, again(seed=14))
    old = camera_exif(taken_at="2024:01:01 10:00:00", place=None)
    early = handler.after_photo(case_id, jpeg(seed=15, exif=old))
    drain(app)

    shown = {one["id"]: one for one in supervisor.case(case_id)["photos"]}

    found = finding(shown[lazy], "before_is_after")
    assert found is not None
    assert found["severity"] == "warning"
    assert found["detail"]["others"][0]["photo_id"] == photo["id"]
    assert finding(shown[lazy], "near_reuse") is None
    assert finding(shown[early], "taken_before_report") is not None
    assert finding(shown[early], "before_is_after") is None


def test_a_case_out_of_scope_is_not_named(app: APIFlask, city: City) -> None:
    first, second = announcement(jpeg(seed=16)), announcement(again(seed=16))
    auditor, inspector = city.hand("auditor"), city.hand("inspector")
    city.person("west", Role.INSPECTOR, "west", "west")
    west = city.hand("west")
    hidden = west.filed(photos=[first], position=position_in_west())
    west.upload(first["id"], jpeg(seed=16))
    case_id = inspector.filed(photos=[second])
    inspector.upload(second["id"], again(seed=16))
    drain(app)

    for path in (f"/cases/{case_id}", f"/photos/{second['id']}"):
        text = inspector.get(path).text
        assert hidden not in text, path
        assert first["id"] not in text, path
    found = finding(inspector.get(f"/photos/{second['id']}").get_json(), "near_reuse")
    assert found is not None
    assert found["detail"]["others"][0]["area"] == {"zh": "其他区域", "en": "in another area"}
    seen = finding(auditor.get(f"/photos/{second['id']}").get_json(), "near_reuse")
    assert seen is not None
    [other] = seen["detail"]["others"]
    assert (other["case_id"], other["photo_id"]) == (hidden, first["id"])
    assert other["case_number"] == auditor.case(hidden)["number"]
    assert UUID(other["photo_id"])


def position_in_west() -> dict[str, Any]:
    """A fix in the west grid."""
    lat, lon = IN_WEST
    fix_at = utc_now().isoformat()
    return {"lat": lat, "lon": lon, "accuracy_m": 8.0, "fix_at": fix_at, "source": "device"}
