"""The local waiting room of bytes: files of one request or one job, removed when it is over.

A process that is killed leaves its files behind; `sweep_spool` clears those that nobody can still be writing.
"""

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspect_app.core.settings import settings
from inspect_app.evidence.stores.files import disk_problems

LEFT_BEHIND_S = 86_400


@dataclass(frozen=True)
class Spooled:
    """A file with its size in bytes and its digests by algorithm; SHA-256 is always among them."""

    path: Path
    size: int
    digests: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """Lower-case hex."""
        return self.digests["sha256"].hex()


@contextmanager
def spool_file() -> Iterator[Path]:
    """A path that nobody else uses; the file is removed at the end."""
    path = spool_folder() / secrets.token_hex(16)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def spool_folder() -> Path:
    """INSTANCE/spool, readable by this account only."""
    folder = settings().instance / "spool"
    with disk_problems():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def spool(chunks: Iterable[bytes], path: Path, algorithms: Iterable[str] = ()) -> Spooled:
    """Write the chunks, hashing on the way; Problem `storage_full` when the disk is."""
    hashes = {name: hashlib.new(name, usedforsecurity=False) for name in {"sha256", *algorithms}}
    size = 0
    with disk_problems(), path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
            for item in hashes.values():
                item.update(chunk)
    return Spooled(path, size, {name: item.digest() for name, item in hashes.items()})


def read_file(path: Path, chunk_bytes: int) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(chunk_bytes):
            yield chunk


def sweep_spool(folder: Path) -> int:
    """Remove files older than a day, by the clock of the disk; returns how many."""
    count = 0
    for path in folder.glob("*"):
        if path.is_file() and time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
            path.unlink(missing_ok=True)
            count += 1
    return count
