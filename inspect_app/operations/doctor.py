"""`flask doctor`: is this installation fit to take reports? Each check says what it saw."""

import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select

from inspect_app.audit.checkpoints import living_key
from inspect_app.audit.signer import CURRENT, SignerError, current_signer
from inspect_app.cases.calendar.store import load_calendar, unknown_years
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.doctor import examine_store
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import object_store
from inspect_app.operations.heartbeat import workers_alive
from inspect_app.operations.state import freshness, last_backup, of_queue

GIB = 1024**3
LITTLE_ROOM, NO_ROOM = 5 * GIB, GIB
SKEW_NOTICED, SKEW_WRONG = timedelta(seconds=2), timedelta(seconds=30)
BACKUP_OLD = timedelta(days=2)


class Grade(StrEnum):
    """How well a check went."""

    GOOD = "PASS"
    WARNING = "WARN"
    BAD = "FAIL"


@dataclass(frozen=True)
class Check:
    """One line of the table: what was looked at, how it is, what was seen."""

    name: str
    grade: Grade
    seen: str


Look = Callable[[], Check]


def good(name: str, seen: str) -> Check:
    """A check that went well."""
    return Check(name, Grade.GOOD, seen)


def warning(name: str, seen: str) -> Check:
    """It works, and somebody should look."""
    return Check(name, Grade.WARNING, seen)


def bad(name: str, seen: str) -> Check:
    """It does not work."""
    return Check(name, Grade.BAD, seen)


def examine_installation() -> list[Check]:
    """Every check in order; one that breaks has failed, and the others go on."""
    return [looked(look) for look in LOOKS]


def looked(look: Look) -> Check:
    """The result of one look, in a transaction of its own."""
    name = look.__name__.replace("_", " ")
    try:
        with read_transaction():
            return look()
    except Problem as problem:
        return bad(name, problem.detail)
    except Exception as error:
        current_app.logger.warning("the check %s broke", name, exc_info=True)
        return bad(name, f"does not answer ({type(error).__name__}); the log has more")


def configuration() -> Check:
    """Settings that were accepted, and that a real installation would not have."""
    config = settings()
    odd = [
        words
        for wrong, words in (
            (config.demo, "DEMO is on: the sign-in page shows accounts"),
            (not config.secure_cookies, "PUBLIC_URL is plain http"),
            (not config.secret_key, "SECRET_KEY is this node's own; several nodes need the same"),
            (config.database.startswith("sqlite"), "SQLite: one machine only"),
        )
        if wrong
    ]
    return warning("configuration", "; ".join(odd)) if odd else good("configuration", config.public_url)


def time_zone() -> Check:
    """Due dates need the zone's rules."""
    name = settings().time_zone
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return bad("time zone", f"TIME_ZONE={name} is not known to this machine")
    return good("time zone", name)


def migrations() -> Check:
    """The schema is the one that this release knows."""
    folder = str(current_app.extensions["migrate"].directory)
    wanted = set(ScriptDirectory(folder).get_heads())
    found = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    if found == wanted:
        return good("migrations", f"at {', '.join(sorted(found))}")
    return bad("migrations", f"at {sorted(found)}, wanted {sorted(wanted)}: flask db upgrade")


def store() -> Check:
    """The object store keeps what evidence needs."""
    findings = examine_store(utc_now())
    alarming = [finding.claim.name for finding in findings if finding.alarming]
    if alarming:
        return bad("object store", "does not hold: " + "; ".join(alarming))
    return good("object store", f"{len(findings)} claims tried (flask storage doctor lists them)")


def clocks() -> Check:
    """This machine's clock against those of the servers it works with."""
    skews = {name: abs(there - here) for name, there, here in foreign_clocks()}
    if not skews:
        return good("clocks", "database and store are on this machine's clock")
    seen = ", ".join(f"{name} {skew.total_seconds():.1f} s away" for name, skew in skews.items())
    worst = max(skews.values())
    grade = Grade.BAD if worst > SKEW_WRONG else Grade.WARNING if worst > SKEW_NOTICED else Grade.GOOD
    return Check("clocks", grade, seen)


def foreign_clocks() -> Iterable[tuple[str, datetime, datetime]]:
    """The name of a server, its clock, and ours at the same moment."""
    if not settings().database.startswith("sqlite"):
        there: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
        yield "database", there, utc_now()
    files = object_store()
    if isinstance(files, S3Store):
        answer = files.client.head_bucket(Bucket=files.work)
        told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        if told:
            # The header has whole seconds: the middle of that second is the best guess.
            yield "object store", parsedate_to_datetime(told) + timedelta(seconds=0.5), utc_now()


def disk() -> Check:
    """Room for uploads in hand, and for what lies at INSTANCE."""
    free = shutil.disk_usage(settings().instance).free
    grade = Grade.BAD if free < NO_ROOM else Grade.WARNING if free < LITTLE_ROOM else Grade.GOOD
    return Check("disk", grade, f"{free / GIB:.1f} GiB free at INSTANCE")


def signing_key() -> Check:
    """The log can be signed, by the key that the log knows."""
    config, name = settings(), "signing key"
    if not config.log_sign_command and not (config.log_keys / CURRENT).exists():
        return warning(name, "there is none yet; the first checkpoint makes it")
    try:
        signer = current_signer()
    except SignerError as error:
        return bad(name, str(error))
    living = living_key()
    if living is not None and living.vkey != signer.verifier.vkey:
        return bad(name, f"is {signer.verifier.vkey}, but the log's key is {living.vkey}")
    return good(name, signer.verifier.vkey)


def secret_key() -> Check:
    """Nobody else reads the secret."""
    path = settings().instance / "secret.key"
    if settings().secret_key or not path.exists():
        return good("secret key", "from the environment")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return bad("secret key", f"{path.name} can be read by others (mode {mode:o}); run chmod 600 on it")
    return good("secret key", "only its owner reads it")


def queue() -> Check:
    """The queue answers."""
    depth = sum(reading.value for reading in of_queue())
    return good("queue", f"{depth:.0f} jobs wait")


def workers() -> Check:
    """Somebody works."""
    count = workers_alive(utc_now())
    seen = f"{count} seen within a minute"
    return good("workers", seen) if count else bad("workers", f"{seen}: start one")


def sweeps() -> Check:
    """Periodic work has run in its time."""
    now, items = utc_now(), freshness()
    late = [
        item.name
        for item in items
        if (age := item.age(now)) is not None and age > 3 * item.period + timedelta(minutes=1)
    ]
    never = [item.name for item in items if item.last is None]
    if late:
        return bad("sweeps", "late: " + ", ".join(late))
    return warning("sweeps", "not run yet: " + ", ".join(never)) if never else good("sweeps", "all in time")


def holidays() -> Check:
    """Deadlines are counted over announced holidays."""
    years = unknown_years(load_calendar(), utc_now())
    if years:
        told = ", ".join(str(year) for year in years)
        return warning(
            "holidays", f"unknown for {told}, deadlines there are provisional: flask calendar import"
        )
    return good("holidays", "known as far as deadlines reach")


def backup() -> Check:
    """A backup that is not old."""
    last = last_backup()
    if last is None:
        return warning("backup", "none has been made: flask backup create DIR")
    age = utc_now() - last
    seen = f"the last is {age.total_seconds() / 3600:.0f} hours old"
    return warning("backup", seen) if age > BACKUP_OLD else good("backup", seen)


LOOKS: tuple[Look, ...] = (
    configuration,
    time_zone,
    migrations,
    store,
    clocks,
    disk,
    signing_key,
    secret_key,
    queue,
    workers,
    sweeps,
    holidays,
    backup,
)


def table(checks: Iterable[Check]) -> str:
    """For people."""
    return "\n".join(f"{check.grade:<6}{check.name:<16}{check.seen}" for check in checks)
