"""Zips made to hurt: each is refused with a code of its own and leaves nothing behind."""

import struct
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from inspect_app.cases.models import Report
from inspect_app.core.db import db
from tests.builders import City
from tests.integration.cases.phone_outbox import Outbox, imports, outcomes, packed


def bomb(outbox: Outbox) -> bytes:
    """A small zip with a photo of a gigabyte of zeros behind an honest manifest."""
    outbox.report()
    outbox.items[0]["body"]["path"] = "bomb.json"
    return packed({"manifest.json": outbox.manifest(), "bomb.json": bytes(50_000_000)}, zipfile.ZIP_DEFLATED)


def wide(outbox: Outbox) -> bytes:
    """More files than anybody packs."""
    return packed({"manifest.json": outbox.manifest(), **{f"f{n}": b"" for n in range(6000)}})


def twice(outbox: Outbox) -> bytes:
    """Two manifests, so that one reader sees the one and another the other."""
    return packed({"manifest.json": outbox.manifest(), "manifest.jsom": b"{}"}).replace(
        b"manifest.jsom", b"manifest.json"
    )


def elsewhere(outbox: Outbox) -> bytes:
    """A manifest that points out of the archive."""
    outbox.report()
    outbox.items[0]["body"]["path"] = "../../etc/passwd"
    return packed({"manifest.json": outbox.manifest(), "../../etc/passwd": b"{}"})


def doubled(outbox: Outbox) -> bytes:
    """The same id for two things."""
    outbox.report()
    outbox.items *= 2
    return outbox.zip()


def encrypted(outbox: Outbox) -> bytes:
    """A manifest that says it is encrypted."""
    data = bytearray(outbox.zip())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(mark)
        data[start + at : start + at + 2] = struct.pack("<H", 1)
    return bytes(data)


def huge_directory(outbox: Outbox) -> bytes:
    """An end record that promises a directory of four gigabytes."""
    data = outbox.zip()
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 12] + struct.pack("<L", 0xFFFFFFF0) + data[at + 16 :]


HOSTILE: dict[str, tuple[Callable[[Outbox], bytes], int, str]] = {
    "no zip": (lambda _: b"no zip at all", 422, "rescue_unreadable"),
    "empty": (lambda _: b"", 422, "rescue_unreadable"),
    "cut off": (lambda outbox: outbox.zip()[:-30], 422, "rescue_unreadable"),
    "no manifest": (lambda _: packed({"a": b""}), 422, "rescue_file_missing"),
    "nested": (lambda _: packed({"manifest.json": b"[" * 500_000}), 422, "rescue_unreadable"),
    "wide": (wide, 413, "rescue_too_large"),
    "twice": (twice, 422, "rescue_unreadable"),
    "elsewhere": (elsewhere, 422, "rescue_unreadable"),
    "doubled": (doubled, 422, "rescue_unreadable"),
    "encrypted": (encrypted, 422, "rescue_unreadable"),
    "huge directory": (huge_directory, 413, "rescue_too_large"),
}


def test_a_hostile_archive_is_refused_and_leaves_nothing(city: City, subtests: pytest.Subtests) -> None:
    for name, (make, status, code) in HOSTILE.items():
        with subtests.test(name):
            answer = imports(city.hand("inspector"), make(Outbox(city)))

            assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
            with city.app.app_context():
                assert db.session.scalar(select(func.count()).select_from(Report)) == 0
            assert list((city.app.extensions["inspect_settings"].instance / "spool").iterdir()) == []


def test_a_bomb_is_not_unpacked(city: City) -> None:
    answer = imports(city.hand("inspector"), bomb(Outbox(city)))

    assert outcomes(answer) == [("report", "rescue_too_large", [])]
