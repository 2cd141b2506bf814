"""Looks at the machine: the account that runs this, the folder it writes to, room on its disks, its clock."""

import os
import pwd
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.evidence.doctor import store_clock
from inspect_app.operations.doctor.check import Check, Grade, bad, good, warning
from inspect_app.operations.models import Worker

GIB = 1024**3
LITTLE_ROOM, NO_ROOM = 5 * GIB, GIB
FEW_FILES, NO_FILES = 100_000, 1_000
SKEW_NOTICED, SKEW_WRONG = timedelta(seconds=2), timedelta(seconds=30)
ROOT = 0


def account() -> Check:
    """Pictures from outside are decoded here: that must not be root's work."""
    config = settings()
    return account_check(
        os.geteuid(),
        config.instance.stat().st_uid,
        strict=config.secure_cookies and not config.demo,
    )


def account_check(own: int, owner: int, *, strict: bool) -> Check:
    """The rule: `own` runs this, `owner` has INSTANCE; `strict` for an installation that is no trial."""
    name = "account"
    if own != ROOT:
        return good(name, name_of(own))
    if owner != ROOT:
        return warning(
            name, f"this command runs as root, and what it makes would be root's: run it as {name_of(owner)}"
        )
    words = "everything runs as root: give INSTANCE to an account of its own, and run web and worker as that"
    return bad(name, words) if strict else warning(name, words)


def name_of(uid: int) -> str:
    """The name of an account, or its number."""
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return str(uid)


def folder() -> Check:
    """INSTANCE takes new files, and all of it belongs to one account."""
    instance, name = settings().instance, "folder"
    try:
        with tempfile.TemporaryFile(dir=instance) as probe:
            probe.write(b"probe")
            probe.flush()
            os.fsync(probe.fileno())
        strangers = not_of(instance.stat().st_uid, instance)
    except OSError as error:
        return bad(
            name, f"INSTANCE {instance} takes no files ({error.strerror}): mend the disk or its rights"
        )
    if strangers:
        owner = name_of(instance.stat().st_uid)
        told = ", ".join(path.relative_to(instance).as_posix() for path in strangers[:3])
        return bad(name, f"not {owner}'s own: {told}; run chown -R {owner} on {instance}")
    return good(name, f"{instance} takes files")


def not_of(uid: int, instance: Path) -> list[Path]:
    """What lies in INSTANCE and its first folders and belongs to somebody else; originals are not walked."""
    parts = [instance, *(instance / part for part in ("keys", "spool"))]
    found = [path for part in parts if part.is_dir() for path in sorted(part.iterdir())]
    return [path for path in found if owner_of(path) not in {uid, None}]


def owner_of(path: Path) -> int | None:
    """Whose it is; None for what went away meanwhile."""
    try:
        return path.lstat().st_uid
    except FileNotFoundError:
        return None


@dataclass(frozen=True)
class Room:
    """What is free where: bytes, and files that can still be made (None: that is not limited there)."""

    where: str
    free: int
    files: int | None

    @property
    def grade(self) -> Grade:
        """Whether it is enough."""
        return max(self.of_bytes, self.of_files, key=list(Grade).index)

    @property
    def of_bytes(self) -> Grade:
        """Whether there is room for bytes."""
        return Grade.BAD if self.free < NO_ROOM else Grade.WARNING if self.free < LITTLE_ROOM else Grade.GOOD

    @property
    def of_files(self) -> Grade:
        """Whether there is room for names."""
        files = FEW_FILES if self.files is None else self.files
        return Grade.BAD if files < NO_FILES else Grade.WARNING if files < FEW_FILES else Grade.GOOD

    def __str__(self) -> str:
        if self.of_bytes != self.grade:
            return f"{self.where} can hold {self.files} more files"
        return f"{self.free / GIB:.1f} GiB free at {self.where}"


def disk() -> Check:
    """Room for uploads in hand, for what lies at INSTANCE, and for the database if it lies elsewhere."""
    rooms = list(rooms_of(places()))
    worst = next(grade for grade in reversed(Grade) if any(room.grade == grade for room in rooms))
    said = "; ".join(str(room) for room in rooms if room.grade == worst)
    return Check("disk", worst, said if worst == Grade.GOOD else f"{said}: make room (backup prune helps)")


def places() -> dict[str, Path]:
    """Where this machine writes, by the setting's name."""
    config = settings()
    found = {"INSTANCE": config.instance, "LOG_KEY_DIR": config.log_keys}
    if config.object_store == "files":
        found["INSTANCE/objects"] = config.instance / "objects"
    if config.database.startswith("sqlite:///"):
        found["DATABASE_URL"] = Path(config.database.removeprefix("sqlite:///")).parent
    return {name: path for name, path in found.items() if path.is_dir()}


def rooms_of(named: dict[str, Path]) -> Iterator[Room]:
    """Each disk once, under the first name that leads to it."""
    seen = set()
    for name, path in named.items():
        if (device := path.stat().st_dev) in seen:
            continue
        seen.add(device)
        facts = os.statvfs(path)
        limited = facts.f_files > 0
        yield Room(name, facts.f_bavail * facts.f_frsize, facts.f_favail if limited else None)


def clocks() -> Check:
    """This machine's clock against those of the servers it works with, and what was written before."""
    now = utc_now()
    skews = {name: abs(there - here) for name, there, here in foreign_clocks()}
    skews |= {name: at - now for name, at in written_last() if at - now > SKEW_NOTICED}
    if not skews:
        return good("clocks", "database and store are on this machine's clock")
    seen = ", ".join(f"{name} {skew.total_seconds():.1f} s away" for name, skew in skews.items())
    worst = max(skews.values())
    if worst > SKEW_WRONG:
        return bad("clocks", f"{seen}: set this machine's clock, or theirs, by NTP")
    return Check("clocks", Grade.WARNING if worst > SKEW_NOTICED else Grade.GOOD, seen)


def foreign_clocks() -> Iterable[tuple[str, datetime, datetime]]:
    """The name of a server, its clock, and ours at the same moment."""
    if not settings().database.startswith("sqlite"):
        there: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
        yield "database", there, utc_now()
    told = store_clock()
    if told is not None:
        yield "object store", told, utc_now()


def written_last() -> Iterable[tuple[str, datetime]]:
    """Moments that should lie in the past, and do not if this clock, or a worker's, was set back or ahead."""
    entry = select(Event.at).where(Event.log_id == MAIN_LOG).order_by(Event.log_index.desc()).limit(1)
    for name, query in (("the log's last entry", entry), ("a worker", select(func.max(Worker.seen_at)))):
        at = db.session.scalar(query)
        if at is not None:
            yield name, at
