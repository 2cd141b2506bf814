"""A voice note takes the way of a photo: announced, uploaded, kept, receipted, and never decoded."""

import pytest
from apiflask import APIFlask

from inspect_app.core.errors import Problem
from inspect_app.core.tasks import drain
from inspect_app.evidence.derive.service import awaiting_derivation, source_of
from inspect_app.evidence.voice import MAX_VOICE_BYTES
from tests.builders import API, City, announcement, jpeg
from tests.integration.evidence.conftest import Phone
from tests.pictures import heic

WEBM = b"\x1aE\xdf\xa3" + bytes(range(200))
RECORDINGS = {
    "audio/webm": WEBM,
    "audio/ogg": b"OggS" + bytes(100),
    "audio/mp4": b"\x00\x00\x00\x1cftypiso5" + bytes(100),
}


def test_recordings_of_every_phone_are_kept_as_they_came(phone: Phone) -> None:
    for media_type, data in RECORDINGS.items():
        note = phone.upload(data, role="voice", media_type=media_type, source="in_app")

        seen = phone.photo(note)
        assert (seen["state"], seen["role"], seen["media_type"]) == ("stored", "voice", media_type)
        assert seen["receipt"]["sha256"] == seen["sha256"]
        assert phone.original(note) == data
    assert phone.logged() == ["photo_stored"] * len(RECORDINGS)


def test_no_job_ever_opens_a_recording(phone: Phone) -> None:
    note = phone.upload(WEBM, role="voice", media_type="audio/webm")

    assert phone.develop() == 0
    assert phone.photo(note)["derived"] is False
    with phone.app.app_context():
        assert awaiting_derivation(10) == []
        assert source_of(note) is None


def test_what_is_no_recording_is_kept_aside(phone: Phone) -> None:
    for data in (jpeg(), heic(), b"<html><script>alert(1)</script>"):
        note = phone.upload(data, role="voice", media_type="audio/webm")

        assert phone.photo(note)["quarantine_reason"] == "not_a_recording"
        assert phone.original(note) == data


ANNOUNCEMENTS = [
    ("voice", "image/jpeg", 5, ("voice_type", 422)),
    ("voice", "audio/mpeg", 5, ("voice_type", 422)),
    ("wide", "audio/webm", 5, ("voice_type", 422)),
    ("voice", "audio/webm", MAX_VOICE_BYTES + 1, ("voice_too_long", 413)),
]


def test_the_announcement_of_a_voice_note_is_checked(phone: Phone, subtests: pytest.Subtests) -> None:
    for role, media_type, size, refusal in ANNOUNCEMENTS:
        with subtests.test(role=role):
            with pytest.raises(Problem) as caught:
                phone.announce(b"", role=role, media_type=media_type, size=size)

            assert (caught.value.code, caught.value.status) == refusal


def test_a_report_with_a_voice_note_counts_its_photos_only(app: APIFlask, city: City) -> None:
    hand = city.hand("inspector")
    photo = announcement(jpeg())
    note = announcement(WEBM, "voice") | {"media_type": "audio/webm", "source": "in_app"}
    case_id = hand.filed(photos=[photo, note])
    for one, data in ((photo, jpeg()), (note, WEBM)):
        assert hand.upload(one["id"], data).status_code == 204
    drain(app)

    case = hand.case(case_id)
    listed = hand.get("/cases").get_json()["items"][0]
    assert (case["photos_total"], case["photos_stored"]) == (1, 1)
    assert (listed["photos_total"], listed["photos_stored"]) == (1, 1)
    assert case["thumbnail_photo_id"] == photo["id"]
    assert {one["role"] for one in case["photos"]} == {"wide", "voice"}
    answer = hand.client.get(f"{API}/photos/{note['id']}/original")
    assert (answer.data, answer.mimetype) == (WEBM, "audio/webm")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].endswith('.webm"')


def test_a_voice_note_may_be_added_to_a_case(city: City) -> None:
    hand = city.hand("inspector")
    case_id = hand.filed()
    body = announcement(WEBM, "voice") | {"media_type": "audio/webm", "case_id": case_id}
    note = body.pop("id")

    assert hand.client.put(f"{API}/photos/{note}", json=body).status_code == 201
    assert hand.upload(note, WEBM).status_code == 204
    assert hand.get(f"/photos/{note}").get_json()["state"] == "stored"
