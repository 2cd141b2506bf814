"""`python -m bench.sweep [--clocks N …]`: the overdue sweep over N open clocks, on SQLite and PostgreSQL.

Every clock is open; one in fifty ran out (a bad day), then all of them did (three days of downtime). Each is
told to a handler and a supervisor. The anchor is the bare UPDATE of the same rows in one transaction: no log,
no locks of cases, no proof, nobody told.
BENCH_DIR names a folder on a real disk.
"""

import argparse
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text, update

from bench.ground import databases, ground
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.cases.models import Case, Clock
from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction, write_transaction

ROOT = Path(__file__).resolve().parents[1]
SIZES = [20_000, 100_000]
LATE_ONE_IN = 50
STEP = 5_000


def case_row(now: datetime, number: int, unit: int, person: int) -> dict[str, object]:
    """A case somebody has to put right."""
    blank = {"note": "", "fields": {}, "placement": "no_position", "placement_candidates": []}
    return blank | {
        "id": uuid7(), "number": f"B-{number:07d}", "status": "rectifying", "version": 3, "round": 0,
        "round_at": now, "category": "bare_soil", "reporter_id": person, "captured_at": now,
        "reported_at": now, "updated_at": now, "jurisdiction_unit_id": unit, "handler_unit_id": unit,
        "refusals": 0, "relapses": 0,
    }  # fmt: skip


def fill(count: int, now: datetime) -> None:
    """So many cases, each with one open clock; every fiftieth ran out."""
    ctx = Context(SYSTEM, now)
    with write_transaction():
        unit = create_unit(ctx, code="city", name="市局", kind="city", parent_id=None).id
        person = create_person(ctx, username="bench", name="某", unit_id=unit).person.id
        boss = create_person(ctx, username="boss", name="某", unit_id=unit).person.id
        grant_role(ctx, person, role=Role.HANDLER, unit_id=unit)
        grant_role(ctx, boss, role=Role.SUPERVISOR, unit_id=unit)
    for first in range(0, count, STEP):
        rows = [case_row(now, n, unit, person) for n in range(first, min(first + STEP, count))]
        with write_transaction():
            db.session.execute(insert(Case), rows)
            db.session.execute(insert(Clock), [clock_row(row["id"], n, now) for n, row in enumerate(rows)])


def clock_row(case_id: object, number: int, now: datetime) -> dict[str, object]:
    """One open clock."""
    late = number % LATE_ONE_IN == 0
    due = now + timedelta(hours=-1 if late else 1 + number % 60)
    return {"case_id": case_id, "kind": "rectify", "started_at": now - timedelta(days=2), "due_at": due}


def timed_sweep(now: datetime) -> float:
    """Seconds of one sweep."""
    begun = time.perf_counter()
    mark_breaches(now)
    return time.perf_counter() - begun


def timed_update(now: datetime) -> float:
    """Seconds of the bare statement over the same rows, rolled back."""
    late = (
        Clock.met_at.is_(None),
        Clock.breached_at.is_(None),
        Clock.paused_at.is_(None),
        Clock.due_at <= now,
    )
    begun = time.perf_counter()
    with write_transaction() as session:
        session.execute(update(Clock).where(*late).values(breached_at=Clock.due_at))
        took = time.perf_counter() - begun
        session.rollback()
    return took


def late_now(now: datetime) -> int:
    """How many clocks the sweep will find."""
    late = (Clock.met_at.is_(None), Clock.breached_at.is_(None), Clock.due_at <= now)
    with read_transaction() as session:
        return session.scalar(select(func.count()).select_from(Clock).where(*late)) or 0


def measure(name: str, count: int, now: datetime) -> None:
    """One line for a bad day, one for three days of downtime."""
    fill(count, now)
    if name == "PostgreSQL":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    for words, moment in (("a bad day", now), ("three days down", now + timedelta(days=3))):
        found = late_now(moment)
        bare, took = timed_update(moment), timed_sweep(moment)
        assert late_now(moment) == 0
        rate = found / took
        print(
            f"{name:<11}{count:>8} open {found:>8} late  {words:<16} sweep {took:7.2f} s "
            f"({rate:6.0f}/s)   bare UPDATE {bare:6.2f} s   ×{took / bare:.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clocks", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().clocks
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for count in sizes:
        with ground() as folder, databases(folder) as found:
            for name, config in found.items():
                app = create_app(config)
                with app.app_context():
                    upgrade(str(ROOT / MIGRATIONS))
                    measure(name, count, utc_now())
                    db.session.remove()
                    db.engine.dispose()


if __name__ == "__main__":
    main()
