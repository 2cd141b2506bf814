"""Ed25519 key files: 64 hexadecimal digits that only their owner may read; the log's key and a witness's."""

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyFileError(Exception):
    """A key file cannot be used; the message says what to mend."""


def make_key(path: Path) -> None:
    """A new Ed25519 key file, unless another process was faster."""
    write_first(path, Ed25519PrivateKey.generate().private_bytes_raw().hex())


def write_first(path: Path, secret: str) -> None:
    """A secret in a new durable file, mode 0600, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process's secret counts
    finally:
        draft.unlink()
    sync_folder(path.parent)


def read_key(path: Path) -> Ed25519PrivateKey:
    """The key in a file that only its owner may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeyFileError(f"{path.name} can be read by others (mode {mode:o}); run chmod 600 on it")
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except OSError as error:
        raise KeyFileError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValueError:
        raise KeyFileError(f"{path.name} does not hold 64 hexadecimal digits") from None


def write_durably(path: Path, text: str) -> None:
    """Replace a small file so that after a crash either the old or the new text is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
