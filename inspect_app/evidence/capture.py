"""Capture statements: what a phone says, and signs, about the moment it took a photo in. Pure rules.

A statement is canonical JSON. It proves that an enrolled browser of a registered account said this; it proves
nothing about hardware, and a statement that does not verify is a finding, never a reason to refuse a photo.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspect_app.audit.canonical import canonical

VERSION = 1
MAX_STATEMENT = 4096  # bytes; a whole one has about 600


class StatementState(StrEnum):
    """What came of checking a statement."""

    NONE = "none"
    VERIFIED = "verified"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_DEVICE = "unknown_device"
    REVOKED_DEVICE = "revoked_device"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class SignedStatement:
    """The statement's exact bytes, the signature over them (r ‖ s), and who is said to have signed."""

    content: bytes
    signature: bytes
    device_id: int

    @property
    def sha256(self) -> str:
        """The hash that the log names the statement by, lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()

    def canonical(self) -> dict[str, Any]:
        """What tells the same statement from another one."""
        signature = hashlib.sha256(self.signature).hexdigest()
        return {"sha256": self.sha256, "signature_sha256": signature, "device": self.device_id}


@dataclass(frozen=True)
class Moment:
    """What a statement says of the clocks: milliseconds; `stated_at` is the phone's clock when it was made.

    `elapsed_ms` is monotonic time since `nonce` was fetched; None when the page was started anew since.
    """

    stated_at: int
    clock_offset_ms: int | None
    elapsed_ms: int | None
    nonce: str | None


def read_statement(content: bytes) -> dict[str, Any] | None:
    """The statement as a mapping; None when it is not canonical JSON of this version."""
    try:
        said = json.loads(content)
        if not isinstance(said, dict) or canonical(said) != content:
            return None
    except (ValueError, TypeError, RecursionError):
        return None
    return said if said.get("v") == VERSION else None


def claims_of(announced: dict[str, Any]) -> dict[str, Any]:
    """What a statement must say of a photo, from the canonical form of its announcement."""
    same = ("sha256", "size", "role", "source", "media_type", "captured_at")
    place = announced["position"]
    fix = ("lat_e7", "lon_e7", "accuracy_dm", "fix_at")
    return {
        "photo": announced["id"],
        "case": announced["case_id"],
        **{name: announced[name] for name in same},
        "fix": None if place is None else {name: place[name] for name in fix},
    }


def agrees(said: dict[str, Any], announced: dict[str, Any]) -> bool:
    """Whether the statement speaks of exactly the photo that was announced."""
    return all(name in said and said[name] == value for name, value in claims_of(announced).items())


def moment_of(said: dict[str, Any]) -> Moment | None:
    """The clocks of a statement; None when they are missing or no integers."""
    numbers = [said.get(name) for name in ("stated_at", "clock_offset_ms", "elapsed_ms")]
    nonce = said.get("nonce")
    if type(numbers[0]) is not int or any(type(n) is not int and n is not None for n in numbers[1:]):
        return None
    return Moment(numbers[0], numbers[1], numbers[2], nonce if isinstance(nonce, str) else None)
