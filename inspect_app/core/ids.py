"""UUIDv7 (RFC 9562): identifiers that sort by the time they were made."""

import os
import uuid

from inspect_app.core.clock import to_millis, utc_now


def uuid7(millis: int | None = None) -> uuid.UUID:
    """A new UUIDv7; `millis` (Unix time) is the server clock when not given."""
    stamp = to_millis(utc_now()) if millis is None else millis
    noise = int.from_bytes(os.urandom(10))
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64 | 0b10 << 62
    return uuid.UUID(int=value | noise & (1 << 62) - 1)
