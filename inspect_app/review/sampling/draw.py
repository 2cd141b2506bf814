"""The seed of a sample: a pure function that anybody can repeat from the log and a signed checkpoint.

The seed is made of what nobody can choose (a signature over the whole log) and of what was asked for, so the
person who asks cannot pick the cases. `docs/sampling.md` says the same in words, with a worked example.
"""

import hashlib

from inspect_app.audit.canonical import canonical

LABEL = b"inspect-sample@v1\n"


def seed_of(note: str, auditor: int, begin_ms: int, end_ms: int, wanted: int) -> bytes:
    """32 bytes: SHA-256(label ‖ signed note ‖ canonical JSON of who asked for how many of which period)."""
    asked = {"auditor": auditor, "from": begin_ms, "n": wanted, "to": end_ms}
    return hashlib.sha256(LABEL + note.encode() + canonical(asked)).digest()
