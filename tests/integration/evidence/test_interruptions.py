"""Transfers that are disturbed: broken links, an independent client, races, death between any two steps."""

import base64
import hashlib
import http.client
import io
import random
import socket
import struct
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from apiflask import APIFlask
from tusclient import client as tus

from inspect_app.evidence import reception
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.uploads import part_prefix
from tests.integration.evidence.conftest import OCTETS, TUS, UPLOADS, Phone, parts_left
from tests.pictures import jpeg

PHOTO = jpeg(1200, 900)
Cookie = Callable[[str], dict[str, str]]


def test_a_connection_that_ends_early_keeps_what_has_arrived(live: str, phone: Phone, cookie: Cookie) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    arrived = random.Random(5).randrange(1, len(PHOTO))

    cut_off(live, cookie("wang"), photo_id, PHOTO[:arrived])

    assert phone.offset(photo_id) == arrived
    assert phone.send(photo_id, arrived, PHOTO[arrived:]).status_code == 204
    assert phone.original(photo_id) == PHOTO


def test_a_connection_that_is_reset_can_be_resumed(live: str, phone: Phone, cookie: Cookie) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))

    cut_off(live, cookie("wang"), photo_id, PHOTO[:100_000], reset=True)

    while (offset := phone.offset(photo_id)) < len(PHOTO):
        phone.send(photo_id, offset, PHOTO[offset:])  # 409 while the broken request is still being kept
    assert phone.original(photo_id) == PHOTO


def test_a_cut_connection_with_a_checksum_keeps_nothing(live: str, phone: Phone, cookie: Cookie) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    digest = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()
    headers = {**cookie("wang"), "Upload-Checksum": f"sha256 {digest}"}

    answer = cut_off(live, headers, photo_id, PHOTO[:20_000])

    assert b" 460 " in answer.splitlines()[0]
    assert phone.offset(photo_id) == 0


def cut_off(
    live: str, headers: dict[str, str], photo_id: UUID, begun: bytes, *, reset: bool = False
) -> bytes:
    """Begin to send the whole photo and break off after `begun`; what the server still answers."""
    address = urlsplit(live)
    fields = {
        **TUS,
        **headers,
        "Host": address.netloc,
        "Upload-Offset": "0",
        "Content-Type": OCTETS,
        "Content-Length": str(len(PHOTO)),
    }
    lines = [f"PATCH {UPLOADS}/{photo_id} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())]
    with socket.create_connection((address.hostname, address.port)) as link:
        link.sendall("\r\n".join([*lines, "", ""]).encode() + begun)
        if reset:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return b""
        link.shutdown(socket.SHUT_WR)
        return link.recv(4000)


def test_tuspy_uploads_through_interruptions_anywhere(live: str, phone: Phone, cookie: Cookie) -> None:
    photo_id = phone.announce(PHOTO)
    dice = random.Random(11)
    done = 0

    while done < len(PHOTO):
        chunk = dice.randrange(5_000, 90_000)
        uploader = tus_uploader(live, cookie("wang"), photo_id, chunk)
        uploader.offset = done
        uploader.upload(stop_at=min(len(PHOTO), done + dice.randrange(1, 3) * chunk))
        done = phone.offset(photo_id)

    assert phone.photo(photo_id)["state"] == "stored"
    assert phone.original(photo_id) == PHOTO


def tus_uploader(live: str, cookie: dict[str, str], photo_id: UUID, chunk: int) -> tus.TusClient:
    """An uploader of the independent client, on its way to the announced photo."""
    headers = {**cookie, "Sec-Fetch-Site": "same-origin"}
    return tus.TusClient(f"{live}{UPLOADS}", headers=headers).uploader(
        file_stream=io.BytesIO(PHOTO),
        chunk_size=chunk,
        metadata={"photo_id": str(photo_id)},
        upload_checksum=True,
        retries=3,
        retry_delay=0,
    )


def test_of_equal_pieces_at_once_one_wins(live: str, app: APIFlask, phone: Phone, cookie: Cookie) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    together = threading.Barrier(6)

    def send(_: int) -> int:
        together.wait()
        return raw_patch(live, cookie("wang"), photo_id, 0, PHOTO[:30_000])

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(send, range(6)))

    assert answers == [204, *[409] * 5]
    assert phone.offset(photo_id) == 30_000
    assert parts_left(app, photo_id) == (1, 1)


def test_of_equal_last_pieces_at_once_one_wins_and_one_entry_is_logged(
    live: str, phone: Phone, cookie: Cookie
) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    together = threading.Barrier(6)

    def send(_: int) -> int:
        together.wait()
        return raw_patch(live, cookie("wang"), photo_id, 0, PHOTO)

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(send, range(6)))

    assert answers == [204, *[409] * 5]
    assert phone.logged() == ["photo_stored"]
    assert phone.original(photo_id) == PHOTO


def raw_patch(live: str, cookie: dict[str, str], photo_id: UUID, offset: int, body: bytes) -> int:
    """The status of one PATCH over a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(live).netloc, timeout=60)
    headers = {**TUS, **cookie, "Upload-Offset": str(offset), "Content-Type": OCTETS}
    try:
        connection.request("PATCH", f"{UPLOADS}/{photo_id}", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_part_that_the_store_lost_makes_the_phone_start_over(app: APIFlask, phone: Phone) -> None:
    photo_id = phone.announce(PHOTO)
    phone.create(photo_id, len(PHOTO))
    phone.send(photo_id, 0, PHOTO[:1000])
    with app.app_context():
        store = object_store()
        store.delete_work([part.key for part in store.list_work(part_prefix(photo_id))])

    assert phone.send(photo_id, 1000, PHOTO[1000:]).status_code == 409
    assert phone.offset(photo_id) == 0
    assert phone.send(photo_id, 0, PHOTO).status_code == 204
    assert phone.original(photo_id) == PHOTO


class Killed(BaseException):
    """Stands for the process ending at this point."""


STEPS = ["keep_part", "assemble", "judge_bytes", "put_original", "record", "clear"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_dying_around_any_step_loses_nothing_and_the_retry_succeeds(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    for number, step in enumerate(STEPS):
        data = jpeg(1200, 900, seed=100 + number)  # bytes of its own, so that no other step's object helps
        photo_id = phone.announce(data)
        phone.create(photo_id, len(data))
        with monkeypatch.context() as patched:
            die_at(patched, step, after=moment == "after")
            with pytest.raises(Killed):
                send_in_two(phone, photo_id, data)

        offset = phone.offset(photo_id)
        if offset < len(data):
            assert phone.send(photo_id, offset, data[offset:]).status_code == 204, step

        assert phone.photo(photo_id)["receipt"] is not None, step
        assert phone.original(photo_id) == data, step
    assert phone.logged() == ["photo_stored"] * len(STEPS)


def send_in_two(phone: Phone, photo_id: UUID, data: bytes) -> None:
    """Both halves, one after the other."""
    phone.send(photo_id, 0, data[:40_000])
    phone.send(photo_id, 40_000, data[40_000:])


def die_at(patched: pytest.MonkeyPatch, step: str, *, after: bool) -> None:
    """Let the process end before or after a step of the reception."""
    real = getattr(reception, step)

    def dying(*args: object) -> object:
        if after:
            result = real(*args)
            if hasattr(result, "__enter__"):
                with result:
                    pass
        raise Killed

    patched.setattr(reception, step, dying)
