"""Putting a backup on an empty machine, and proving afterwards that nothing is missing or different."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade

from inspect_app.audit.checkpoints import known_keys
from inspect_app.audit.fsck import check_log
from inspect_app.audit.log import Fact, append
from inspect_app.audit.notes import NoteError, parse_note, parse_vkey
from inspect_app.audit.queries import replayed_root
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence.doctor import hindrance
from inspect_app.evidence.scrub import scrub
from inspect_app.evidence.stores.select import object_store
from inspect_app.operations.backup.contents import (
    bring_originals,
    bring_work,
    checked,
    originals,
    read_list,
    remember_versions,
)
from inspect_app.operations.backup.create import BACKUPS, MANIFEST, SIGNATURE, copy_in_hand
from inspect_app.operations.backup.database import refuse_database_in_use, restore_database
from inspect_app.operations.backup.manifest import BackupError, Manifest
from inspect_app.operations.backup.sealing import opened, unseal
from inspect_app.operations.backup.vault import Vault, VaultError, copied

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """Which backup to restore, with what: `vkey` is the log's key as an auditor knows it."""

    name: str
    passphrase: str | None
    vkey: str | None


def backup_names(vault: Vault) -> list[str]:
    """Every finished backup, oldest first."""
    keys = vault.sizes(BACKUPS)
    return sorted(key.split("/")[1] for key in keys if key.endswith(f"/{MANIFEST}"))


def read_manifest(vault: Vault, name: str) -> Manifest:
    """The manifest of a backup."""
    return Manifest.decoded(b"".join(vault.open(f"{BACKUPS}/{name}/{MANIFEST}")))


def restore_backup(now: datetime, vault: Vault, wanted: Wanted, say: Say) -> None:
    """Restore and verify, in transactions of its own. Raises BackupError, VaultError, Problem."""
    manifest = read_manifest(vault, wanted.name)
    say(f"backup {wanted.name}, manifest {manifest.sha256}")
    refuse_before_anything_is_written(vault, wanted, manifest)
    config = settings()
    bring_database(vault, manifest)
    say(f"database: {manifest.database.size} bytes, migration {manifest.migration}")
    say(f"signature: {judge_signature(vault, wanted, manifest)}")
    bring_objects(vault, manifest, say)
    if manifest.keys is None:
        say("keys: not in this backup; put LOG_KEY_DIR back from where it is kept, or rotate the key")
    elif wanted.passphrase is None:
        say("keys: sealed in this backup, and no passphrase was given; nothing was put back")
    else:
        sealed = checked(vault, manifest.keys)
        names = unseal(sealed, wanted.passphrase, config.log_keys, config.instance / "secret.key")
        say(f"keys: {', '.join(names)}")
    verify(manifest, say)
    with write_transaction():
        public = {"manifest_sha256": manifest.sha256, "log_size": manifest.log_size}
        append(Context(SYSTEM, now), [Fact("backup", "backup_restored", public)])
    say("restored: every claim was verified; the log says so")


def refuse_before_anything_is_written(vault: Vault, wanted: Wanted, manifest: Manifest) -> None:
    """What would stop a restore half way, and leave a database that no second try replaces."""
    refuse_database_in_use()
    if manifest.log_origin != settings().log_origin:
        raise BackupError(f"the backup is of the log {manifest.log_origin}; set LOG_ORIGIN to it")
    if manifest.keys is not None and wanted.passphrase is not None:
        opened(checked(vault, manifest.keys), wanted.passphrase)
    with suppress(Problem):  # the next line has better words
        object_store().prepare()
    if (words := hindrance()) is not None:
        raise BackupError(words)


def bring_database(vault: Vault, manifest: Manifest) -> None:
    """Fetch the copy, compare it with the manifest, put it in place, bring it to this release."""
    with copy_in_hand() as path:
        with path.open("wb") as file:
            written = copied(vault.open(manifest.database.key), file.write)
        if written.sha256 != manifest.database.sha256:
            raise BackupError("the copy of the database is not what the manifest says")
        restore_database(manifest.database_kind, path)
    upgrade(str(Path(current_app.root_path).parent / current_app.extensions["migrate"].directory))


def judge_signature(vault: Vault, wanted: Wanted, manifest: Manifest) -> str:
    """Who signed the manifest; BackupError when it is not the key that was asked for."""
    with read_transaction():
        known = {key.vkey for key in known_keys()}
    trusted = {wanted.vkey} if wanted.vkey else known
    try:
        note = parse_note(b"".join(vault.open(f"{BACKUPS}/{wanted.name}/{SIGNATURE}")).decode())
        signers = note.signers([parse_vkey(vkey) for vkey in trusted])
    except (VaultError, NoteError, ValueError) as error:
        if wanted.vkey:
            raise BackupError(f"the backup is not signed as it should be: {error}") from error
        return "none; the hashes below are all that speaks for this backup"
    if note.text != manifest.text() or not signers:
        raise BackupError("the manifest is not the one that was signed")
    return "by the key you named" if wanted.vkey else "by a key that the restored log names as its own"


def bring_objects(vault: Vault, manifest: Manifest, say: Say) -> None:
    """Originals, then what was made from them."""
    store = object_store()
    with read_transaction():
        promised = originals()
    listed = {line.split()[0] for line in read_list(vault, manifest.originals)}
    if listed != {item.sha256 for item in promised}:
        raise BackupError("the list of originals is not that of the database")
    versions = bring_originals(store, vault, promised)
    with write_transaction():
        remember_versions(versions)
    say(f"originals: {len(versions)}, {manifest.original_bytes} bytes")
    keys = list(read_list(vault, manifest.work))
    bring_work(store, vault, keys)
    say(f"previews, thumbnails, bundles: {len(keys)}")


def verify(manifest: Manifest, say: Say) -> None:
    """The log against itself and the manifest, and every original against its hash."""
    with read_transaction():
        faults, head, promised = check_log(), replayed_root(), originals()
    if faults:
        raise BackupError("the restored log does not hold together: " + "; ".join(faults[:5]))
    if (head.size, head.root.hex()) != (manifest.log_size, manifest.log_root):
        raise BackupError(
            f"the restored log has {head.size} entries, root {head.root.hex()}: not the manifest's"
        )
    say(f"log: {head.size} entries, root {head.root.hex()} as in the manifest")
    found = scrub(object_store(), [(item.sha256, item.size, item.version_id) for item in promised])
    if not found.clean or found.read != manifest.original_count:
        raise BackupError(f"originals damaged: {found.damaged}, missing: {found.missing}")
    say(f"originals read again: {found.read}, all as their hashes say")
