"""Voice notes: short recordings that travel and are kept like photos, and are never decoded here. Pure rules.

The container follows from the first bytes: EBML (RFC 8794) of Matroska and WebM, Ogg pages (RFC 3533), the
file type box of ISO 14496-12. What is inside is the business of the listener's browser.
"""

from inspect_app.core.errors import Problem
from inspect_app.evidence.sniff import HEIF_BRANDS, UNKNOWN, Reason, Verdict

VOICE = "voice"
WEBM, OGG, MP4 = "audio/webm", "audio/ogg", "audio/mp4"
VOICE_TYPES = (WEBM, OGG, MP4)
MAX_VOICE_BYTES = 2 * 1024 * 1024  # a minute at 256 kbit/s; phones record speech at 24 to 128
EBML, OGG_PAGE = b"\x1aE\xdf\xa3", b"OggS"


def is_voice(role: str) -> bool:
    """Whether an announced photo is a voice note."""
    return role == VOICE


def check_voice(role: str, media_type: str, size: int) -> None:
    """A voice note is a recording and nothing else is; it has at most MAX_VOICE_BYTES bytes.

    Problems: `voice_type` (422), `voice_too_long` (413).
    """
    if is_voice(role) != (media_type in VOICE_TYPES):
        detail = f"A voice note is one of {', '.join(VOICE_TYPES)}; a photo is none of them."
        raise Problem("voice_type", detail, 422)
    if is_voice(role) and size > MAX_VOICE_BYTES:
        detail = f"The voice note has {size} bytes; at most {MAX_VOICE_BYTES} are accepted."
        raise Problem("voice_too_long", detail, 413, limit=MAX_VOICE_BYTES)


def judge_voice(head: bytes) -> Verdict:
    """What a recording is by its first bytes; anything else is kept and set aside."""
    kind = container_of(head)
    return Verdict(kind, None if kind in VOICE_TYPES else Reason.NOT_A_RECORDING)


def container_of(head: bytes) -> str:
    """The media type of a recording's container."""
    if head.startswith(EBML):
        return WEBM
    if head.startswith(OGG_PAGE):
        return OGG
    if head[4:8] == b"ftyp" and head[8:12] not in HEIF_BRANDS:
        return MP4
    return UNKNOWN
