"""A case with everything a person may see of it, and exactly the actions they may take."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.audit.checkpoints import published_note
from inspect_app.cases.asking import facts_of
from inspect_app.cases.blind import shown, sight_of
from inspect_app.cases.categories import known_category
from inspect_app.cases.co_handling import helping
from inspect_app.cases.facts import Facts
from inspect_app.cases.gather import gather
from inspect_app.cases.guards import MOST_EXTENSIONS
from inspect_app.cases.lines import line_of
from inspect_app.cases.machine import offers
from inspect_app.cases.models import Assignment, Case, CaseRequest, Closure, Rectification, Report
from inspect_app.cases.names import Names, of_cases, unit_refs
from inspect_app.cases.origins import origins, references_of
from inspect_app.cases.present.deadlines import clock_json, clocks_of, mode_json, suggestions
from inspect_app.cases.present.photographs import present_photos
from inspect_app.cases.present.second import second_looks
from inspect_app.cases.present.summary import summary
from inspect_app.cases.queries import PhotoCount, family, reports_of, requests_of
from inspect_app.cases.queues import next_clocks
from inspect_app.cases.sources import known_source, source_ref
from inspect_app.cases.statuses import REQUEST_LABELS, REQUEST_STATE_LABELS
from inspect_app.cases.statuses import RequestKind as Kind
from inspect_app.cases.statuses import RequestState as State
from inspect_app.cases.workflow import ASKING, CASE_WORKFLOW, REQUEST_WORKFLOW
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.evidence.models import Photo
from inspect_app.evidence.queries import photos_of
from inspect_app.evidence.voice import is_voice
from inspect_app.places.plates import read_plate

Json = dict[str, Any]
Rows = tuple[Assignment | None, list[Rectification], list[Closure]]


def present_case(ctx: Context, case: Case) -> Json:
    """The whole case as `ctx.actor` sees it at `ctx.now`."""
    members = family(case)
    every = [photo for group in photos_of(members).values() for photo in group]
    sight = sight_of(ctx, case)
    photos = shown(case, every, sight)
    reports, requests = reports_of(members), requests_of(case.id)
    rows = assignment, works, closures = rows_of(case)
    names = names_in(case, photos, reports, requests, rows)
    facts, clocks = gather(ctx, case), clocks_of(case)
    checkpoint = published_note()
    return {
        **head(case, names, photos, ctx.now),
        "fields": case.fields,
        "field_hints": field_hints(case),
        "captured_at": to_iso(case.captured_at),
        "placement": placement(case, names),
        "missing_photo_roles": missing_roles(case, photos),
        "reports": [report_json(report, names) for report in reports],
        "origins": origins(reports, references_of(members)),
        "photos": present_photos(ctx.actor, photos, names.people, checkpoint),
        "blind": {**asdict(sight), "withheld": len(every) - len(photos)},
        "clocks": [clock_json(clock) for clock in clocks],
        "mode": mode_json(case.mode),
        "planned_at": to_iso(case.planned_at),
        "due_provisional": any(clock.provisional and clock.met_at is None for clock in clocks),
        "deadline_suggestions": suggestions(case, ctx.now),
        **in_hand(case, assignment, names),
        "rectifications": [rectification_json(row, names) for row in works],
        "requests": [request_json(ctx, case, row, names, facts) for row in requests],
        "closures": [closure_json(row, names) for row in closures],
        **possibilities(facts),
        **second_looks(ctx, case),
        "merged_into": case.merged_into and str(case.merged_into),
        "suggested_unit": names.unit(case.suggested_unit_id),
        "suggested_due_days": known_category(case.category).default_due_days,
        "refusals": case.refusals,
        "relapses": case.relapses,
        "suspended_until": to_iso(case.suspended_until),
    }


def head(case: Case, names: Names, photos: list[Photo], now: datetime) -> Json:
    """What a line of a list says of the case."""
    line = line_of(case)
    return summary(line, names, count(photos), to_iso(now), next_clocks([line.key]).get(line.key))


def in_hand(case: Case, assignment: Assignment | None, names: Names) -> Json:
    """Who has the case, and the units that help the lead."""
    helpers = helping(case)
    refs = unit_refs(helpers)
    return {
        "assignment": assignment and assignment_json(assignment, case, names),
        "helpers": [refs[unit] for unit in helpers],
    }


def names_in(
    case: Case,
    photos: list[Photo],
    reports: list[Report],
    requests: list[CaseRequest],
    rows: Rows,
) -> Names:
    """The names that a whole case mentions."""
    assignment, works, closures = rows
    people = [
        *(photo.announced_by for photo in photos),
        *(report.reporter_id for report in reports),
        *(
            person
            for request in requests
            for person in (request.requested_by, request.reviewed_by, request.decided_by)
        ),
        *(work.submitted_by for work in works),
        *(person for row in closures for person in (row.closed_by, row.verified_by, row.reopened_by)),
        assignment.assigned_by if assignment else None,
    ]
    units = [*(request.unit_id for request in requests), assignment.unit_id if assignment else None]
    return of_cases([case], people, units)


def possibilities(facts: Facts) -> Json:
    """What the actor may do and ask for."""
    return {
        "offers": [offer.as_json() for offer in offers(CASE_WORKFLOW, facts)],
        "request_offers": [offer.as_json() for offer in offers(ASKING, facts)],
        "extensions_left": max(0, MOST_EXTENSIONS - facts.extensions_granted),
    }


def rows_of(case: Case) -> Rows:
    """The running assignment, and every rectification and closure."""
    current = select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    works = select(Rectification).where(Rectification.case_id == case.id).order_by(Rectification.id)
    ends = select(Closure).where(Closure.case_id == case.id).order_by(Closure.id)
    return (
        db.session.scalars(current).first(),
        list(db.session.scalars(works)),
        list(db.session.scalars(ends)),
    )


def count(photos: list[Photo]) -> PhotoCount:
    """The numbers of a list line, from the photos themselves; voice notes are none."""
    photos = [photo for photo in photos if not is_voice(photo.role)]
    stored = sum(photo.state != "awaited" for photo in photos)
    thumbnail = next((str(photo.id) for photo in photos if photo.derived_at is not None), None)
    return PhotoCount(len(photos), stored, thumbnail)


def field_hints(case: Case) -> Json:
    """What is worth saying about a typed value that is kept as it was typed: today, plates."""
    plates = {field.name for field in known_category(case.category).fields if field.type == "plate"}
    hints = {}
    for name in plates & case.fields.keys():
        plate = read_plate(case.fields[name])
        hints[name] = {
            "normalised": plate.normalised,
            "well_formed": plate.well_formed,
            "suggestions": list(plate.suggestions),
        }
    return hints


def placement(case: Case, names: Names) -> Json:
    """How sure the grid is."""
    distance = case.placement_distance_dm
    return {
        "state": case.placement,
        "distance_m": None if distance is None else distance / 10,
        "candidates": [names.grid(grid_id) for grid_id in case.placement_candidates],
    }


def missing_roles(case: Case, photos: list[Photo]) -> list[str]:
    """Photos the category asks for that the report did not bring: a hint, where the source has photos."""
    if not known_source(case.source).photos:
        return []
    present = {photo.role for photo in photos}
    asked = known_category(case.category).photo_roles
    return [item.role for item in asked if item.required and item.role not in present]


def report_json(report: Report, names: Names) -> Json:
    """One report of a case."""
    return {
        "id": str(report.id),
        "reporter": names.person(report.reporter_id),
        "captured_at": to_iso(report.captured_at),
        "received_at": to_iso(report.received_at),
        "clock_offset_ms": report.clock_offset_ms,
        "log_index": report.log_index,
        "leaf_hash": report.leaf_hash,
        "source": source_ref(report.source),
    }


def assignment_json(row: Assignment, case: Case, names: Names) -> Json:
    """Who has the case now."""
    return {
        "unit": names.unit(row.unit_id),
        "assigned_by": names.person(row.assigned_by),
        "assigned_at": to_iso(row.assigned_at),
        "due_at": to_iso(row.due_at),
        "instructions": row.instructions,
        "round": case.round,
    }


def rectification_json(row: Rectification, names: Names) -> Json:
    """What a unit says it did."""
    return {
        "round": row.round,
        "measures": row.measures,
        "submitted_by": names.person(row.submitted_by),
        "submitted_at": to_iso(row.submitted_at),
        "photo_ids": row.photo_ids,
    }


def request_json(ctx: Context, case: Case, row: CaseRequest, names: Names, facts: Facts) -> Json:
    """One request with what may be done about it."""
    possible = offers(REQUEST_WORKFLOW, facts_of(ctx, case, row, facts))
    return {
        "id": str(row.id),
        "kind": row.kind,
        "kind_label": REQUEST_LABELS[Kind(row.kind)],
        "state": row.state,
        "state_label": REQUEST_STATE_LABELS[State(row.state)],
        "requested_by": names.person(row.requested_by),
        "requested_at": to_iso(row.requested_at),
        "reason": row.reason,
        "due_at": to_iso(row.due_at),
        "unit": names.unit(row.unit_id),
        "decided_by": names.person(row.decided_by),
        "decided_at": to_iso(row.decided_at),
        "decision_note": row.decision_note,
        "reviewed_by": names.person(row.reviewed_by),
        "reviewed_at": to_iso(row.reviewed_at),
        "review_note": row.review_note,
        "offers": [offer.as_json() for offer in possible],
    }


def closure_json(row: Closure, names: Names) -> Json:
    """One closing."""
    return {
        "closed_at": to_iso(row.closed_at),
        "closed_by": names.person(row.closed_by),
        "verified_by": names.person(row.verified_by),
        "reopened_at": to_iso(row.reopened_at),
        "reopened_by": names.person(row.reopened_by),
        "ground": row.ground,
    }
