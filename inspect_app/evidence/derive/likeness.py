"""What a picture looks like: its perceptual hash, and whether the small picture in its file agrees.

Runs in the sandboxed child, on what one decode has given. The preprocessing is part of the hash: a change
that moves hashes by more than a few bits needs a new `similarity.hashes.VERSION`.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import ExifTags, Image

from inspect_app.evidence.similarity.hashes import GOOD_QUALITY, nearness
from inspect_app.evidence.similarity.pdq import Hashes, pdq

HASHED_SIDE = 512
THUMBNAIL_LEAST, THUMBNAIL_MOST = 64, 1024  # pixels a side; smaller ones tell nothing, larger ones are none
SAME_ASPECT = 0.04
DARK = 32.0  # mean brightness of the bars that cameras put around a thumbnail of another shape
EXIF_HEAD = b"Exif\x00\x00"


@dataclass(frozen=True)
class Embedded:
    """How the small picture in the file compares; `distance` in bits, None when it has too little to tell."""

    distance: int | None
    aspect_differs: bool


def hash_of(picture: Image.Image) -> Hashes:
    """The hash of an upright picture of at most 1600 pixels a side: grey, at most 512 pixels a side, PDQ."""
    grey = picture.convert("L")
    grey.thumbnail((HASHED_SIDE, HASHED_SIDE), Image.Resampling.LANCZOS, reducing_gap=1.5)
    return pdq(np.asarray(grey, dtype=np.float64))


def compare_embedded(embedded: bytes, picture: Image.Image, hashes: Hashes) -> Embedded | None:
    """The small picture of a file against its picture, however either is turned; None when it is unusable."""
    try:
        with Image.open(io.BytesIO(embedded), formats=("JPEG",)) as small:
            if not THUMBNAIL_LEAST <= min(small.size) <= max(small.size) <= THUMBNAIL_MOST:
                return None
            grey = small.convert("L")
    except Exception:  # noqa: BLE001 - a decoder may raise anything on hostile input; unreadable is an answer
        return None
    fitting = without_bars(grey, aspect(picture))
    if fitting is None:
        return Embedded(None, aspect_differs=True)
    found = pdq(np.asarray(fitting, dtype=np.float64))
    if min(found.quality, hashes.quality) < GOOD_QUALITY:
        return Embedded(None, aspect_differs=False)
    return Embedded(nearness(hashes.bits, found.bits[0]).distance, aspect_differs=False)


def aspect(picture: Image.Image) -> float:
    """The longer side over the shorter."""
    return max(picture.size) / min(picture.size)


def without_bars(grey: Image.Image, wanted: float) -> Image.Image | None:
    """A thumbnail cut to the shape of its picture; None when what is cut away is more than dark bars."""
    if abs(aspect(grey) / wanted - 1) <= SAME_ASPECT:
        return grey
    width, height = grey.size
    across, down = (width, width / wanted) if width >= height else (height / wanted, height)
    if down > height or across > width:
        across, down = (height * wanted, height) if width >= height else (width, width * wanted)
    left, top = round((width - across) / 2), round((height - down) / 2)
    inner = grey.crop((left, top, width - left, height - top))
    whole, kept = (np.asarray(part, dtype=np.float64) for part in (grey, inner))
    bars = (whole.sum() - kept.sum()) / max(whole.size - kept.size, 1)
    return inner if bars < DARK else None


def embedded_bytes(exif: Image.Exif, block: bytes) -> bytes:
    """The small picture out of a file's EXIF block, as bytes; empty when there is none."""
    try:
        directory = exif.get_ifd(ExifTags.IFD.IFD1)
        start, length = (int(directory[tag]) for tag in (0x0201, 0x0202))  # JPEGInterchangeFormat, …Length
    except Exception:  # noqa: BLE001 - garbage makes the reader raise anything; unreadable is an answer
        return b""
    body = block.removeprefix(EXIF_HEAD)
    return body[start : start + length] if 0 < start < len(body) and length > 0 else b""
