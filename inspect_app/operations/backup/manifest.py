"""What one backup holds: canonical JSON, signed by the log's key, with all hashes and the log's head."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from inspect_app.audit.canonical import canonical
from inspect_app.core.clock import to_iso

FORMAT = 1
SIGNED_TEXT = "inspect-backup"  # never the first line of a checkpoint, which is the name of a log


class BackupError(Exception):
    """A backup cannot be made, or is not what it says; the message says what to do."""


@dataclass(frozen=True)
class File:
    """One file of the backup: its key, size in bytes, SHA-256 (hex)."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One backup. `log_root` is hex; `originals` and `work` name the lists of what else belongs to it."""

    made_at: str
    migration: str
    database_kind: str
    database: File
    originals: File
    original_count: int
    original_bytes: int
    work: File
    log_origin: str
    log_size: int
    log_root: str
    keys: File | None
    format: int = FORMAT

    def encoded(self) -> bytes:
        """The bytes that are kept and signed."""
        return canonical(asdict(self))

    @property
    def sha256(self) -> str:
        """The backup's own name in the log, hex."""
        return hashlib.sha256(self.encoded()).hexdigest()

    def text(self) -> str:
        """What is signed."""
        return f"{SIGNED_TEXT}\n{self.made_at}\n{self.sha256}\n"

    @classmethod
    def decoded(cls, body: bytes) -> Self:
        """Read a manifest; BackupError when it is none of ours."""
        try:
            told: dict[str, Any] = json.loads(body)
            files = {name: File(**told[name]) for name in ("database", "originals", "work")}
            keys = File(**told["keys"]) if told["keys"] else None
            made = cls(**{**told, **files, "keys": keys})
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("the manifest cannot be read") from error
        if made.format != FORMAT:
            raise BackupError(f"this release reads backups of format {FORMAT}, not {made.format}")
        return made


def stamp(moment: datetime) -> str:
    """The name of a backup: its moment, sortable, as in `20261121T080000Z`."""
    return (to_iso(moment) or "").replace("-", "").replace(":", "").partition(".")[0] + "Z"
