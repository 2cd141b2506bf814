"""Emergency periods for people."""

from typing import Any

from inspect_app.cases.deadlines.models import EmergencyPeriod
from inspect_app.cases.names import fetch
from inspect_app.cases.present.deadlines import level_json
from inspect_app.core.clock import to_iso


def present_periods(rows: list[EmergencyPeriod]) -> list[dict[str, Any]]:
    """Each period with the names that go with it."""
    people = [person for row in rows for person in (row.declared_by, row.lifted_by)]
    names = fetch(people, [row.unit_id for row in rows], ())
    return [
        {
            "id": str(row.id),
            "level": level_json(row.level),
            "unit": names.unit(row.unit_id),
            "document": row.document,
            "reason": row.reason,
            "started_at": to_iso(row.started_at),
            "ended_at": to_iso(row.ended_at),
            "declared_by": names.person(row.declared_by),
            "lifted_by": names.person(row.lifted_by),
            "lift_reason": row.lift_reason,
        }
        for row in rows
    ]
