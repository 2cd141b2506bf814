"""Why a case was routed as it was, line by line: the rows of the duty table, and the station ring."""

from collections.abc import Sequence
from typing import Any

from inspect_app.accounts.shifts.queries import may_read, people_on_duty
from inspect_app.cases.deadlines.rings import ring_named
from inspect_app.cases.duties.models import DutyTable
from inspect_app.cases.duties.present import key_json
from inspect_app.cases.duties.queries import get_table, rows_in_force
from inspect_app.cases.duties.resolver import Question, Row, Step
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.present.summary import triage_reason
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.datum import E7
from inspect_app.places.metric import distance_m
from inspect_app.places.models import Station
from inspect_app.places.queries import lineage

Json = dict[str, Any]


def why_json(ctx: Context, case: Case) -> Json:
    """Why the case was routed as it was: every place where the resolver looked, the ring, whom to call."""
    table = get_table(case.duty_table_id) if case.duty_table_id else None
    chain = lineage(case.grid_id)
    rows = rows_in_force(table.id) if table else None
    steps = rows.steps(Question(case.category, tuple(chain), case.source)) if rows else []
    others = [
        (area, rows.answer(Question(case.category, tuple(lineage(area)), case.source)).unit if rows else None)
        for area in (case.placement_candidates if rows else ())
    ]
    names = names_of_steps(steps, chain, others, case)
    return {
        "table": table_ref(table) if table else None,
        "unit": names.unit(case.suggested_unit_id),
        "steps": [step_json(step, names) for step in steps],
        "candidates": [{"grid": names.grid(area), "unit": names.unit(unit)} for area, unit in others],
        "on_duty": on_duty_json(ctx, case, names),
        "ring": ring_json(case),
        "priority": case.priority,
        "triage_reason": triage_reason(case.triage_code),
    }


def on_duty_json(ctx: Context, case: Case, names: Names) -> Json | None:
    """Who is on duty in the unit that has the case, else in the suggested one; None without a unit."""
    unit_id = case.handler_unit_id or case.suggested_unit_id
    if unit_id is None:
        return None
    numbers = may_read(ctx.actor, unit_id)
    people = [
        {"id": one.id, "name": one.name, "phone": one.phone if numbers else None}
        for one in people_on_duty(unit_id, ctx.now)
    ]
    return {"unit": names.unit(unit_id), "people": people}


def names_of_steps(
    steps: Sequence[Step], chain: list[int], others: list[tuple[int, int | None]], case: Case
) -> Names:
    """The units and grids that an explanation mentions."""
    rows = [row for step in steps for row in step.rows]
    units = [unit for row in rows for unit in (row.unit, *row.helpers)]
    areas = [*chain, *(area for area, _ in others)]
    own = (case.suggested_unit_id, case.handler_unit_id)
    return fetch([], [*units, *(unit for _, unit in others), *own], areas)


def table_ref(table: DutyTable) -> Json:
    """A table as others mention it."""
    day = table.valid_from.isoformat() if table.valid_from else None
    return {"id": str(table.id), "name": table.name, "document": table.document, "valid_from": day}


def step_json(step: Step, names: Names) -> Json:
    """One place where the resolver looked."""
    rows = [row_brief(row, names) for row in step.rows]
    return {**key_json(step.key, names), "rows": rows, "counts": step.counts}


def row_brief(row: Row, names: Names) -> Json:
    """A row in an explanation."""
    return {
        "line": row.line,
        "unit": names.unit(row.unit),
        "helpers": [names.unit(unit) for unit in row.helpers],
        "percent": row.percent,
        "priority": row.priority,
    }


def ring_json(case: Case) -> Json | None:
    """The station ring that raised the case, with the rule of the day it was reported."""
    station = db.session.get(Station, case.ring_station_id) if case.ring_station_id else None
    if station is None or case.lat_e7 is None or case.lon_e7 is None:
        return None
    here = (case.lat_e7 / E7, case.lon_e7 / E7)
    metres = distance_m(here, (station.lat_e7 / E7, station.lon_e7 / E7))
    rule = ring_named(case.ring, case.reported_at.date())
    return {
        "station": {"id": station.id, "code": station.code, "name": station.name},
        "distance_m": round(metres, 1),
        "within_m": rule and rule.within_m,
        "percent": rule and rule.percent,
        "source": rule and rule.source,
    }
