"""Reading EXIF with exifread: the head of JPEG files only, no maker notes, no thumbnails, no other formats.

The library reads what a file claims, so it runs in the sandboxed child and never sees more than 256 KiB.
"""

import io
import logging
from typing import Any

import exifread

from inspect_app.evidence.exif import Value, printable

HEAD_BYTES = 256 * 1024
MAX_TAGS = 300
GROUPS = ("Image", "EXIF", "GPS")
OTHER_NAMES = {"GPSDate": "GPSDateStamp"}  # the standard's name for the library's
MAX_NUMBERS = 16

logging.getLogger("exifread").setLevel(logging.CRITICAL)  # its complaints quote the file


def read(head: bytes) -> tuple[dict[str, Value], dict[str, str]]:
    """The tags for the rules, and every tag as found (text, capped); both empty when EXIF cannot be read."""
    try:
        found = exifread.process_file(
            io.BytesIO(head[:HEAD_BYTES]), details=False, extract_thumbnail=False, strict=False
        )
    except Exception:  # noqa: BLE001 - garbage makes the library raise anything; unreadable is an answer
        return {}, {}
    raw = {printable(name): printable(tag) for name, tag in list(found.items())[:MAX_TAGS]}
    tags: dict[str, Value] = {}
    for name, tag in found.items():
        group, _, short = name.partition(" ")
        value = value_of(tag)
        if group in GROUPS and value is not None:
            tags.setdefault(OTHER_NAMES.get(short, short), value)
    return tags, raw


def value_of(tag: Any) -> Value | None:
    """A tag's value in the form of the rules."""
    values = getattr(tag, "values", None)
    if isinstance(values, str):
        return values
    if isinstance(values, bytes):
        return values.decode("utf-8", errors="replace")
    if not isinstance(values, list) or not 1 <= len(values) <= MAX_NUMBERS:
        return None
    pairs = [pair_of(item) for item in values]
    return None if None in pairs else [pair for pair in pairs if pair is not None]


def pair_of(item: Any) -> list[int] | None:
    """A number as numerator and denominator."""
    if isinstance(item, int):
        return [item, 1]
    if hasattr(item, "num") and hasattr(item, "den"):
        return [int(item.num), int(item.den)]
    return None
