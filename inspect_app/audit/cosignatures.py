"""Cosignatures of witnesses in the format of C2SP tlog-cosignature, Ed25519.

A witness signs `cosignature/v1`, its time and the checkpoint's text. Its line carries the time as eight bytes
before the signature. Its verifier key is of the kind 0x04.
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.notes import (
    SignatureLine,
    check_name,
    ed25519_accepts,
    key_id,
    read_vkey,
    vkey_of,
)

COSIGNATURE = 0x04
TIME_BYTES = 8


@dataclass(frozen=True)
class Witness:
    """The public half of a witness: its name and its 32-byte Ed25519 key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes before its cosignatures."""
        return key_id(self.name, COSIGNATURE, self.public)

    @property
    def vkey(self) -> str:
        """Its verifier key."""
        return vkey_of(self.name, COSIGNATURE, self.public)

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the witness made the cosignature, an eight-byte time and 64 bytes, over the text."""
        time = int.from_bytes(signature[:TIME_BYTES])
        return ed25519_accepts(self.public, message(text, time), signature[TIME_BYTES:])


def parse_witness(text: str) -> Witness:
    """Read a witness's verifier key; NoteError when it is none."""
    return Witness(*read_vkey(text, COSIGNATURE))


def witness_for(name: str, private: Ed25519PrivateKey) -> Witness:
    """The public half of a witness's key."""
    return Witness(check_name(name), private.public_key().public_bytes_raw())


def cosign(text: str, name: str, private: Ed25519PrivateKey, time: int) -> SignatureLine:
    """The cosignature line over a checkpoint's text; `time` in whole seconds since 1970 UTC."""
    blob = time.to_bytes(TIME_BYTES) + private.sign(message(text, time))
    return SignatureLine(name, witness_for(name, private).key_id, blob)


def cosigned_at(line: SignatureLine) -> int:
    """The time in a cosignature, seconds since 1970 UTC."""
    return int.from_bytes(line.signature[:TIME_BYTES])


def message(text: str, time: int) -> bytes:
    """What is signed."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()
