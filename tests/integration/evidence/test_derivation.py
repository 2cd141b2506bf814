"""What the worker makes of a stored photo: upright pictures without metadata, EXIF, findings; done once."""

import io
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from PIL import Image

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.tasks import drain
from inspect_app.evidence.models import Photo
from inspect_app.evidence.serving import open_derivative
from inspect_app.evidence.tasks import derive_forgotten, derive_photo
from tests.builders import City, announcement
from tests.integration.evidence.conftest import Phone, fix
from tests.pictures import camera_exif, encoded, jpeg


def derivative(app: APIFlask, photo_id: Any, kind: str) -> Image.Image:
    """The stored preview or thumbnail."""
    with app.app_context():
        content = open_derivative(db.session.get_one(Photo, photo_id), kind)
        assert content is not None
        data = b"".join(content.chunks)
        assert len(data) == content.size
    return Image.open(io.BytesIO(data))


def codes(phone: Phone, photo_id: Any) -> set[str]:
    """The codes of a photo's findings."""
    return {found["code"] for found in phone.photo(photo_id)["findings"]}


def test_nothing_is_derived_before_the_worker_runs(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(jpeg())

    assert phone.photo(photo_id)["derived"] is False
    with app.app_context():
        assert open_derivative(db.session.get_one(Photo, photo_id), "preview") is None


def test_the_tag_of_a_case_changes_when_a_picture_of_it_is_made(app: APIFlask, city: City) -> None:
    hand, data = city.hand("inspector"), jpeg()
    photo = announcement(data)
    case_id = hand.filed(photos=[photo])
    assert hand.upload(photo["id"], data).status_code == 204
    seen = hand.get(f"/cases/{case_id}")

    drain(app)

    fresh = hand.get(f"/cases/{case_id}")
    assert [answer.get_json()["photos"][0]["derived"] for answer in (seen, fresh)] == [False, True]
    assert fresh.headers["ETag"] != seen.headers["ETag"]
    assert fresh.get_json()["version"] == seen.get_json()["version"]


def test_preview_and_thumbnail_have_their_sizes_and_no_metadata(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(jpeg(4000, 3000, exif=camera_exif()))

    phone.develop()

    photo = phone.photo(photo_id)
    assert (photo["derived"], photo["width"], photo["height"]) == (True, 4000, 3000)
    for kind, size in (("preview", (1600, 1200)), ("thumbnail", (320, 240))):
        picture = derivative(app, photo_id, kind)
        assert (picture.format, picture.size) == ("JPEG", size)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_small_photo_is_not_blown_up(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(jpeg(300, 200))

    phone.develop()

    assert derivative(app, photo_id, "preview").size == (300, 200)
    assert derivative(app, photo_id, "thumbnail").size == (300, 200)


def test_every_orientation_comes_out_upright(app: APIFlask, phone: Phone) -> None:
    # Where the red corner of the stored picture is seen once it is shown upright.
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    photos = {
        turn: phone.upload(jpeg(1800, 900, seed=turn, exif=camera_exif(orientation=turn))) for turn in corners
    }

    phone.develop()

    for turn, (right, down) in corners.items():
        shown = phone.photo(photos[turn])
        assert (shown["width"], shown["height"]) == ((1800, 900) if turn < 5 else (900, 1800)), turn
        for kind in ("preview", "thumbnail"):
            picture = derivative(app, photos[turn], kind).convert("RGB")
            assert (picture.width > picture.height) == (turn < 5), turn
            red, green, blue = picture.getpixel((right * (picture.width - 1), down * (picture.height - 1)))
            assert red > 200, (turn, kind)
            assert max(green, blue) < 60, (turn, kind)


def test_png_and_webp_and_odd_modes_are_shown_too(app: APIFlask, phone: Phone) -> None:
    grey, palette, clear = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.new("L", (2000, 1000), 90).save(grey, "JPEG")
    Image.new("P", (2000, 1000), 3).save(palette, "PNG")
    Image.new("RGBA", (2000, 1000), (0, 0, 0, 0)).save(clear, "PNG")
    files = [encoded("PNG"), encoded("WEBP"), grey.getvalue(), palette.getvalue(), clear.getvalue()]
    photos = [phone.upload(data) for data in files]

    phone.develop()

    assert [phone.photo(photo_id)["derived"] for photo_id in photos] == [True] * 5
    assert derivative(app, photos[4], "thumbnail").getpixel((5, 5)) == (255, 255, 255)


def test_exif_is_cleaned_and_compared_with_what_the_phone_said(phone: Phone) -> None:
    taken = utc_now().replace(microsecond=0) - timedelta(days=2)
    here = (taken + timedelta(hours=8)).replace(tzinfo=None)  # as a camera at +08:00 writes it
    told = here.strftime("%Y:%m:%d %H:%M:%S")
    good = phone.upload(
        jpeg(seed=1, exif=camera_exif(told)),
        captured_at=taken,
        position=fix(fix_at=taken + timedelta(seconds=5)),
    )
    far = phone.upload(
        jpeg(seed=2, exif=camera_exif(told, place=(34.75, 112.39))),
        captured_at=taken + timedelta(hours=5),
        position=fix(),
    )

    phone.develop()

    exif = phone.photo(good)["exif"]
    assert (exif["make"], exif["model"], exif["zone"]) == ("HUAWEI", "NOH-AN00", "+08:00")
    assert exif["taken_at"] == here.isoformat()
    assert abs(exif["position"]["lat"] - 34.65) < 1e-6
    assert abs(exif["position"]["lon"] - 112.39) < 1e-6
    assert codes(phone, good) == {"exif_place_consistent", "exif_time_consistent"}
    assert codes(phone, far) == {"exif_place_far", "exif_time_inconsistent"}
    measured = {found["code"]: found for found in phone.photo(far)["findings"]}["exif_place_far"]
    assert 11_000 < measured["detail"]["distance_m"] < 11_200
    assert measured["severity"] == "notice"
    assert set(measured["label"]) == {"zh", "en"}
    assert measured["benign"]


def test_a_photo_without_exif_is_normal(phone: Phone) -> None:
    photo_id = phone.upload(jpeg(), position=fix())

    phone.develop()

    assert codes(phone, photo_id) == {"exif_place_not_testable", "exif_time_not_testable", "no_camera_exif"}
    assert {found["severity"] for found in phone.photo(photo_id)["findings"]} == {"info"}


def test_garbage_in_exif_neither_harms_nor_becomes_a_place(phone: Phone) -> None:
    whole = jpeg(exif=camera_exif())
    start = whole.index(b"Exif\x00\x00") + 14
    garbage = whole[:start] + bytes(range(7, 207)) + whole[start + 200 :]
    photo_id = phone.upload(garbage, position=fix())

    phone.develop()

    photo = phone.photo(photo_id)
    assert photo["derived"] is True
    assert photo["exif"]["position"] is None
    assert "exif_place_not_testable" in codes(phone, photo_id)


def test_the_same_file_again_is_noticed_on_the_later_photo_only(phone: Phone, other_phone: Phone) -> None:
    first, second = phone.upload(jpeg()), other_phone.upload(jpeg())

    phone.develop()

    assert "exact_reuse" not in codes(phone, first)
    found = {item["code"]: item for item in phone.photo(second)["findings"]}["exact_reuse"]
    assert (found["detail"]["photos"], found["detail"]["same_case"]) == (1, 1)
    assert [other["scope"] for other in found["detail"]["others"]] == ["same_case"]


def test_a_job_that_runs_twice_changes_nothing(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(jpeg())
    phone.develop()
    before = phone.photo(photo_id)

    with app.app_context():
        derive_photo(photo_id=str(photo_id))

    assert phone.photo(photo_id) == before


def test_a_job_that_was_lost_is_found_by_the_sweep(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(jpeg())
    app.extensions["inspect_huey"].flush()
    assert phone.develop() == 0

    with app.app_context():
        derive_forgotten(utc_now())

    assert phone.develop() == 2  # deriving, then comparing
    assert phone.photo(photo_id)["derived"] is True
