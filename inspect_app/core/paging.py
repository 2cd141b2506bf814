"""Cursor paging: where a list goes on, as an opaque string that survives inserts."""

import base64
import json
from collections.abc import Callable
from typing import Any

from inspect_app.core.errors import field_problem
from inspect_app.core.limits import BIGGEST_NUMBER

DEFAULT_LIMIT = 50
MAX_LIMIT = 250


def encode_cursor(*keys: str | int) -> str:
    """The cursor that points behind the row with these sort keys."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, *readers: Callable[[Any], Any]) -> list[Any] | None:
    """The sort keys of a cursor made by `encode_cursor`, each read by its reader; 422 for anything else."""
    if not cursor:
        return None
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [read(key) for read, key in zip(readers, keys, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise field_problem("cursor", "This cursor was not made by this list.") from None


def row_number(key: Any) -> int:
    """A sort key that is a whole number the database can hold."""
    if type(key) is not int or abs(key) > BIGGEST_NUMBER:
        raise ValueError("no row number")
    return key
