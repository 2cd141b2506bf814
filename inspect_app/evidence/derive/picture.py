"""Everything Pillow does for us: limits before decoding, one decode, upright pictures without metadata, EXIF.

Only JPEG, PNG and WebP are ever opened. Runs in the sandboxed child.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from inspect_app.evidence.derive.likeness import Embedded, compare_embedded, embedded_bytes, hash_of
from inspect_app.evidence.exif import Value, printable
from inspect_app.evidence.similarity.pdq import Hashes
from inspect_app.evidence.sniff import Limits, Reason, size_reason

FORMATS = ("JPEG", "PNG", "WEBP")
SINGLE_PICTURES = {"JPEG", "MPO"}  # MPO is a JPEG with more pictures behind it; only the first is shown
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # imported before the fork, not after it
PREVIEW_SIDE, THUMBNAIL_SIDE = 1600, 320
QUALITY = 82
FILTER = Image.Resampling.HAMMING  # as sharp as bicubic when a picture shrinks, for two thirds of the time
MAX_TAGS = 300
MAX_NUMBERS = 16
ORIENTATION = 0x0112
WHITE = (255, 255, 255)
SUB_DIRECTORIES = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked on the header, see `refusal`


@dataclass(frozen=True)
class Developed:
    """What came of a picture: its upright size in pixels, or the reason why there is none."""

    reason: Reason | None
    width: int | None = None
    height: int | None = None
    tags: dict[str, Value] | None = None
    raw: dict[str, str] | None = None
    hashes: Hashes | None = None
    embedded: Embedded | None = None


def develop(source: Path, preview: Path, thumbnail: Path, limits: Limits) -> Developed:
    """Write preview (≤ 1600 px) and thumbnail (≤ 320 px) of a picture, upright, and hash it: one decode."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(source, formats=FORMATS) as image:
            reason = refusal(image, limits)
            if reason is not None:
                return Developed(reason)
            tags, raw = read_exif(image)
            width, height = upright_size(image)
            inside = embedded_bytes(image.getexif(), image.info.get("exif", b""))
            small = decode(image)
    save(small, preview)
    hashes = hash_of(small)
    embedded = compare_embedded(inside, small, hashes) if inside else None
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), FILTER, reducing_gap=2.0)
    save(small, thumbnail)
    return Developed(None, width, height, tags, raw, hashes, embedded)


def refusal(image: Image.Image, limits: Limits) -> Reason | None:
    """Why the header alone forbids decoding."""
    if getattr(image, "n_frames", 1) > 1 and image.format not in SINGLE_PICTURES:
        return Reason.SEVERAL_FRAMES
    return size_reason(image.width, image.height, limits)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height after turning."""
    turned = image.getexif().get(ORIENTATION) in {5, 6, 7, 8}
    return (image.height, image.width) if turned else (image.width, image.height)


def decode(image: Image.Image) -> Image.Image:
    """Decode once, as small as the format allows (JPEG halves while it reads), then turn upright."""
    exif = image.getexif()
    image.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
    picture = image.copy() if max(image.size) <= PREVIEW_SIDE else shrink(image)
    picture.info.clear()
    if exif.get(ORIENTATION) in {2, 3, 4, 5, 6, 7, 8}:
        picture.getexif()[ORIENTATION] = exif[ORIENTATION]
        ImageOps.exif_transpose(picture, in_place=True)
    return flatten(picture)


def shrink(image: Image.Image) -> Image.Image:
    """A copy whose longer side is the preview's."""
    scale = PREVIEW_SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    usable = image if image.mode in {"RGB", "L", "RGBA", "CMYK"} else image.convert("RGBA")
    return usable.resize(size, FILTER, reducing_gap=2.0)


def flatten(picture: Image.Image) -> Image.Image:
    """RGB on white, whatever the mode was."""
    if picture.mode == "RGB":
        return picture
    if picture.mode in {"L", "CMYK"}:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, WHITE)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def save(picture: Image.Image, target: Path) -> None:
    """A baseline JPEG that carries pixels only."""
    picture.info.clear()  # Pillow writes a comment from it
    picture.save(target, "JPEG", quality=QUALITY)


def read_exif(image: Image.Image) -> tuple[dict[str, Value], dict[str, str]]:
    """EXIF as Pillow understands it; both empty when it cannot."""
    tags: dict[str, Value] = {}
    raw: dict[str, str] = {}
    try:
        exif = image.getexif()
        directories = [(ExifTags.TAGS, dict(exif))]
        for part in SUB_DIRECTORIES:
            names = ExifTags.GPSTAGS if part == ExifTags.IFD.GPSInfo else ExifTags.TAGS
            directories.append((names, dict(exif.get_ifd(part))))
    except Exception:  # noqa: BLE001 - garbage makes the reader raise anything; unreadable is an answer
        return {}, {}
    for names, directory in directories:
        for number, found in directory.items():
            name = names.get(number)
            if name is None or len(raw) >= MAX_TAGS or name == "MakerNote":
                continue
            raw[name] = printable(found)
            value = value_of(found)
            if value is not None:
                tags.setdefault(name, value)
    return tags, raw


def value_of(found: Any) -> Value | None:
    """A value in the form of the rules."""
    if isinstance(found, str):
        return found
    if isinstance(found, bytes):
        return found.decode("utf-8", errors="replace")
    items = found if isinstance(found, tuple) else (found,)
    if not 1 <= len(items) <= MAX_NUMBERS:
        return None
    pairs = [pair_of(item) for item in items]
    return None if None in pairs else [pair for pair in pairs if pair is not None]


def pair_of(item: Any) -> list[int] | None:
    """A number as numerator and denominator; no float ever passes."""
    if isinstance(item, int):
        return [item, 1]
    if hasattr(item, "numerator") and hasattr(item, "denominator"):
        return [int(item.numerator), int(item.denominator)]
    return None
