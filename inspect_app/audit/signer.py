"""Who signs checkpoints: a key file outside the database, or a program such as one in front of a key device.

The key never enters the database. A key file is refused unless only its owner can read it.
"""

import os
import shlex
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.notes import (
    NoteError,
    SignatureLine,
    Verifier,
    from_b64,
    parse_vkey,
    sign,
    verifier_for,
)
from inspect_app.core.settings import settings

CURRENT = "log.key"
COMMAND_SECONDS = 20


class SignerError(Exception):
    """The log cannot be signed; the message says what to mend."""


class Signer(Protocol):
    """Signs the text of a checkpoint."""

    @property
    def verifier(self) -> Verifier:
        """The public half."""

    def sign(self, text: str) -> SignatureLine:
        """One signature line; SignerError when it cannot be made."""


@dataclass(frozen=True)
class FileSigner:
    """An Ed25519 key in a file of 64 hexadecimal digits."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return verifier_for(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> SignatureLine:
        """One signature line."""
        return sign(text, self.name, self.private)


@dataclass(frozen=True)
class CommandSigner:
    """A program that reads the text and prints the base64 of a 64-byte Ed25519 signature."""

    command: str
    verifier: Verifier

    def sign(self, text: str) -> SignatureLine:
        """One signature line, checked before it is used."""
        try:
            done = subprocess.run(
                shlex.split(self.command),
                input=text.encode(),
                capture_output=True,
                timeout=COMMAND_SECONDS,
                check=True,
            )
            signature = from_b64(done.stdout.decode().strip())
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError, NoteError) as error:
            raise SignerError(f"LOG_SIGN_COMMAND did not sign: {type(error).__name__}") from error
        if not self.verifier.accepts(text, signature):
            raise SignerError("LOG_SIGN_COMMAND signed with another key than LOG_SIGN_VKEY")
        return SignatureLine(self.verifier.name, self.verifier.key_id, signature)


def current_signer() -> Signer:
    """The signer the settings name; a key file is made on first use."""
    config = settings()
    if config.log_sign_command:
        return CommandSigner(config.log_sign_command, parse_vkey(config.log_sign_vkey))
    path = config.log_keys / CURRENT
    if not path.exists():
        make_key(path)
    return FileSigner(config.log_origin, read_key(path))


def make_key(path: Path) -> None:
    """A new key file, mode 0600, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process's key counts
    finally:
        draft.unlink()


def read_key(path: Path) -> Ed25519PrivateKey:
    """The key in a file that only its owner may read."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SignerError(f"{path.name} can be read by others (mode {mode:o}); run chmod 600 on it")
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except ValueError:
        raise SignerError(f"{path.name} does not hold 64 hexadecimal digits") from None


def retire_key() -> FileSigner:
    """Put a new key in the place of the current one, which is kept beside it; returns the old signer."""
    config = settings()
    path = config.log_keys / CURRENT
    old = FileSigner(config.log_origin, read_key(path))
    path.rename(path.with_name(f"log-{old.verifier.key_id.hex()}.retired"))
    make_key(path)
    return old
