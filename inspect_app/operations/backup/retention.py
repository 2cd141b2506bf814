"""Which backups may go: those older than RETENTION_DAYS, never the newest; then what none names any more."""

from datetime import UTC, datetime, timedelta

from inspect_app.core.settings import settings
from inspect_app.operations.backup.contents import ORIGINALS, WORK, read_list
from inspect_app.operations.backup.create import BACKUPS
from inspect_app.operations.backup.restore import backup_names, read_manifest
from inspect_app.operations.backup.vault import Vault

# A backup in the making has no manifest yet, and its originals are named by no list.
IN_THE_MAKING = timedelta(days=2)


def made_at(name: str) -> datetime:
    """The moment that a backup's name tells."""
    return datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def outlived(names: list[str], now: datetime, keep: timedelta) -> list[str]:
    """Names of backups that may go, oldest first; the newest of all stays whatever its age."""
    return [name for name in sorted(names)[:-1] if now - made_at(name) > keep]


def prune(now: datetime, vault: Vault) -> tuple[list[str], int]:
    """Delete what has outlived its time; the names of the backups, and how many originals went with them."""
    names = backup_names(vault)
    gone = outlived(names, now, timedelta(days=settings().retention_days))
    if not gone:
        return [], 0
    for name in gone:
        vault.delete(list(vault.sizes(f"{BACKUPS}/{name}")))
    unfinished = {key.split("/")[1] for key in vault.sizes(BACKUPS)} - set(names)
    if any(now - made_at(name) < IN_THE_MAKING for name in unfinished):
        return gone, 0
    kept = needed(vault, [name for name in names if name not in gone])
    stale = [key for part in (ORIGINALS, WORK) for key in vault.sizes(part) if key not in kept]
    vault.delete(stale)
    return gone, sum(key.startswith(ORIGINALS) for key in stale)


def needed(vault: Vault, names: list[str]) -> set[str]:
    """Every key of an object that one of these backups names."""
    keys: set[str] = set()
    for name in names:
        manifest = read_manifest(vault, name)
        hashes = (line.split()[0] for line in read_list(vault, manifest.originals))
        keys |= {f"{ORIGINALS}/{sha256[:2]}/{sha256}" for sha256 in hashes}
        keys |= {f"{WORK}/{key}" for key in read_list(vault, manifest.work)}
    return keys
