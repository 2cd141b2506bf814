"""Canonical JSON: the one byte form of a fact, so that its hash means something for ever.

UTF-8, keys sorted by code point, no spaces, no floats: coordinates are integers of 1e-7 degree, instants are
integer milliseconds since 1970 UTC, hashes are lower-case hex.
"""

import json
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
PLAIN = frozenset({str, int, bool, type(None)})


def canonical(value: Any) -> bytes:
    """The canonical bytes of strings, integers, booleans, None, lists and dicts; TypeError for anything
    else.
    """
    refuse_floats(value)
    return ENCODER.encode(value).encode()


def refuse_floats(value: Any) -> None:
    """Raise TypeError where a value has no single byte form."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON keys are strings, not {type(key).__name__}")
            if type(item) not in PLAIN:  # most are: a call for each of them is what an append can do without
                refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            refuse_floats(item)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"no canonical form for {type(value).__name__}")
