"""Draws and look-backs for people: who was drawn out of how many, what is to be looked at again and why."""

from typing import Any

from inspect_app.cases.draws.eligibility import BAR_LABELS, WIDTH_LABELS, Bar, Purpose, Width
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.draws.queries import current_draw
from inspect_app.cases.lines import line_of
from inspect_app.cases.lookbacks.models import CANCELLED, FAILED, OPEN, PASSED, RECHECK, SCHEDULED, LookBack
from inspect_app.cases.lookbacks.queries import look_backs_of
from inspect_app.cases.lookbacks.rules import RISK_LABELS, Risk, reason_label
from inspect_app.cases.lookbacks.traces import BENIGN, KIND_LABELS, Suspicion
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, fetch, of_cases, person_names
from inspect_app.cases.present.summary import category_ref, place_of
from inspect_app.cases.scope import of_unit
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Actor, Context

Json = dict[str, Any]
STATE_LABELS: dict[str, dict[str, str]] = {
    SCHEDULED: {"zh": "未到期", "en": "Not yet"},
    OPEN: {"zh": "待回头看", "en": "To do"},
    PASSED: {"zh": "未反弹", "en": "Still in order"},
    FAILED: {"zh": "死灰复燃", "en": "Relapsed"},
    CANCELLED: {"zh": "已取消", "en": "Cancelled"},
}
LOOK_BACK_CIRCLE = {"zh": "辖区内核查员和巡查员", "en": "Verifiers and inspectors of the area"}


def second_looks(ctx: Context, case: Case) -> Json:
    """What a case's page says of both; whoever put it right does not learn who will come."""
    rows, draw = look_backs_of(case.id), current_draw(case)
    told = not of_unit(ctx.actor, case.handler_unit_id)
    people = [row.person_id for row in rows] + [row.ended_by for row in rows]
    names = fetch([*people, draw.person_id if draw else None], [], [])
    return {
        "draw": draw and draw_brief(ctx.actor, draw, names, told=told),
        "look_backs": [look_back_json(ctx, row, names, told=told) for row in rows],
    }


def draw_brief(actor: Actor, draw: Draw, names: Names, *, told: bool) -> Json:
    """Who verifies now."""
    return {
        "state": "nobody" if draw.person_id is None else "drawn",
        "person": names.person(draw.person_id) if told else None,
        "mine": actor.id is not None and draw.person_id == actor.id,
        "withheld": not told,
        "pool_size": len(draw.pool),
        "attempt": draw.attempt,
        "width": width_json(draw),
        "excluded": excluded_json(draw),
        "drawn_at": to_iso(draw.drawn_at),
        "log_index": draw.log_index,
    }


def width_json(draw: Draw) -> Json:
    """How wide the circle was."""
    if draw.purpose == Purpose.LOOK_BACK:
        return {"code": draw.width, **LOOK_BACK_CIRCLE}
    return {"code": draw.width, **WIDTH_LABELS[Width(draw.width)]}


def excluded_json(draw: Draw) -> list[Json]:
    """How many were left out, and why."""
    return [
        {"reason": {"code": code, **BAR_LABELS[Bar(code)]}, "people": count}
        for code, count in draw.excluded.items()
    ]


def draw_whole(draw: Draw, leaf: str, faults: tuple[str, ...]) -> Json:
    """A draw with all that repeats it, for auditors."""
    names = person_names([*draw.pool, *([draw.person_id] if draw.person_id else [])])
    return {
        "purpose": draw.purpose,
        "case_id": str(draw.case_id),
        "round": draw.round,
        "attempt": draw.attempt,
        "width": width_json(draw),
        "rule": draw.rule,
        "cause_index": draw.cause_index,
        "leaf": leaf,
        "log_index": draw.log_index,
        "pool": [{"id": person, "name": names.get(person, "")} for person in draw.pool],
        "excluded": excluded_json(draw),
        "seed": draw.seed,
        "person": draw.person_id and {"id": draw.person_id, "name": names.get(draw.person_id, "")},
        "drawn_at": to_iso(draw.drawn_at),
        "faults": list(faults),
    }


def look_back_json(ctx: Context, row: LookBack, names: Names, *, told: bool) -> Json:
    """One look-back."""
    told = told or row.state in {PASSED, FAILED}
    return {
        "id": row.id,
        "why": row.why,
        "recheck": row.why == RECHECK,
        "risk": {"code": row.risk, **RISK_LABELS[Risk(row.risk)]},
        "reasons": [{"code": code, **reason_label(code)} for code in row.reasons],
        "days": row.days,
        "state": row.state,
        "state_label": STATE_LABELS[row.state],
        "opens_at": to_iso(row.opens_at),
        "due_at": to_iso(row.due_at),
        "overdue": row.state == OPEN and row.due_at is not None and row.due_at < ctx.now,
        "person": names.person(row.person_id) if told else None,
        "mine": ctx.actor.id is not None and row.person_id == ctx.actor.id,
        "ended_at": to_iso(row.ended_at),
        "ended_by": names.person(row.ended_by),
        "note": row.note,
        "photo_id": row.photo_id and str(row.photo_id),
        "distance_m": row.distance_m,
    }


def look_back_list(ctx: Context, rows: list[tuple[LookBack, Case]]) -> list[Json]:
    """The lines of a list: each look-back with its case."""
    names = of_cases(
        [case for _, case in rows], [p for row, _ in rows for p in (row.person_id, row.ended_by)]
    )
    return [
        {
            **look_back_json(ctx, row, names, told=not of_unit(ctx.actor, case.handler_unit_id)),
            "case": case_line(case, names),
        }
        for row, case in rows
    ]


def case_line(case: Case, names: Names) -> Json:
    """The case of a look-back: what and where, enough to go there."""
    return {
        "id": str(case.id),
        "number": case.number,
        "status": case.status,
        "status_label": STATUS_LABELS[Status(case.status)],
        "category": category_ref(case.category),
        "note": case.note,
        "grid": names.grid(case.grid_id),
        "position": place_of(line_of(case)),
    }


def relocation_json(found: list[tuple[Suspicion, Case]]) -> list[Json]:
    """Hints that an operator turned up elsewhere, each with what may be harmless about it."""
    names = of_cases([case for _, case in found])
    return [
        {
            "case": case_line(case, names),
            "kinds": [{"code": kind, **KIND_LABELS[kind]} for kind in hint.kinds],
            "distance_m": hint.distance_m,
            "days": hint.days,
            "benign": [benign for kind in hint.kinds for benign in BENIGN[kind]],
        }
        for hint, case in found
    ]
