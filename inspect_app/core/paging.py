"""Cursor paging: where a list goes on, as an opaque string that survives inserts."""

import base64
import json
from typing import Any

from inspect_app.core.errors import field_problem

DEFAULT_LIMIT = 50
MAX_LIMIT = 250


def encode_cursor(*keys: str | int) -> str:
    """The cursor that points behind the row with these sort keys."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, length: int) -> list[Any] | None:
    """The sort keys of a cursor made by `encode_cursor`; 422 for anything else."""
    if not cursor:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        keys = None
    if not isinstance(keys, list) or len(keys) != length:
        raise field_problem("cursor", "This cursor was not made by this list.")
    return keys
