"""Making a backup while everything runs: keys, then one moment of the database, then what that moment names.

The order matters. What the signer remembers must not be newer than the log that is restored beside it; and an
object without a row does no harm, a row without its object does. The manifest comes last: a backup without
one is none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.runtime.migration import MigrationContext

from inspect_app.audit.log import Fact, append
from inspect_app.audit.notes import Note
from inspect_app.audit.queries import Head, log_head
from inspect_app.audit.signer import SignerError, current_signer
from inspect_app.core.clock import to_iso
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.settings import settings
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.select import object_store
from inspect_app.operations.backup.contents import (
    Original,
    carry_originals,
    carry_work,
    keep_list,
    originals,
)
from inspect_app.operations.backup.database import copy_database, kind, one_moment
from inspect_app.operations.backup.manifest import File, Manifest, stamp
from inspect_app.operations.backup.sealing import seal
from inspect_app.operations.backup.vault import Vault
from inspect_app.operations.state import BACKUP_MADE

BACKUPS, MANIFEST, SIGNATURE = "backups", "manifest.json", "manifest.sig"


@dataclass(frozen=True)
class Made:
    """A finished backup: its name, its manifest, how many originals were new, and whether it is signed."""

    name: str
    manifest: Manifest
    copied: int
    unsigned_because: str | None


@dataclass(frozen=True)
class Moment:
    """What one moment of the database says, and its copy in the vault."""

    database: File
    head: Head
    originals: list[Original]
    migration: str


def create_backup(now: datetime, vault: Vault, passphrase: str | None) -> Made:
    """Make a backup in transactions of its own. Raises BackupError, VaultError, Problem of the store."""
    folder = f"{BACKUPS}/{stamp(now)}"
    keys = keep_keys(vault, folder, passphrase)
    moment = keep_moment(vault, folder)
    store = object_store()
    copied = carry_originals(store, vault, moment.originals)
    work = keep_list(vault, f"{folder}/work.txt", carry_work(store, vault))
    lines = (f"{item.sha256} {item.size}" for item in moment.originals)
    manifest = Manifest(
        made_at=to_iso(now) or "",
        migration=moment.migration,
        database_kind=kind(),
        database=moment.database,
        originals=keep_list(vault, f"{folder}/originals.txt", lines),
        original_count=len(moment.originals),
        original_bytes=sum(item.size for item in moment.originals),
        work=work,
        log_origin=settings().log_origin,
        log_size=moment.head.size,
        log_root=moment.head.root.hex(),
        keys=keys,
    )
    unsigned = sign_manifest(vault, folder, manifest)
    vault.put(f"{folder}/{MANIFEST}", iter([manifest.encoded()]))
    with write_transaction():
        append(Context(SYSTEM, now), [made_fact(manifest)])
    return Made(stamp(now), manifest, copied, unsigned)


def keep_keys(vault: Vault, folder: str, passphrase: str | None) -> File | None:
    """The sealed keys; None without a passphrase."""
    if passphrase is None:
        return None
    config = settings()
    key = f"{folder}/keys.sealed"
    written = vault.put(key, iter([seal(config.log_keys, config.instance / "secret.key", passphrase)]))
    return File(key, written.size, written.sha256)


def keep_moment(vault: Vault, folder: str) -> Moment:
    """Copy the database as it is at one moment, and read what that moment promises."""
    with copy_in_hand() as path:
        with one_moment() as connection:
            head, promised = log_head(), originals()
            migration = MigrationContext.configure(connection).get_current_revision() or ""
            copy_database(connection, path)
        key = f"{folder}/database"
        with path.open("rb") as file:
            written = vault.put(key, iter(lambda: file.read(1 << 20), b""))
    return Moment(File(key, written.size, written.sha256), head, promised, migration)


@contextmanager
def copy_in_hand() -> Iterator[Path]:
    """A path at INSTANCE for the copy on its way; it is removed afterwards."""
    with TemporaryDirectory(dir=settings().instance, prefix=".backup-") as folder:
        yield Path(folder) / "database"


def sign_manifest(vault: Vault, folder: str, manifest: Manifest) -> str | None:
    """Sign with the log's key; the reason when this node cannot."""
    try:
        line = current_signer().sign(manifest.text())
    except SignerError as error:
        return str(error)
    vault.put(f"{folder}/{SIGNATURE}", iter([Note(manifest.text(), (line,)).encoded().encode()]))
    return None


def made_fact(manifest: Manifest) -> Fact:
    """What the log keeps of it: a backup that was exchanged later has another hash."""
    public = {
        "manifest_sha256": manifest.sha256,
        "log_size": manifest.log_size,
        "originals": manifest.original_count,
        "keys": manifest.keys is not None,
    }
    return Fact("backup", BACKUP_MADE, public)
