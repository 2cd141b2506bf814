"""Many cases for the benches that read them: rows put straight into the tables, a photo and a clock each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.cases.wire import map_cell
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import AWAITED
from tests.builders import City

STEP = 5_000
OPEN = (Status.REPORTED, Status.ACCEPTED, Status.ASSIGNED, Status.RECTIFYING, Status.RECTIFIED)
NOTE = "工地北侧裸土未覆盖，大风天气扬尘明显，已拍照。"
LAT_E7, LON_E7 = 346_000_000, 1_124_000_000


def settle(city: City, cases: int, already: int = 0) -> None:
    """So many more cases of the east district, each a minute older than the one before it."""
    now = utc_now()
    with city.app.app_context():
        for first in range(already, already + cases, STEP):
            last = min(already + cases, first + STEP)
            rows = [case_row(city, now, number) for number in range(first, last)]
            with write_transaction() as session:
                connection = session.connection()
                connection.execute(insert(db.metadata.tables["cases"]), rows)
                connection.execute(insert(db.metadata.tables["photos"]), list(photo_rows(rows)))
                connection.execute(insert(db.metadata.tables["clocks"]), list(clock_rows(rows)))
            db.session.remove()


def case_row(city: City, now: datetime, number: int) -> dict[str, Any]:
    """A case in one of the open states."""
    at = now - timedelta(minutes=number + 1)
    lat, lon = LAT_E7 + number * 7919 % 1_000_000, LON_E7 + number * 104_729 % 1_000_000
    moments = dict.fromkeys(("round_at", "captured_at", "reported_at", "updated_at", "fix_at"), at)
    return moments | {
        "id": uuid7(),
        "number": f"B-{number:07d}",
        "status": OPEN[number % len(OPEN)],
        "version": 1 + number % len(OPEN),
        "round": 0,
        "category": "bare_soil",
        "note": NOTE,
        "fields": {},
        "reporter_id": city.people["inspector"],
        "lat_e7": lat,
        "lon_e7": lon,
        "accuracy_dm": 80,
        "position_source": "device",
        "map_cell": map_cell(lat, lon),
        "placement": "inside",
        "placement_candidates": [],
        "grid_id": city.grids["east"],
        "jurisdiction_unit_id": city.units["east"],
        "handler_unit_id": city.units["works"] if number % len(OPEN) > 1 else None,
        "due_at": at + timedelta(days=3) if number % len(OPEN) > 1 else None,
        "refusals": 0,
        "relapses": 0,
    }


def photo_rows(cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A photo that is still on the phone, for each case."""
    for case in cases:
        yield {
            "id": uuid7(),
            "case_id": case["id"],
            "role": "wide",
            "state": AWAITED,
            "sha256": case["id"].hex * 2,
            "size": 3_000_000,
            "media_type": "image/jpeg",
            "captured_at": case["captured_at"],
            "source": "camera",
            "announced_by": case["reporter_id"],
            "announced_at": case["reported_at"],
            "body_sha256": "0" * 64,
            "derive_attempts": 0,
        }


def clock_rows(cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The clock that runs in each case."""
    for case in cases:
        due = case["due_at"] or case["reported_at"] + timedelta(days=1)
        kind = ClockKind.RECTIFY if case["due_at"] else ClockKind.ACCEPT
        yield {"case_id": case["id"], "kind": kind, "started_at": case["reported_at"], "due_at": due}
