"""Walking the markers of a JPEG without decoding it: is it whole, how large is it, what hangs behind it?

A walk over a 3 MB photo takes about a millisecond. Formats by ITU-T T.81, annex B.
"""

import mmap
import re
from dataclasses import dataclass
from typing import Final

SOI: Final = b"\xff\xd8"
EOI, SOS, TEM = 0xD9, 0xDA, 0x01
RESTARTS = range(0xD0, 0xD8)
NOT_FRAMES = {0xC4, 0xC8, 0xCC}  # tables and an extension that share the range of the frame headers
FRAMES = {code for code in range(0xC0, 0xD0) if code not in NOT_FRAMES}
# In scan data 0xFF is followed by 0x00 (stuffing), a restart or a fill byte; anything else is a marker.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
FRAME_HEADER_BYTES = 6

Buffer = bytes | mmap.mmap  # a mapped file is walked without being read into memory


@dataclass(frozen=True)
class Walk:
    """What the markers say: `end` is the offset behind the first picture, None when it is cut off."""

    width: int | None
    height: int | None
    end: int | None


def walk(data: Buffer) -> Walk:
    """Follow the markers from the first to the end of the picture; never raises, never loops."""
    width = height = None
    position = len(SOI)
    while True:
        marker, position = next_marker(data, position)
        if marker is None:
            return Walk(width, height, None)
        if marker == EOI:
            return Walk(width, height, position)
        if marker in RESTARTS or marker == TEM:
            continue
        # A length counts its own two bytes.
        length = int.from_bytes(data[position : position + 2])
        if length < 2 or position + length > len(data):
            return Walk(width, height, None)
        if marker in FRAMES and length >= FRAME_HEADER_BYTES + 2 and width is None:
            height = int.from_bytes(data[position + 3 : position + 5])
            width = int.from_bytes(data[position + 5 : position + 7])
        position += length
        if marker == SOS:
            position = end_of_scan(data, position)


def next_marker(data: Buffer, position: int) -> tuple[int | None, int]:
    """The marker at or after `position` and the offset behind it; stray bytes are skipped, as readers do."""
    found = NEXT_MARKER.search(data, position)
    if found is None:
        return None, len(data)
    return data[found.end() - 1], found.end()


def end_of_scan(data: Buffer, position: int) -> int:
    """The offset of the first marker after entropy-coded data."""
    found = NEXT_MARKER.search(data, position)
    return len(data) if found is None else found.start()
