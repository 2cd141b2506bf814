"""Who signs checkpoints: a key file outside the database, or a program such as one in front of a key device.

The key never enters the database, and beside it lies the last note that was signed: an administrator of the
database alone can neither sign nor make the signer forget.
"""

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.keyfile import KeyFileError, make_key, read_key, sync_folder, write_durably
from inspect_app.audit.notes import (
    Note,
    NoteError,
    SignatureLine,
    Verifier,
    from_b64,
    parse_note,
    parse_vkey,
    sign,
    verifier_for,
)
from inspect_app.core.settings import settings

CURRENT, NEXT, LAST_SIGNED = "log.key", "log.next", "last-signed"
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
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise SignerError(f"LOG_SIGN_COMMAND did not sign: {type(error).__name__}") from error
        if not self.verifier.accepts(text, signature):
            raise SignerError("LOG_SIGN_COMMAND signed with another key than LOG_SIGN_VKEY")
        return SignatureLine(self.verifier.name, self.verifier.key_id, signature)


def command_signer(command: str, vkey: str) -> CommandSigner:
    """The signer behind a program, known by its verifier key."""
    try:
        return CommandSigner(command, parse_vkey(vkey))
    except NoteError as error:
        raise SignerError(f"LOG_SIGN_VKEY cannot be used: {error}") from error


def current_signer() -> Signer:
    """The signer the settings name; a key file is made on first use."""
    config = settings()
    if config.log_sign_command:
        return command_signer(config.log_sign_command, config.log_sign_vkey)
    return file_signer(config.log_keys / CURRENT)


def next_signer() -> FileSigner:
    """The key that a rotation is going to begin with; the same one when an earlier rotation was cut short."""
    return file_signer(settings().log_keys / NEXT)


def file_signer(path: Path) -> FileSigner:
    """The signer of a key file, which is made when it is not there."""
    try:
        if not path.exists():
            make_key(path)
        return FileSigner(settings().log_origin, read_key(path))
    except KeyFileError as error:
        raise SignerError(str(error)) from error


def switch_key_file() -> None:
    """Put the next key in the place of the current one, which is kept beside it under its key id."""
    folder = settings().log_keys
    path = folder / CURRENT
    if path.exists():
        try:
            retired = FileSigner(settings().log_origin, read_key(path)).verifier.key_id.hex()
        except KeyFileError:
            retired = "unreadable"
        path.rename(folder / f"log-{retired}.retired")
    (folder / NEXT).rename(path)
    sync_folder(folder)


def last_signed() -> Note | None:
    """What this signer's own memory holds: the largest checkpoint it signed that was kept."""
    path = settings().log_keys / LAST_SIGNED
    try:
        return parse_note(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise SignerError(
            f"{LAST_SIGNED} beside the key cannot be read; look at it before you sign"
        ) from error


def remember_signed(note: Note) -> None:
    """Write down outside the database what was promised."""
    write_durably(settings().log_keys / LAST_SIGNED, note.encoded())
