"""A zip from somebody's phone, opened with gloves on: nothing is extracted by name, every read ends.

Bounded are the directory (before it is parsed), the number of files, each file, and all bytes read together,
by what really comes out and not by what the headers promise.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from inspect_app.cases.rescue.manifest import File
from inspect_app.core.errors import Problem
from inspect_app.evidence.spool import Spooled, spool

MAX_FILES = 5000
MAX_DIRECTORY = 2 * 1024 * 1024
END = struct.Struct("<4s4H2LH")
END_MARK, ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
TAIL = END.size + 0xFFFF + 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
READ_BYTES = 64 * 1024
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error)


class Archive:
    """The files of a zip by name; Problem `rescue_unreadable` or `rescue_too_large` for a hostile one."""

    def __init__(self, path: Path, limit: int) -> None:
        self.left = limit
        check_directory(path)
        try:
            self.zip = zipfile.ZipFile(path)
        except (*UNREADABLE, UnicodeDecodeError, ValueError) as error:
            raise unreadable("it is not a zip, or a damaged one") from error
        self.files = {info.filename: info for info in self.zip.infolist()}
        if len(self.files) != len(self.zip.infolist()):
            self.zip.close()
            raise unreadable("a name stands twice in it")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def chunks(self, name: str, most: int) -> Iterator[bytes]:
        """The bytes of a file, at most `most` of them and never more than the archive has left."""
        info = self.files.get(name)
        if info is None:
            raise Problem("rescue_file_missing", f"The archive has no file {name}.", 422)
        if info.compress_type not in METHODS or info.flag_bits & ENCRYPTED:
            raise unreadable(f"{name} is encrypted or packed in an unknown way")
        read = 0
        try:
            with self.zip.open(info) as file:
                while chunk := file.read(READ_BYTES):
                    read += len(chunk)
                    self.left -= len(chunk)
                    if read > most or self.left < 0:
                        raise too_large(name)
                    yield chunk
        except UNREADABLE as error:
            raise Problem("rescue_damaged", f"The file {name} is damaged in the archive.", 422) from error

    def read(self, name: str, most: int) -> bytes:
        """A small file as a whole."""
        return b"".join(self.chunks(name, most))

    def read_checked(self, file: File, most: int) -> bytes:
        """A small file that is what the manifest says."""
        data = self.read(file.path, most)
        compare(file, len(data), hashlib.sha256(data).hexdigest())
        return data

    def copy_checked(self, file: File, most: int, path: Path) -> Spooled:
        """A file that is what the manifest says, copied to `path`."""
        copied = spool(self.chunks(file.path, most), path)
        compare(file, copied.size, copied.sha256)
        return copied


def check_directory(path: Path) -> None:
    """Refuse a directory that would fill the memory before anybody could look at it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise unreadable("it is not a zip, or it was cut off")
    _, _, _, _, count, directory, _, _ = END.unpack_from(tail, at)
    if tail[max(0, at - 20) :].startswith(ZIP64_MARK) or count > MAX_FILES or directory > MAX_DIRECTORY:
        raise too_large("its directory")


def compare(file: File, size: int, sha256: str) -> None:
    """The bytes are the ones that were packed."""
    if size != file.size or sha256 != file.sha256:
        raise Problem(
            "rescue_damaged", f"The file {file.path} is not what was packed: its hash differs.", 422
        )


def unreadable(why: str) -> Problem:
    """No archive of ours."""
    return Problem("rescue_unreadable", f"This file cannot be imported: {why}.", 422)


def too_large(what: str) -> Problem:
    """More than is read from one archive."""
    return Problem("rescue_too_large", f"The archive is too large: {what}.", 413)
