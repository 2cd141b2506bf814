"""The tus 1.0 protocol as a client meets it: what is offered, what is answered, what is refused."""

import base64
import hashlib
from uuid import uuid4

import pytest
from apiflask import APIFlask

from tests.integration.evidence.conftest import OCTETS, TUS, UPLOADS, Phone
from tests.pictures import jpeg

PHOTO = jpeg()


def test_options_tell_version_extensions_and_limits(phone: Phone) -> None:
    response = phone.client.options(UPLOADS)

    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    extensions = set(response.headers["Tus-Extension"].split(","))
    assert extensions == {"creation", "creation-with-upload", "checksum", "expiration", "termination"}
    assert response.headers["Tus-Max-Size"] == str(25 * 1024 * 1024)
    assert response.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_another_protocol_version_is_refused_with_the_one_we_speak(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = phone.create(photo_id, len(PHOTO), **{"Tus-Resumable": "0.2.2"})

    assert response.status_code == 412
    assert response.headers["Tus-Version"] == "1.0.0"
    assert response.json["code"] == "tus_version"


def test_an_upload_is_named_after_its_photo_and_says_when_it_expires(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = phone.create(photo_id, len(PHOTO))

    assert response.status_code == 201
    assert response.headers["Location"] == f"{UPLOADS}/{photo_id}"
    assert response.headers["Upload-Expires"].endswith("GMT")
    assert response.headers["Tus-Resumable"] == "1.0.0"


def test_a_second_creation_answers_with_the_same_place_and_keeps_what_is_there(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:1000])

    response = phone.create(photo_id, len(PHOTO))

    assert (response.status_code, response.headers["Location"]) == (201, f"{UPLOADS}/{photo_id}")
    assert phone.offset(photo_id) == 1000


def test_creation_for_a_photo_that_has_arrived_says_it_is_complete(phone: Phone) -> None:
    photo_id = phone.upload(PHOTO)

    response = phone.create(photo_id, len(PHOTO))

    assert (response.status_code, response.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert "Upload-Expires" not in response.headers


def test_creation_may_carry_the_whole_photo(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = phone.create(photo_id, len(PHOTO), PHOTO)

    assert (response.status_code, response.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert phone.photo(photo_id)["state"] == "stored"


def test_a_repeated_creation_does_not_append_its_body_a_second_time(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO), PHOTO[:1000])

    response = phone.create(photo_id, len(PHOTO), PHOTO[:1000])

    assert (response.status_code, response.headers["Upload-Offset"]) == (201, "1000")


def test_head_tells_offset_and_length_and_is_never_cached(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    response = phone.ask(photo_id)

    assert response.status_code == 200
    assert response.headers["Upload-Offset"] == "0"
    assert response.headers["Upload-Length"] == str(len(PHOTO))
    assert response.headers["Cache-Control"] == "no-store"


def test_only_the_announcer_may_upload(phone: Phone, other_phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    answers = [
        other_phone.create(photo_id, len(PHOTO)),
        other_phone.ask(photo_id),
        other_phone.send(photo_id, 0, PHOTO),
        other_phone.client.delete(f"{UPLOADS}/{photo_id}", headers=TUS),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert phone.offset(photo_id) == 0


def test_a_stranger_is_asked_to_sign_in(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = app.test_client().head(f"{UPLOADS}/{photo_id}", headers=TUS)

    assert response.status_code == 401


def test_an_unknown_photo_has_no_upload(phone: Phone) -> None:
    assert phone.create(uuid4(), 10).status_code == 404
    assert phone.ask(uuid4()).status_code == 404
    assert phone.send(uuid4(), 0, PHOTO).status_code == 404


def test_a_creation_that_cannot_be_read_is_refused(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    for name, value in [
        ("Upload-Length", "many"),
        ("Upload-Length", "-1"),
        ("Upload-Length", ""),
        ("Upload-Metadata", "photo_id"),
        ("Upload-Metadata", "photo_id !!!"),
        ("Upload-Metadata", "name aGk="),
        ("Upload-Defer-Length", "1"),
    ]:
        response = phone.create(photo_id, len(PHOTO), **{name: value})
        assert (response.status_code, response.json["code"]) == (400, "bad_upload_header"), (name, value)


def test_the_upload_must_be_as_long_as_announced(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = phone.create(photo_id, len(PHOTO) - 1)

    assert (response.status_code, response.json["code"]) == (422, "upload_length_differs")


def test_an_upload_of_26_mebibytes_is_refused(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)

    response = phone.create(photo_id, 26 * 1024 * 1024)

    assert (response.status_code, response.json["code"]) == (413, "photo_too_large")


def test_bytes_need_the_content_type_of_the_protocol(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    response = phone.send(photo_id, 0, PHOTO, **{"Content-Type": "image/jpeg"})

    assert (response.status_code, response.json["code"]) == (415, "unsupported_media_type")


def test_bytes_for_another_offset_conflict(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    for offset in (1, 100, 10_000_000):
        response = phone.send(photo_id, offset, PHOTO[:10])
        assert (response.status_code, response.json["code"]) == (409, "offset_conflict")
        assert response.headers["Tus-Resumable"] == "1.0.0"


def test_more_bytes_than_announced_are_refused_and_nothing_is_kept(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    response = phone.send(photo_id, 0, PHOTO + b"x")

    assert (response.status_code, response.json["code"]) == (413, "upload_too_long")
    assert phone.offset(photo_id) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_right_checksum_is_accepted(phone: Phone, algorithm: str) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    digest = base64.b64encode(hashlib.new(algorithm, PHOTO[:500]).digest()).decode()

    response = phone.send(photo_id, 0, PHOTO[:500], **{"Upload-Checksum": f"{algorithm} {digest}"})

    assert (response.status_code, response.headers["Upload-Offset"]) == (204, "500")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_wrong_checksum_discards_the_piece(phone: Phone, algorithm: str) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    digest = base64.b64encode(hashlib.new(algorithm, b"other").digest()).decode()

    response = phone.send(photo_id, 0, PHOTO, **{"Upload-Checksum": f"{algorithm} {digest}"})

    assert response.status_code == 460
    assert response.json["code"] == "checksum_mismatch"
    assert phone.offset(photo_id) == 0
    assert phone.send(photo_id, 0, PHOTO).status_code == 204


def test_a_checksum_that_cannot_be_read_is_refused(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    for checksum in ("md5 AAAA", "sha256", "sha256 AAAA", "sha256 ???", ""):
        response = phone.send(photo_id, 0, PHOTO, **{"Upload-Checksum": checksum})
        assert (response.status_code, response.json["code"]) == (400, "bad_upload_header"), checksum
    assert phone.offset(photo_id) == 0


def test_termination_forgets_the_bytes_and_the_photo_stays_awaited(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:1000])

    response = phone.client.delete(f"{UPLOADS}/{photo_id}", headers=TUS)

    assert response.status_code == 204
    assert phone.ask(photo_id).status_code == 404
    assert phone.photo(photo_id)["state"] == "awaited"
    phone.create(photo_id, len(PHOTO))
    assert phone.offset(photo_id) == 0
    assert phone.send(photo_id, 0, PHOTO).status_code == 204


def test_a_photo_that_has_arrived_cannot_be_taken_back(phone: Phone) -> None:
    photo_id = phone.upload(PHOTO)

    response = phone.client.delete(f"{UPLOADS}/{photo_id}", headers=TUS)

    assert (response.status_code, response.json["code"]) == (409, "photo_stored")
    assert phone.original(photo_id) == PHOTO


def test_a_client_that_can_only_post_names_the_method_in_a_header(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    headers = {**TUS, "Upload-Offset": "0", "Content-Type": OCTETS, "X-HTTP-Method-Override": "PATCH"}

    response = phone.client.post(f"{UPLOADS}/{photo_id}", headers=headers, data=PHOTO)

    assert (response.status_code, response.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert phone.client.post(f"{UPLOADS}/{photo_id}", headers=TUS).status_code == 405
