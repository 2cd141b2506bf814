"""The parts of a backup beside the database: originals by their hash, and what was made from them.

Both are carried over only once: an original's name is its content, and a derivative's name is made from it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import select, update

from inspect_app.core.db import db
from inspect_app.evidence.models import Blob
from inspect_app.evidence.spool import spool
from inspect_app.evidence.stores.base import ObjectStore
from inspect_app.operations.backup.manifest import BackupError, File
from inspect_app.operations.backup.vault import Vault

ORIGINALS, WORK = "originals", "work"
IN_HAND = "uploads/"  # parts of unfinished transfers: their phones have them
AT_ONCE = 8
Item = TypeVar("Item")
JPEG = "image/jpeg"


@dataclass(frozen=True)
class Original:
    """One stored original: hash, size in bytes, and its version in the store."""

    sha256: str
    size: int
    version_id: str | None

    @property
    def key(self) -> str:
        """Its place in the vault."""
        return f"{ORIGINALS}/{self.sha256[:2]}/{self.sha256}"


def originals() -> list[Original]:
    """Every original that the rows promise."""
    rows = db.session.execute(select(Blob.sha256, Blob.size, Blob.version_id).order_by(Blob.sha256))
    return [Original(row.sha256, row.size, row.version_id) for row in rows]


def carry_originals(store: ObjectStore, vault: Vault, wanted: Iterable[Original]) -> int:
    """Copy those that the vault lacks, comparing each with its hash; how many were copied."""
    there = vault.sizes(ORIGINALS)
    missing = [item for item in wanted if there.get(item.key) != item.size]

    def carry(item: Original) -> None:
        written = vault.put(item.key, store.open_original(item.sha256, item.version_id).chunks)
        if written.sha256 != item.sha256:
            vault.delete([item.key])
            raise BackupError(
                f"the original {item.sha256} is damaged in the store: flask storage scrub --all"
            )

    in_parallel(carry, missing)
    return len(missing)


def carry_work(store: ObjectStore, vault: Vault) -> list[str]:
    """Copy previews, thumbnails and bundles that the vault lacks; the keys of all that are in the store."""
    there = vault.sizes(WORK)
    found = [item for item in store.list_work("") if not item.key.startswith(IN_HAND)]
    missing = [item.key for item in found if there.get(f"{WORK}/{item.key}") != item.size]

    def carry(key: str) -> None:
        content = store.open_work(key)
        if content is not None:  # else it was removed meanwhile
            vault.put(f"{WORK}/{key}", content.chunks)

    in_parallel(carry, missing)
    return [item.key for item in found]


def bring_originals(store: ObjectStore, vault: Vault, wanted: Iterable[Original]) -> dict[str, str | None]:
    """Put every original into the empty store; its version there by its hash. Damage stops it."""
    versions: dict[str, str | None] = {}

    def bring(item: Original) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / item.sha256
            whole = spool(vault.open(item.key), path)
            if whole.sha256 != item.sha256:
                raise BackupError(f"the original {item.sha256} is damaged in the backup")
            versions[item.sha256] = store.put_original(item.sha256, path, whole.size)

    in_parallel(bring, wanted)
    return versions


def remember_versions(versions: dict[str, str | None]) -> None:
    """The rows name the versions of the new store."""
    for sha256, version in versions.items():
        db.session.execute(update(Blob).where(Blob.sha256 == sha256).values(version_id=version))


def bring_work(store: ObjectStore, vault: Vault, keys: Iterable[str]) -> None:
    """Put previews, thumbnails and bundles back."""

    def bring(key: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "content"
            spool(vault.open(f"{WORK}/{key}"), path)
            media_type = JPEG if key.endswith(".jpg") else "application/octet-stream"
            store.put_work(key, path, media_type)

    in_parallel(bring, keys)


def in_parallel(call: Callable[[Item], None], items: Iterable[Item]) -> None:
    """Call for each item, a few at a time; the first failure stops the rest."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = [pool.submit(call, item) for item in items]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def keep_list(vault: Vault, key: str, lines: Iterable[str]) -> File:
    """Keep a list as text, one entry a line."""
    body = "".join(f"{line}\n" for line in lines).encode()
    written = vault.put(key, iter([body]))
    return File(key, written.size, written.sha256)


def read_list(vault: Vault, file: File) -> Iterator[str]:
    """The entries of a list, once its hash is seen to be right."""
    yield from checked(vault, file).decode().splitlines()


def checked(vault: Vault, file: File) -> bytes:
    """A small file whole, if it is what the manifest says."""
    body = b"".join(vault.open(file.key))
    if hashlib.sha256(body).hexdigest() != file.sha256:
        raise BackupError(f"{file.key} is not what the manifest says")
    return body
