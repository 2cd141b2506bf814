"""Looks at the servers this one stands on: database, its schema, object store, queue."""

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.evidence.doctor import examine_vital, hindrance, keeps_versions
from inspect_app.operations.doctor.check import Check, bad, good, warning
from inspect_app.operations.state import of_queue

FOLLOWERS = "SELECT count(*) FROM pg_stat_replication"


def database() -> Check:
    """It answers, takes writes, and, when commits wait for a standby, one is there."""
    if settings().database.startswith("sqlite"):
        db.session.execute(text("SELECT 1"))
        return good("database", "SQLite")
    if shown("transaction_read_only") == "on":
        return bad(
            "database", "takes no writes: DATABASE_URL leads to a standby, promote it or name the primary"
        )
    names, followers = shown("synchronous_standby_names"), db.session.scalar(text(FOLLOWERS))
    seen = f"PostgreSQL {shown('server_version')}, {followers} standby"
    if names and not followers:
        return bad(
            "database",
            f"{seen}: each commit waits for one; start it, or clear synchronous_standby_names on the primary",
        )
    return good("database", seen + (", commits wait for it" if names else ""))


def shown(name: str) -> str:
    """A setting of PostgreSQL."""
    return str(db.session.scalar(text(f"SHOW {name}")))


def migrations() -> Check:
    """The schema is the one that this release knows."""
    folder = str(current_app.extensions["migrate"].directory)
    wanted = set(ScriptDirectory(folder).get_heads())
    found = set(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    if found == wanted:
        return good("migrations", f"at {', '.join(sorted(found))}")
    return bad("migrations", f"at {sorted(found)}, wanted {sorted(wanted)}: flask db upgrade")


def object_store() -> Check:
    """It lets us in, and keeps what evidence needs."""
    name = "object store"
    if (words := hindrance()) is not None:
        return bad(name, words)
    findings = examine_vital(utc_now())
    alarming = [finding.claim.name for finding in findings if finding.alarming]
    if alarming:
        return bad(name, "does not hold: " + "; ".join(alarming))
    if keeps_versions() is False:
        return warning(
            name,
            "the bucket of originals keeps no versions: a second put could replace one; flask storage init",
        )
    return good(name, f"{len(findings)} claims tried (flask storage doctor tries them all)")


def queue() -> Check:
    """The queue answers."""
    depth = sum(reading.value for reading in of_queue())
    return good("queue", f"{depth:.0f} jobs wait")
