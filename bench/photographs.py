"""Photos to send: real JPEG files of a wanted size, no two with the same bytes."""

import hashlib
import io
import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from PIL import Image

from inspect_app.core.ids import uuid7

BYTES_A_PIXEL = 0.98  # of noise at quality 92


@dataclass(frozen=True)
class Parcel:
    """A report with one photo, ready to send: the number tells its bytes from those of all others."""

    report_id: UUID
    photo_id: UUID
    number: int
    sha256: str


def base_photo(size: int) -> bytes:
    """A JPEG of about `size` bytes; noise, so that it takes as long to decode as its size says."""
    side = math.isqrt(round(size / BYTES_A_PIXEL))
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(file, "JPEG", quality=92)
    return file.getvalue()


def numbered(base: bytes, number: int) -> bytes:
    """The base with a comment segment of its own."""
    return base[:2] + b"\xff\xfe\x00\x0a" + number.to_bytes(8) + base[2:]


def parcels(base: bytes, first: int, count: int) -> Iterator[Parcel]:
    """So many reports; hashing them is the phone's work and is done before the clock starts."""
    with ThreadPoolExecutor() as pool:
        numbers = range(first, first + count)
        hashes = pool.map(lambda number: hashlib.sha256(numbered(base, number)).hexdigest(), numbers)
        yield from (Parcel(uuid7(), uuid7(), *pair) for pair in zip(numbers, hashes, strict=True))
