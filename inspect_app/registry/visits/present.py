"""Checklists and visits for clients."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from inspect_app.cases.names import fetch
from inspect_app.cases.present.summary import category_ref
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.places.days import local_day
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.present import ref_json, word_json
from inspect_app.registry.queries import by_ids
from inspect_app.registry.visits.checklists import (
    CHECKLISTS,
    RESULT_LABELS,
    Checklist,
    Mode,
    Result,
    checklists_on,
)
from inspect_app.registry.visits.models import Visit, VisitItem
from inspect_app.registry.visits.queries import items_of, numbers_of, open_case_about
from inspect_app.registry.visits.service import done_before

Json = dict[str, Any]


def checklist_json(one: Checklist) -> Json:
    """A checklist in force."""
    return {
        **word_json(one),
        "region": one.region,
        "kind": one.kind,
        "mode": one.mode.value,
        "category": category_ref(one.category),
        "valid_from": one.valid_from.isoformat(),
        "source": one.source,
        "items": [word_json(item) for item in one.items],
    }


def present_visits(ctx: Context, visits: Sequence[Visit]) -> list[Json]:
    """Visits with what each line said."""
    items = items_of(visits)
    names = fetch((visit.visited_by for visit in visits), (), ())
    entries = by_ids(visit.entry_id for visit in visits)
    numbers = numbers_of(ctx, (item.case_id for rows in items.values() for item in rows.values()))
    return [
        {
            "id": str(visit.id),
            "entry": ref_json(entries[visit.entry_id]),
            "checklist": word_json(checklist := version_of(visit)),
            "mode": checklist.mode.value,
            "visited_by": names.person(visit.visited_by),
            "captured_at": to_iso(visit.captured_at),
            "received_at": to_iso(visit.received_at),
            "note": visit.note,
            "items": lines_json(checklist, items[visit.id], numbers),
            "log_index": visit.log_index,
            "leaf_hash": visit.leaf_hash,
        }
        for visit in visits
    ]


def version_of(visit: Visit) -> Checklist:
    """The version of the checklist that was filled in."""
    key = (visit.checklist, visit.checklist_from)
    return next(one for one in CHECKLISTS if (one.code, one.valid_from.isoformat()) == key)


def lines_json(checklist: Checklist, rows: dict[str, VisitItem], numbers: dict[UUID, str]) -> list[Json]:
    """The lines of a visit in the order of the checklist; a case out of sight is not named."""
    found = []
    for item in checklist.items:
        row = rows[item.code]
        number = numbers.get(row.case_id) if row.case_id else None
        result = Result(row.result)
        found.append(
            {
                **word_json(item),
                "result": {"code": result.value, "label": RESULT_LABELS[result]},
                "note": row.note,
                "case_id": number and str(row.case_id),
                "number": number,
                "photo_ids": row.photo_ids if number else [],
            }
        )
    return found


def present_proofs(ctx: Context, entry: RegistryEntry) -> Json | None:
    """How far an entry is with the ordered checklist of its kind."""
    day = local_day(ctx.now)
    checklist = next(
        (one for one in checklists_on(day) if one.mode == Mode.PROOFS and one.kind == entry.kind), None
    )
    if checklist is None:
        return None
    done = done_before(entry.id, checklist)
    case_id = open_case_about(ctx, entry.id, checklist.category)
    items = [{**word_json(item), "done": item.code in done} for item in checklist.items]
    return {"checklist": word_json(checklist), "items": items, "case_id": case_id and str(case_id)}
