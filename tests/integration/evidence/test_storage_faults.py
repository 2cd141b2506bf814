"""When the storage fails: a refusal to act on, nothing lost, and the same request succeeds later."""

import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from apiflask import APIFlask

from config import Config
from inspect_app.core.clock import utc_now
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import EXTENSION
from inspect_app.evidence.tasks import derive_forgotten
from tests.integration.evidence.conftest import Phone
from tests.integration.evidence.faults import BUSY, failing_server
from tests.pictures import jpeg

PHOTO = jpeg()


@contextmanager
def storage_down(app: APIFlask, config: Config, answer: bytes | None) -> Iterator[None]:
    """Take the object store away: a server that fails, or for files a folder that is none any more."""
    if config.object_store == "s3":
        with failing_server(answer) as address:
            working = app.extensions[EXTENSION]
            app.extensions[EXTENSION] = S3Store(replace(config, s3_endpoint=address, s3_timeout_s=2.0))
            yield
            app.extensions[EXTENSION] = working
        return
    objects = config.instance / "objects"
    objects.rename(objects.with_name("away"))
    objects.write_text("not a folder")
    yield
    objects.unlink()
    objects.with_name("away").rename(objects)


@pytest.mark.parametrize("answer", [BUSY, None], ids=["503", "silence"])
def test_a_store_that_does_not_answer_gives_503_and_loses_nothing(
    app: APIFlask, config: Config, phone: Phone, answer: bytes | None
) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:1000])

    with storage_down(app, config, answer):
        middle = phone.send(photo_id, 1000, PHOTO[1000:2000])
        last = phone.send(photo_id, 1000, PHOTO[1000:])

    for refusal in (middle, last):
        assert (refusal.status_code, refusal.json["code"]) == (503, "storage_unavailable")
        assert int(refusal.headers["Retry-After"]) > 0
    assert phone.offset(photo_id) == 1000
    assert phone.logged() == []
    assert phone.send(photo_id, 1000, PHOTO[1000:]).status_code == 204
    assert phone.original(photo_id) == PHOTO


def test_a_derivation_without_storage_is_tried_again(app: APIFlask, config: Config, phone: Phone) -> None:
    photo_id = phone.upload(PHOTO)

    with storage_down(app, config, BUSY):
        phone.develop()
    photo = phone.photo(photo_id)
    assert (photo["state"], photo["derived"]) == ("stored", False)

    app.extensions["inspect_huey"].flush()
    with app.app_context():
        derive_forgotten(utc_now())
    phone.develop()
    assert phone.photo(photo_id)["derived"] is True


def test_a_full_disk_gives_507_and_loses_nothing(phone: Phone) -> None:
    data = random.Random(1).randbytes(6 << 20)
    photo_id = phone.announce(data)
    phone.create(photo_id, len(data))
    phone.send(photo_id, 0, data[:1000])

    with room_for(4 << 20):
        refusal = phone.send(photo_id, 1000, data[1000:])

    assert (refusal.status_code, refusal.json["code"]) == (507, "storage_full")
    assert int(refusal.headers["Retry-After"]) > 0
    assert phone.offset(photo_id) == 1000
    assert phone.send(photo_id, 1000, data[1000:]).status_code == 204
    assert phone.original(photo_id) == data


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let the kernel refuse files beyond `size` bytes, as a full disk refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_nothing_stays_in_the_spool(config: Config, phone: Phone) -> None:
    phone.upload(PHOTO)
    phone.develop()

    assert list((config.instance / "spool").iterdir()) == []
