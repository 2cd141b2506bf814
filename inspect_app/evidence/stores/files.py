"""Originals and work objects as files under INSTANCE/objects: written aside, fsynced, then named.

A name appears only when all of its bytes are on the disk, and the folder that holds the name is fsynced too.
"""

import errno
import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from inspect_app.core.metrics import metered
from inspect_app.evidence.stores.base import (
    CHUNK,
    INTERNAL,
    OPERATIONS,
    Content,
    Sending,
    Within,
    WorkObject,
    internal_path,
    original_key,
    original_missing,
    storage_full,
    storage_unavailable,
)

log = logging.getLogger(__name__)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_HARD_LINKS = {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK}
READ_ONLY = 0o440


@metered(*OPERATIONS)
class FileStore:
    """Objects in a folder of the local disk (one machine only)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "work"

    def prepare(self) -> None:
        """Make the folders."""
        with disk_problems():
            self.work.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """The folder is there and takes new names."""
        self.prepare()
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise storage_unavailable()

    def put_original(self, sha256: str, source: Path, size: int) -> str | None:  # noqa: ARG002 - servers compare it
        """Give the verified file its name. A file that stands there already is read before it is trusted."""
        target = self.root / original_key(sha256)
        with disk_problems():
            make_folder(target.parent)
            if target.exists():
                if same_bytes(target, sha256):
                    return None
                self.tell_damage(sha256)
            sync_file(source)
            aside = target.with_name(f".{sha256[:16]}-{secrets.token_hex(8)}")
            try:
                link_or_copy(source, aside)
                aside.chmod(READ_ONLY)
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)
            sync_folder(target.parent)
        return None

    def tell_damage(self, sha256: str) -> None:
        """What stands under a name is not what the name promises: the operator must hear of it."""
        log.error("stored object %s is damaged; it is replaced by the bytes just received", sha256)

    def has_original(self, sha256: str, size: int, version_id: str | None) -> bool:  # noqa: ARG002 - files have no versions
        """Whether the file is there with this size."""
        try:
            return (self.root / original_key(sha256)).stat().st_size == size
        except FileNotFoundError:
            return False

    def open_original(self, sha256: str, version_id: str | None) -> Content:  # noqa: ARG002 - files have no versions
        """The file, in pieces."""
        content = open_file(self.root / original_key(sha256))
        if content is None:
            raise original_missing()
        return content

    def within(self, sha256: str, version_id: str | None, sending: Sending) -> Within:  # noqa: ARG002 - nginx reads the file itself
        """The file, under the folder that nginx is given."""
        if not (self.root / original_key(sha256)).is_file():
            raise original_missing()
        return Within(f"{INTERNAL}/files/{internal_path(sha256)}")

    def put_work(self, key: str, source: Path, media_type: str) -> None:  # noqa: ARG002 - a file has no type
        """Copy the file into the work area under its key."""
        target = self.work / key
        with disk_problems():
            make_folder(target.parent)
            sync_file(source)
            aside = target.with_name(f".{secrets.token_hex(8)}")
            try:
                link_or_copy(source, aside)
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)
            sync_folder(target.parent)

    def open_work(self, key: str) -> Content | None:
        """The file, in pieces, or None."""
        content = open_file(self.work / key)
        if content is None and not self.work.is_dir():
            raise storage_unavailable()
        return content

    def delete_work(self, keys: Iterable[str]) -> None:
        """Remove the files, and the folders that this leaves empty."""
        for key in keys:
            path = self.work / key
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()

    def list_work(self, prefix: str) -> Iterator[WorkObject]:
        """Walk the folder of the prefix."""
        start = self.work / prefix.rpartition("/")[0]
        for path in sorted(start.rglob("*")):
            key = path.relative_to(self.work).as_posix()
            if path.name.startswith(".") or not key.startswith(prefix):
                continue
            with suppress(FileNotFoundError):
                facts = path.stat()
                if path.is_file():
                    yield WorkObject(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


@contextmanager
def disk_problems() -> Iterator[None]:
    """Turn a full or broken disk into a refusal that a phone understands."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise storage_full() from error
        log.exception("the disk refused")
        raise storage_unavailable() from error


def make_folder(folder: Path) -> None:
    """Make a folder, and make its name durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for the same bytes; where the disk cannot, a durable copy."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        shutil.copyfile(source, target)
        sync_file(target)


def same_bytes(path: Path, sha256: str) -> bool:
    """Whether a file still has the content its name promises."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def open_file(path: Path) -> Content | None:
    """A file as content, or None when there is none."""
    if not path.is_file():
        return None

    def chunks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    return Content(path.stat().st_size, chunks(), path)
