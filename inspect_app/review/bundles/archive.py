"""Writing a zip piece by piece, so that its size does not matter, with a manifest of what it holds."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from inspect_app.audit.canonical import canonical

Json = dict[str, Any]
MANIFEST = "manifest.json"
DATE = (1980, 1, 1, 0, 0, 0)  # the log says when things happened; a zip knows only local time
ORDINARY_FILE = 0o100644 << 16


class Archive:
    """A zip being written. Photos are stored as they are, text is packed."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self.files: dict[str, Json] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def add(self, name: str, chunks: Iterable[bytes], *, pack: bool = True) -> str:
        """Write one file; returns the SHA-256 of what was written."""
        info = zipfile.ZipInfo(name, DATE)
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        info.external_attr = ORDINARY_FILE
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.files[name] = {"sha256": digest.hexdigest(), "size": size}
        return digest.hexdigest()

    def add_text(self, name: str, text: str) -> None:
        """A file of UTF-8."""
        self.add(name, [text.encode()])

    def add_json(self, name: str, value: Any) -> None:
        """A file of JSON for people and programs."""
        self.add_text(name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def finish(self, head: Json) -> str:
        """Write the manifest, last; returns its SHA-256."""
        return self.add(MANIFEST, [canonical({**head, "files": dict(self.files)})])


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file of any size, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
