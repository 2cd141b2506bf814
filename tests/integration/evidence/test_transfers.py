"""Bytes on their way: whole and in pieces, the receipt at the end, expiry and what is left behind."""

import hashlib
import itertools
import random
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from apiflask import APIFlask

from inspect_app.audit.queries import leaf_hashes
from inspect_app.core.clock import utc_now
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import Upload
from inspect_app.evidence.tasks import forget_stale_uploads
from tests.integration.evidence.conftest import Phone, parts_left
from tests.pictures import jpeg

PHOTO = jpeg(1200, 900)
Cookie = Callable[[str], dict[str, str]]


def test_a_photo_sent_whole_is_stored_with_a_receipt_and_a_log_entry(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.upload(PHOTO)

    photo = phone.photo(photo_id)
    assert photo["state"] == "stored"
    assert photo["receipt"]["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert photo["receipt"]["size"] == len(PHOTO)
    assert photo["receipt"]["received_at"] == photo["received_at"]
    assert phone.logged() == ["photo_stored"]
    with app.app_context():
        assert leaf_hashes([photo["receipt"]["log_index"]]) == {
            photo["receipt"]["log_index"]: photo["receipt"]["leaf_hash"]
        }
    assert phone.original(photo_id) == PHOTO


def test_a_photo_sent_in_pieces_arrives_whole_and_leaves_no_parts(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    cuts = [0, *sorted(random.Random(7).sample(range(1, len(PHOTO)), 9)), len(PHOTO)]

    for start, end in itertools.pairwise(cuts):
        assert phone.send(photo_id, start, PHOTO[start:end]).headers["Upload-Offset"] == str(end)

    assert phone.photo(photo_id)["state"] == "stored"
    assert phone.original(photo_id) == PHOTO
    assert parts_left(app, photo_id) == (0, 0)


def test_an_unfinished_photo_has_no_receipt(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:-1])

    photo = phone.photo(photo_id)
    assert (photo["state"], photo["receipt"], photo["received_at"]) == ("awaited", None, None)
    assert phone.logged() == []


def test_bytes_that_are_not_the_announced_photo_start_over_and_a_retry_succeeds(phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    wrong = PHOTO[:-1] + b"?"

    whole = phone.send(photo_id, 0, wrong)
    phone.send(photo_id, 0, wrong[:5000])
    in_pieces = phone.send(photo_id, 5000, wrong[5000:])

    for refusal in (whole, in_pieces):
        assert (refusal.status_code, refusal.json["code"]) == (422, "hash_mismatch")
        assert refusal.json["received"] == hashlib.sha256(wrong).hexdigest()
    assert (phone.offset(photo_id), phone.photo(photo_id)["state"]) == (0, "awaited")
    assert phone.send(photo_id, 0, PHOTO).status_code == 204
    assert phone.original(photo_id) == PHOTO


def test_a_lost_answer_is_found_again_with_head(phone: Phone) -> None:
    photo_id = phone.upload(PHOTO)

    assert phone.send(photo_id, 0, PHOTO).status_code == 409
    assert phone.offset(photo_id) == len(PHOTO)
    assert phone.logged() == ["photo_stored"]


def test_two_photos_with_the_same_bytes_share_them(app: APIFlask, phone: Phone, other_phone: Phone) -> None:
    first, second = phone.upload(PHOTO), other_phone.upload(PHOTO)

    assert phone.original(first) == phone.original(second) == PHOTO
    assert phone.photo(second)["receipt"]["log_index"] > phone.photo(first)["receipt"]["log_index"]


def test_an_expired_upload_is_gone_and_begins_anew(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:1000])
    age_upload(app, photo_id)

    assert phone.ask(photo_id).status_code == 410
    assert phone.send(photo_id, 1000, PHOTO[1000:]).json["code"] == "upload_expired"
    assert phone.create(photo_id, len(PHOTO)).headers["Upload-Offset"] == "0"
    assert phone.send(photo_id, 0, PHOTO).status_code == 204


def test_the_sweep_forgets_expired_uploads_with_their_parts(app: APIFlask, phone: Phone) -> None:
    stale, fresh = phone.announce(PHOTO), phone.announce(PHOTO)
    for photo_id in (stale, fresh):
        phone.create(photo_id, len(PHOTO))
        phone.send(photo_id, 0, PHOTO[:1000])
    age_upload(app, stale)

    with app.app_context():
        forget_stale_uploads(utc_now() + timedelta(hours=1))
        assert phone.ask(stale).status_code == 404
    assert phone.offset(fresh) == 1000

    with app.app_context():
        forget_stale_uploads(utc_now() + timedelta(days=400))
    assert parts_left(app, stale) == parts_left(app, fresh) == (0, 0)


def age_upload(app: APIFlask, photo_id: UUID) -> None:
    """Let the upload's time have run out a second ago."""
    with app.app_context(), write_transaction() as session:
        session.get_one(Upload, photo_id).expires_at = utc_now() - timedelta(seconds=1)
