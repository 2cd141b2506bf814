"""A server killed between any two steps of an upload: what was acknowledged stays, a retry succeeds."""

import random

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import history
from inspect_app.core.db import db
from inspect_app.evidence.models import Blob, Upload, UploadPart
from tests.builders import jpeg
from tests.integration.conftest import SQLITE
from tests.integration.crash.conftest import Dies, PhoneOf

RECEPTION, UPLOADS = "inspect_app.evidence.reception", "inspect_app.evidence.uploads"
FILES, S3 = "inspect_app.evidence.stores.files", "inspect_app.evidence.stores.s3"
WITHIN_THE_STORE = {
    True: [f"after {FILES}:link_or_copy", f"before {FILES}:sync_folder"],
    False: [f"before {S3}:S3Store._put", f"after {S3}:S3Store._put"],
}
WHOLE = [
    f"after {RECEPTION}:receive",
    f"after {RECEPTION}:judge_bytes",
    f"after {RECEPTION}:put_original",
    f"after {UPLOADS}:claim_end",
    "before inspect_app.evidence.intake:append",
    "before commit",
]
WHOLE_COMMITTED = ["after commit", "answer"]
PIECE = [
    f"before {RECEPTION}:keep_part",
    f"before {UPLOADS}:advance",
    "before commit",
]
PIECE_COMMITTED = ["after commit", "answer"]
LAST = [
    f"before {RECEPTION}:pieces_of",
    f"before {RECEPTION}:read_file",
    f"after {RECEPTION}:put_original",
    "before commit",
]
LAST_COMMITTED = ["after commit", f"before {RECEPTION}:clear"]


def photo_of(seed: int) -> bytes:
    """A photo of its own bytes: a small JPEG and noise behind its end."""
    return jpeg(seed, (64, 48)) + random.Random(seed).randbytes(60_000)


def count(app: APIFlask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def arrivals(app: APIFlask, case_id: str) -> int:
    """How often the log says that a photo of the case has arrived."""
    with app.app_context():
        assert check_log() == []
        return sum(event.kind == "photo_stored" for event in history(f"case:{case_id}"))


def test_a_photo_sent_whole_survives_death_at_every_step(
    app: APIFlask, pair: str, phone_of: PhoneOf, dies: Dies
) -> None:
    phone = phone_of("inspector")
    points = WHOLE + WITHIN_THE_STORE[pair == SQLITE] + WHOLE_COMMITTED
    photos = [photo_of(seed) for seed in range(len(points))]
    case_id, ids = phone.filed(*photos)

    for point, photo, photo_id in zip(points, photos, ids, strict=True):
        phone.create(photo_id, len(photo))
        dies(point, phone.send, photo_id, 0, photo)
        assert phone.has_receipt(photo_id, photo) is (point in WHOLE_COMMITTED), point
        phone.carry_on(photo_id, photo)
        assert phone.has_receipt(photo_id, photo), point
        assert phone.original(photo_id) == photo, point

    assert arrivals(app, case_id) == len(points)
    assert (count(app, Blob), count(app, Upload), count(app, UploadPart)) == (len(points), 0, 0)


def test_pieces_that_were_acknowledged_are_never_asked_for_again(
    app: APIFlask, phone_of: PhoneOf, dies: Dies
) -> None:
    phone = phone_of("inspector")
    points = PIECE + PIECE_COMMITTED
    photos = [photo_of(40 + seed) for seed in range(len(points))]
    case_id, ids = phone.filed(*photos)

    for point, photo, photo_id in zip(points, photos, ids, strict=True):
        phone.create(photo_id, len(photo))
        assert phone.send(photo_id, 0, photo[:20_000]).status_code == 204
        dies(point, phone.send, photo_id, 20_000, photo[20_000:45_000])
        assert phone.offset(photo_id) == (45_000 if point in PIECE_COMMITTED else 20_000), point
        phone.carry_on(photo_id, photo)
        assert phone.original(photo_id) == photo, point

    assert arrivals(app, case_id) == len(points)
    assert (count(app, Upload), count(app, UploadPart)) == (0, 0)


def test_death_while_pieces_are_put_together_loses_none(app: APIFlask, phone_of: PhoneOf, dies: Dies) -> None:
    phone = phone_of("inspector")
    points = LAST + LAST_COMMITTED
    photos = [photo_of(80 + seed) for seed in range(len(points))]
    case_id, ids = phone.filed(*photos)

    for point, photo, photo_id in zip(points, photos, ids, strict=True):
        phone.create(photo_id, len(photo))
        phone.send(photo_id, 0, photo[:30_000])
        dies(point, phone.send, photo_id, 30_000, photo[30_000:])
        assert phone.offset(photo_id) == (len(photo) if point in LAST_COMMITTED else 30_000), point
        phone.carry_on(photo_id, photo)
        assert phone.original(photo_id) == photo, point

    assert arrivals(app, case_id) == len(points)


@pytest.mark.parametrize("with_bytes", [False, True])
def test_a_transfer_can_be_begun_again_after_death(
    app: APIFlask, phone_of: PhoneOf, dies: Dies, *, with_bytes: bool
) -> None:
    phone = phone_of("inspector")
    points = ["before commit", "after commit", "answer"]
    photos = [photo_of(120 + seed) for seed in range(len(points))]
    case_id, ids = phone.filed(*photos)

    for point, photo, photo_id in zip(points, photos, ids, strict=True):
        first = photo[:25_000] if with_bytes else b""
        phone.give_up(photo_id)  # an announcement begins the transfer; now the creation has to
        dies(point, phone.create, photo_id, len(photo), first)
        again = phone.create(photo_id, len(photo), first)
        assert again.status_code == 201, point
        assert again.headers["Location"].endswith(photo_id)
        assert int(again.headers["Upload-Offset"]) == len(first), point
        phone.carry_on(photo_id, photo)
        assert phone.original(photo_id) == photo, point

    assert arrivals(app, case_id) == len(points)


def test_a_transfer_given_up_while_the_server_dies_can_be_given_up_and_begun_again(
    app: APIFlask, phone_of: PhoneOf, dies: Dies
) -> None:
    phone = phone_of("inspector")
    points = ["before commit", "after commit", f"before {RECEPTION}:clear", "answer"]
    photos = [photo_of(160 + seed) for seed in range(len(points))]
    case_id, ids = phone.filed(*photos)

    for point, photo, photo_id in zip(points, photos, ids, strict=True):
        phone.create(photo_id, len(photo))
        phone.send(photo_id, 0, photo[:10_000])
        dies(point, phone.give_up, photo_id)
        assert phone.give_up(photo_id).status_code == (204 if point == "before commit" else 404), point
        assert int(phone.create(photo_id, len(photo)).headers["Upload-Offset"]) == 0, point
        phone.carry_on(photo_id, photo)
        assert phone.original(photo_id) == photo, point

    assert arrivals(app, case_id) == len(points)
