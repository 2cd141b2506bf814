"""Signed notes and checkpoints in the formats of C2SP: signed-note, and tlog-checkpoint on top of it.

A note is text, a blank line and signature lines `— <key name> base64(4-byte key id ‖ signature)`. A
checkpoint is a note whose text is the log's origin, its size in decimal and its root in base64, one a line.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
DASH = "\u2014 "
MAX_NOTE, MAX_SIGNATURES = 64 * 1024, 16
CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")

SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which UTF-8 cannot say


class NoteError(ValueError):
    """The bytes are not a signed note, or a known key did not sign them."""


class Key(Protocol):
    """Whatever may stand under a note, of any algorithm: found by name and key id, asked to verify."""

    @property
    def name(self) -> str:
        """The key name in the signature line."""

    @property
    def key_id(self) -> bytes:
        """The four bytes before the signature."""

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text."""


AnyKey = TypeVar("AnyKey", bound=Key)


@dataclass(frozen=True)
class Verifier:
    """A key that may have signed: its name, key id and 32-byte Ed25519 public key."""

    name: str
    key_id: bytes
    public: bytes

    @property
    def vkey(self) -> str:
        """`name+hex(key id)+base64(0x01 ‖ public key)`."""
        return vkey_of(self.name, ED25519, self.public)

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text."""
        return ed25519_accepts(self.public, text.encode(), signature)


@dataclass(frozen=True)
class SignatureLine:
    """One line under a note."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """As it stands in the note."""
        return f"{DASH}{self.name} {b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends with a line break, and who signed it."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def encoded(self) -> str:
        """The note as it is published."""
        return f"{self.text}\n{''.join(line.line() for line in self.signatures)}"

    def signers(self, known: Iterable[AnyKey]) -> list[AnyKey]:
        """The known keys that signed; lines of keys that are not known, whatever their algorithm, are passed
        over. NoteError when a known key stands there with a bad signature.
        """
        found: dict[tuple[str, bytes], AnyKey] = {}
        keys = {(key.name, key.key_id): key for key in known}
        for line in self.signatures:
            key = keys.get((line.name, line.key_id))
            if key is None:
                continue
            if not key.accepts(self.text, line.signature):
                raise NoteError(f"the signature of {key.name} does not fit the text")
            found[line.name, line.key_id] = key
        return list(found.values())


def b64(raw: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(raw).decode()


def from_b64(text: str) -> bytes:
    """Strict base64, in its one canonical spelling; NoteError for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    if b64(raw) != text:
        raise NoteError("not canonical base64")
    return raw


def ed25519_accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 32-byte public key made the signature over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_name(name: str) -> str:
    """A key name: not empty, without spaces and plus signs."""
    if not name or "+" in name or any(char.isspace() for char in name):
        raise NoteError("a key name has no spaces and no plus sign")
    return name


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key), first four bytes."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey_of(name: str, kind: int, public: bytes) -> str:
    """`name+hex(key id)+base64(algorithm ‖ public key)`."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def read_vkey(text: str, kind: int) -> tuple[str, bytes]:
    """The name and the 32-byte key of a verifier key; NoteError when it is of another kind or damaged."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("a verifier key has three parts")
    name, raw_key = check_name(parts[0]), from_b64(parts[2])
    if len(raw_key) != 33 or raw_key[0] != kind:
        raise NoteError(f"not a key of the algorithm {kind:#04x}")
    if key_id(name, kind, raw_key[1:]).hex() != parts[1]:
        raise NoteError("the key id does not fit the key")
    return name, raw_key[1:]


def verifier_for(name: str, public: bytes) -> Verifier:
    """The verifier of a key pair's public half."""
    return Verifier(check_name(name), key_id(name, ED25519, public), public)


def parse_vkey(text: str) -> Verifier:
    """Read `name+hex+base64` of an Ed25519 key; NoteError when it is none."""
    return verifier_for(*read_vkey(text, ED25519))


def sign(text: str, name: str, private: Ed25519PrivateKey) -> SignatureLine:
    """One Ed25519 signature over a text that ends with a line break."""
    public = private.public_key().public_bytes_raw()
    return SignatureLine(
        check_name(name), key_id(name, ED25519, public), private.sign(check_text(text).encode())
    )


def check_text(text: str) -> str:
    """What may be signed: UTF-8 without control characters, ended by a line break."""
    if not text.endswith("\n") or CONTROL.search(text) or SURROGATE.search(text):
        raise NoteError("a note's text ends with a line break and has no control characters")
    return text


def parse_note(encoded: str) -> Note:
    """Split at the last blank line (the text may hold others) and read the signature lines."""
    if len(encoded.encode("utf-8", "replace")) > MAX_NOTE:
        raise NoteError("the note is too large")
    split = encoded.rfind("\n\n")
    if split < 0 or not encoded.endswith("\n"):
        raise NoteError("a note has a blank line before its signatures")
    text, rest = encoded[: split + 1], encoded[split + 2 :]
    lines = rest.split("\n")[:-1]
    if not lines or len(lines) > MAX_SIGNATURES:
        raise NoteError(f"a note has 1 to {MAX_SIGNATURES} signatures")
    return Note(check_text(text), tuple(parse_line(line) for line in lines))


def parse_line(line: str) -> SignatureLine:
    """Read one signature line."""
    name, _, blob = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or SURROGATE.search(name) or CONTROL.search(name):
        raise NoteError("not a signature line")
    raw = from_b64(blob)
    if len(raw) < 5:
        raise NoteError("a signature has a key id of four bytes and something after it")
    return SignatureLine(check_name(name), raw[:4], raw[4:])


@dataclass(frozen=True)
class Checkpoint:
    """What a log commits to: its origin, its size and the 32-byte root over the first `size` entries."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text; extension lines are allowed and ignored."""
    *lines, after = text.split("\n")
    if len(lines) < 3 or after or not all(lines):
        raise NoteError("a checkpoint has an origin, a size and a root")
    if not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise NoteError("a checkpoint's size is a decimal number without leading zeros")
    root = from_b64(lines[2])
    if len(root) != 32:
        raise NoteError("a root has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)
