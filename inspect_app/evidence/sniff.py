"""What a file is, judged by its own first bytes, and whether it may be shown as a photo.

The verdict decides only between stored and quarantined: the bytes are kept in both cases.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from inspect_app.evidence import jpeg
from inspect_app.evidence.jpeg import Buffer

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
VIEWABLE = (JPEG, PNG, WEBP)
UNKNOWN = "application/octet-stream"
HEAD_BYTES = 64
MAX_ASPECT = 20
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CHUNK_BYTES = 12  # length, type and checksum around the data
RIFF_HEAD_BYTES = 8
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
SIGNATURES = (
    (b"\xff\xd8\xff", JPEG),
    (PNG_SIGNATURE, PNG),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
MARKUP = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype|html|script|\?php)", re.IGNORECASE)
# A second document hung behind a picture, for programs that look for their own start anywhere in a file.
SECOND_DOCUMENT = re.compile(
    rb"<svg|<html|<script|<!doctype|<\?php|%pdf-|pk\x03\x04|\x7felf|rar!", re.IGNORECASE
)
TAIL_HEAD_BYTES = 1024
ZIP_END, ZIP_END_REACH = b"PK\x05\x06", 66_000  # a zip directory ends within 22 + 65,535 bytes of the end
MAGIC_BYTES = 8


class Reason(StrEnum):
    """Why bytes are kept aside: what a person reads beside the photo that cannot be shown."""

    NOT_VIEWABLE = "not_viewable"
    TRUNCATED = "truncated"
    NOT_AN_IMAGE = "not_an_image"
    POLYGLOT = "polyglot"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_WIDE = "too_wide"
    SEVERAL_FRAMES = "several_frames"
    DECODE_FAILED = "decode_failed"
    NOT_A_RECORDING = "not_a_recording"


REASON_LABELS: dict[Reason, dict[str, str]] = {
    Reason.NOT_VIEWABLE: {
        "zh": "格式不能在线查看，原件已保存",
        "en": "Format cannot be shown here; original kept",
    },
    Reason.TRUNCATED: {"zh": "照片不完整", "en": "The picture is cut off"},
    Reason.NOT_AN_IMAGE: {"zh": "不是照片", "en": "Not a picture"},
    Reason.POLYGLOT: {"zh": "照片后附有其他文件", "en": "Another document hangs behind the picture"},
    Reason.TOO_MANY_PIXELS: {"zh": "像素过多", "en": "Too many pixels"},
    Reason.TOO_WIDE: {"zh": "边长或长宽比超限", "en": "Too long, or too long for its width"},
    Reason.SEVERAL_FRAMES: {"zh": "动态图片", "en": "More than one frame"},
    Reason.DECODE_FAILED: {"zh": "无法解码", "en": "Cannot be decoded"},
    Reason.NOT_A_RECORDING: {"zh": "不是录音", "en": "Not a recording"},
}


@dataclass(frozen=True)
class Limits:
    """The largest picture that is decoded: `pixels` in all, `side` in pixels."""

    pixels: int
    side: int


@dataclass(frozen=True)
class Verdict:
    """What a file is; `reason` None means it may be shown. `trailing` counts bytes behind the picture."""

    media_type: str
    reason: Reason | None
    trailing: int = 0
    trailing_magic: str | None = None


def judge(data: Buffer, limits: Limits) -> Verdict:
    """Judge the whole bytes of a photo."""
    kind = media_type_of(data[:HEAD_BYTES])
    if kind not in VIEWABLE:
        viewable_elsewhere = kind.startswith("image/") and kind != "image/svg+xml"
        return Verdict(kind, Reason.NOT_VIEWABLE if viewable_elsewhere else Reason.NOT_AN_IMAGE)
    width, height, end = extent(kind, data)
    if end is None or end > len(data):
        return Verdict(kind, Reason.TRUNCATED)
    reason = size_reason(width, height, limits)
    if reason is None and hides_document(data, end):
        reason = Reason.POLYGLOT
    trailing = len(data) - end
    return Verdict(kind, reason, trailing, data[end : end + MAGIC_BYTES].hex() if trailing else None)


def media_type_of(head: bytes) -> str:
    """The media type that the first bytes tell; file names and announcements are not asked."""
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "image/heic"
    markup = MARKUP.match(head)
    if markup:
        return "image/svg+xml" if b"svg" in head.lower() else "text/html"
    return UNKNOWN


def extent(kind: str, data: Buffer) -> tuple[int | None, int | None, int | None]:
    """Width, height and the offset behind the picture, as far as the file tells without being decoded."""
    if kind == JPEG:
        found = jpeg.walk(data)
        return found.width, found.height, found.end
    if kind == PNG:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24]), end_of_png(data)
    end = int.from_bytes(data[4:8], "little") + RIFF_HEAD_BYTES
    return None, None, end


def end_of_png(data: Buffer) -> int | None:
    """The offset behind the chunk IEND, or None when the file ends before it."""
    position = len(PNG_SIGNATURE)
    while position + PNG_CHUNK_BYTES <= len(data):
        kind = data[position + 4 : position + 8]
        position += PNG_CHUNK_BYTES + int.from_bytes(data[position : position + 4])
        if kind == b"IEND":
            return position
    return None


def size_reason(width: int | None, height: int | None, limits: Limits) -> Reason | None:
    """Why a picture of this size is not decoded; None when it may be, or when the size is not known yet."""
    if not width or not height:
        return None
    if max(width, height) > limits.side or max(width, height) > MAX_ASPECT * min(width, height):
        return Reason.TOO_WIDE
    return Reason.TOO_MANY_PIXELS if width * height > limits.pixels else None


def hides_document(data: Buffer, end: int) -> bool:
    """Whether what follows the picture is a document. Phones append pictures and films; those are fine."""
    found = SECOND_DOCUMENT.search(data, end, end + TAIL_HEAD_BYTES)
    return found is not None or ZIP_END in data[max(end, len(data) - ZIP_END_REACH) :]
