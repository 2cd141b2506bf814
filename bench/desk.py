"""`python -m bench.desk [CASES …]`: ledger, indicators, rankings, the day and its sweep over years of a city.

Default 20,000 and 200,000 cases on both databases; `--database SQLite` takes one, `--check` runs fsck.
Everything is asked of the whole application in this process. The indicators are of all 400 days a period may
have, and of one month; the workbook holds every case. Growth stands beside it: how many times the first
size's cost.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text, update

from bench.country import clear, inspect_log, settled
from bench.ground import databases, ground
from config import Config
from inspect_app.cases.models import Clock
from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.places.days import local_day
from inspect_app.supervision.rhythm.tasks import find_missing_products
from tests.builders import API, City, Hand

SIZES = (20_000, 200_000)
ROUNDS = 3
STOOD_STILL = timedelta(days=3)
# What the generator of years leaves out, and the ledger tells: who had a case, what was done, how it ended.
REST = (
    """INSERT INTO assignments (case_id, unit_id, assigned_by, assigned_at, due_at, instructions)
    SELECT id, handler_unit_id, reporter_id, reported_at, COALESCE(due_at, updated_at), '' FROM cases
    WHERE handler_unit_id IS NOT NULL""",
    """INSERT INTO rectifications (case_id, round, measures, submitted_by, submitted_at, photo_ids)
    SELECT id, 0, '已用防尘网覆盖', reporter_id, updated_at, '[]' FROM cases
    WHERE status IN ('rectified', 'closed')""",
    "INSERT INTO closures (case_id, closed_at) SELECT id, updated_at FROM cases WHERE status = 'closed'",
)


def told(city: City) -> None:
    """Fill in the rest, let the whole city keep the daily rhythm since today, and let the worker stand still
    since three days ago.
    """
    with city.app.app_context():
        with write_transaction() as session:
            for statement in REST:
                session.execute(text(statement))
            lately = Clock.due_at > utc_now() - STOOD_STILL
            session.execute(update(Clock).where(lately).values(breached_at=None))
        db.session.remove()
        today = local_day(utc_now()).isoformat()
    body = {"unit_id": city.units["city"], "first_day": today, "document": "1号"}
    answer = city.hand("chief").client.put(f"{API}/rhythms/{uuid7()}", json=body)
    assert answer.status_code == 201, answer.text


def asked(hand: Hand, path: str) -> Callable[[], int]:
    """A page that must come, read to its end; its bytes."""

    def ask() -> int:
        answer = hand.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return len(answer.get_data())

    return ask


def work(city: City) -> dict[str, Callable[[], Any]]:
    """What the desks ask for and what time does."""
    chief, district = city.hand("chief"), city.hand("d07-0")
    with city.app.app_context():
        today = local_day(utc_now())
    month, longest = f"from={today - timedelta(days=29)}", f"from={today - timedelta(days=399)}"
    return {
        "ledger, first page of the city": asked(chief, "/ledger?limit=50"),
        "ledger, first page of a district": asked(district, "/ledger?limit=50"),
        "ledger, to be signed off": asked(chief, "/ledger?limit=50&signoff=waiting"),
        "ledger, how many to be signed off": asked(chief, "/ledger/count?signoff=waiting"),
        "ledger, late and undone, 400 days": asked(
            chief, f"/ledger?limit=50&indicator=overdue_rate&{longest}"
        ),
        "workbook of every case": asked(chief, "/ledger.xlsx"),
        "CSV of every case": asked(chief, "/ledger.csv"),
        "all indicators, a month": asked(chief, f"/indicators?{month}"),
        "all indicators, 400 days": asked(chief, f"/indicators?{longest}"),
        "ranking of units, a month": asked(
            chief, f"/indicators/disposal_in_time_rate/ranking?by=unit&{month}"
        ),
        "ranking of units, 400 days": asked(
            chief, f"/indicators/disposal_in_time_rate/ranking?by=unit&{longest}"
        ),
        "ranking by hours, 400 days": asked(chief, f"/indicators/hours_to_dispose/ranking?by=unit&{longest}"),
        "the day of the city": asked(chief, f"/days/{city.units['city']}/{today}"),
        "sweep of overdue clocks, three days on": swept(city, mark_breaches),
        "the same sweep again": swept(city, mark_breaches),
        "sweep of the day, three days late": swept(city, find_missing_products),
    }


def swept(city: City, sweep: Callable[[Any], None]) -> Callable[[], None]:
    """A sweep that has three days to make up for the first time, and nothing the second."""

    def run() -> None:
        with city.app.app_context():
            sweep(utc_now() + STOOD_STILL)
            db.session.remove()

    return run


def measured(city: City) -> dict[str, float]:
    """Seconds of each: the first time for what happens once, else the middle of three."""
    found = {}
    for name, do in work(city).items():
        rounds = 1 if name.startswith(("sweep", "the same sweep", "workbook", "CSV")) else ROUNDS
        spans = sorted(timed(do) for _ in range(rounds))
        found[name] = spans[len(spans) // 2]
        print(f"  {found[name]:9.3f} s  {name}", flush=True)
    return found


def timed(do: Callable[[], Any]) -> float:
    """Seconds for one call."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def run(config: Config, wanted: Any) -> None:
    """Each size on one database, and how much the last one grew."""
    found, sizes = {}, wanted.cases
    for cases in sizes:
        print(f"{cases:,} cases (load {os.getloadavg()[0]:.1f})", flush=True)
        city, _ = settled(replace(config, instance=config.instance / str(cases)), cases)
        told(city)
        found[cases] = measured(city)
        if wanted.check:
            inspect_log(city)
        clear(city)
    for name, spans in found[sizes[0]].items():
        print(f"  {name:36}{found[sizes[-1]][name] / spans:8.1f}×")


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--database", default="")
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args()
    with ground() as folder, databases(folder) as found:
        for name, config in found.items():
            if wanted.database in name:
                print(f"\n{name}")
                run(config, wanted)


if __name__ == "__main__":
    main()
