"""What the rest of the code may ask of a place that keeps bytes, and the two ways in which it can refuse.

Originals are named by their SHA-256 and never rewritten. The work area holds what can be made
again or is on its way: upload parts, previews, bundles.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from inspect_app.core.errors import Problem

CHUNK = 256 * 1024
# What is counted and timed; a listing is walked later, so its call says nothing.
OPERATIONS = (
    "check",
    "put_original",
    "has_original",
    "open_original",
    "put_work",
    "open_work",
    "delete_work",
)
INTERNAL = "/_originals"  # nobody but nginx itself may ask for what lies under it (deploy/nginx)
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Content:
    """Bytes on their way out: `chunks` can be walked once; closing it frees what stands behind.

    `path`: the file on this machine that holds them, to be read only.
    """

    size: int
    chunks: Iterator[bytes]
    path: Path | None = None


@dataclass(frozen=True)
class WorkObject:
    """One entry of the work area; `modified` is the store's clock, aware."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Sending:
    """How somebody else is to send an original: for GET or HEAD, as which type, with which disposition."""

    method: str
    media_type: str
    disposition: str


@dataclass(frozen=True)
class Within:
    """Where nginx finds an original: an address in an internal location of deploy/nginx, and, where it leads
    to a server, the host that its signature names.
    """

    address: str
    host: str | None = None


class ObjectStore(Protocol):
    """Every call may raise `storage_unavailable` (503) or, when it writes, `storage_full` (507).

    A file handed over as `source` may be removed later but not written again: the store may share its bytes.
    """

    def prepare(self) -> None:
        """Make folders or buckets; may be called again."""

    def check(self) -> None:
        """Answer quickly whether the store can be used now, by raising or not."""

    def put_original(self, sha256: str, source: Path, size: int) -> str | None:
        """Keep a file whose hash has been verified, durably; returns the version id where there is one."""

    def has_original(self, sha256: str, size: int, version_id: str | None) -> bool:
        """Whether exactly this object is there with this size."""

    def open_original(self, sha256: str, version_id: str | None) -> Content:
        """The untouched bytes; Problem `original_missing` (500) when the store has lost them."""

    def within(self, sha256: str, version_id: str | None, sending: Sending) -> Within:
        """Where nginx finds the untouched bytes; on a server the address is good for a minute."""

    def put_work(self, key: str, source: Path, media_type: str) -> None:
        """Keep a file in the work area, durably, replacing what was there."""

    def open_work(self, key: str) -> Content | None:
        """Bytes of the work area, or None."""

    def delete_work(self, keys: Iterable[str]) -> None:
        """Forget work objects; those that are not there do not matter."""

    def list_work(self, prefix: str) -> Iterator[WorkObject]:
        """Every work object whose key begins with `prefix`."""


def original_key(sha256: str) -> str:
    """Where an original lives: `ev/<first two digits>/<sha256>`."""
    return f"ev/{sha256[:2]}/{sha256}"


def internal_path(sha256: str) -> str:
    """The key of an original for use in an address of nginx: nothing but a hash ever becomes a path there."""
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return original_key(sha256)


def storage_full() -> Problem:
    """There is no room; the sender keeps its copy."""
    detail = "The server's storage is full. Your photo is still on the phone; it can be sent again later."
    return Problem("storage_full", detail, 507, headers={"Retry-After": "300"})


def storage_unavailable() -> Problem:
    """The store does not answer; the sender keeps its copy."""
    detail = "The photo storage does not answer at the moment. Nothing was lost; send the same request again."
    return Problem("storage_unavailable", detail, 503, headers={"Retry-After": "5"})


def original_missing() -> Problem:
    """Bytes that were acknowledged are gone: an operator must know."""
    detail = "The original of this photo is not in the storage. Tell the operator: a backup may hold it."
    return Problem("original_missing", detail, 500)
