"""Taking a visit: one idempotent act that keeps the checklist and files a case for each item that failed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import Fact, append
from inspect_app.cases.filing import Filing, Opened, Plan, note_filed, open_report, plan_report
from inspect_app.cases.models import Case
from inspect_app.cases.photographs import check_may_add
from inspect_app.cases.service import lock_case
from inspect_app.cases.subject import subject_of as case_subject
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.evidence.position import Position
from inspect_app.evidence.service import Announcement, announce
from inspect_app.places.days import local_day
from inspect_app.registry.links import link_fact
from inspect_app.registry.models import CaseEntry, RegistryEntry
from inspect_app.registry.queries import get_entry
from inspect_app.registry.rights import on_own_ground
from inspect_app.registry.service import lock_entry, subject_of
from inspect_app.registry.visits.checklists import (
    Checklist,
    Item,
    Mode,
    Result,
    Said,
    faults_in,
    known_checklist,
)
from inspect_app.registry.visits.models import Visit, VisitItem


@dataclass(frozen=True)
class Answer:
    """What a visitor says of one item, with the id of the case it becomes and the photos that show it."""

    code: str
    result: Result
    note: str
    case_id: UUID | None
    photos: tuple[Announcement, ...]


@dataclass(frozen=True)
class VisitForm:
    """What a phone sent of a visit: the raw body and what was read from it. Times are the phone's clock."""

    id: UUID
    body: bytes
    entry_id: UUID
    checklist: str
    note: str
    captured_at: datetime
    position: Position | None
    answers: tuple[Answer, ...]
    clock_offset_ms: int | None

    @cached_property
    def body_sha256(self) -> str:
        """Lower-case hex; tells a repeated visit from another one under the same id."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class VisitPlan:
    """The checklist of the day, and a report for each case that is to be opened, by its id."""

    checklist: Checklist
    filings: dict[UUID, tuple[Filing, Plan]]


def known_visit(ctx: Context, form: VisitForm) -> Visit | None:
    """The visit, if it was taken before; 409 `visit_conflict` when its id stands for another one."""
    row = db.session.get(Visit, form.id)
    if row is not None and (row.body_sha256 != form.body_sha256 or row.visited_by != ctx.actor.id):
        raise Problem("visit_conflict", "This visit id was used for another visit; take a new one.", 409)
    return row


def plan_visit(ctx: Context, form: VisitForm) -> VisitPlan:
    """Read the rules for a visit before the transaction that takes it.

    Problems: `not_found`, `invalid_request`, those of the checklist and of `plan_report`.
    """
    entry, day = get_entry(form.entry_id), local_day(ctx.now)
    checklist = known_checklist(form.checklist, day)
    if checklist is None or checklist.kind != entry.kind:
        raise field_problem("checklist", "This checklist is not in force for such an entry.")
    refuse_faults(checklist, form, done_before(entry.id, checklist))
    filings = {
        one.case_id: planned(ctx, form, entry, checklist, one)
        for one in form.answers
        if one.case_id is not None and (one.photos or one.result == Result.FAIL)
    }
    return VisitPlan(checklist, {key: found for key, found in filings.items() if found is not None})


def refuse_faults(checklist: Checklist, form: VisitForm, done: set[str]) -> None:
    """422 with a code of its own for what is not filled in as it should be."""
    said = [Said(one.code, one.result, len(one.photos)) for one in form.answers]
    faults = faults_in(checklist, said, done)
    if faults:
        errors = [{"field": f"items.{one.item}", "message": one.message} for one in faults]
        raise Problem(faults[0].code, f"{faults[0].item}: {faults[0].message}", 422, errors=errors)
    for one in form.answers:
        if (one.result == Result.FAIL or one.photos) and one.case_id is None:
            raise field_problem(f"items.{one.code}.case_id", "Name the case that comes of it.")


def done_before(entry_id: UUID, checklist: Checklist) -> set[str]:
    """The proofs that earlier visits gave."""
    query = select(VisitItem.code).join(Visit, Visit.id == VisitItem.visit_id)
    here = (Visit.entry_id == entry_id, Visit.checklist == checklist.code, VisitItem.result == Result.DONE)
    return set(db.session.scalars(query.where(*here)))


def planned(
    ctx: Context, form: VisitForm, entry: RegistryEntry, checklist: Checklist, answer: Answer
) -> tuple[Filing, Plan] | None:
    """The report that opens an answer's case; None when that case is there already."""
    assert answer.case_id is not None
    if db.session.get(Case, answer.case_id) is not None:
        return None
    # Proofs that share a case are its photos together.
    same = [one for one in form.answers if one.case_id == answer.case_id]
    filing = Filing(
        id=answer.case_id,
        body=canonical({"visit": str(form.id), "sha256": form.body_sha256, "case": str(answer.case_id)}),
        category=checklist.category,
        note=told(checklist, same, form.note),
        fields=fields_of(entry, checklist, answer),
        captured_at=form.captured_at,
        position=form.position or place_of(entry),
        photos=[photo for one in same for photo in one.photos],
        clock_offset_ms=form.clock_offset_ms,
    )
    return filing, plan_report(ctx, filing)


def place_of(entry: RegistryEntry) -> Position | None:
    """Where the entry is registered, when the phone knows no place."""
    if entry.lat_e7 is None or entry.lon_e7 is None:
        return None
    return Position(entry.lat_e7, entry.lon_e7, None, None, "manual")


def told(checklist: Checklist, answers: list[Answer], note: str) -> str:
    """The words of a case that comes of a visit."""
    items = {item.code: item.zh for item in checklist.items}
    lines = [f"{items[one.code]}：{one.note}" if one.note else items[one.code] for one in answers]
    return "\n".join([f"{checklist.zh}检查：{'；'.join(lines)}", *([note] if note else [])])


def fields_of(entry: RegistryEntry, checklist: Checklist, answer: Answer) -> dict[str, Any]:
    """The form of the category, filled from the entry and the item."""
    if checklist.mode == Mode.PROOFS:
        code = {"credit_code": entry.credit_code[:18]} if entry.credit_code else {}
        return {"enterprise": entry.name, **code}
    item: Item = next(one for one in checklist.items if one.code == answer.code)
    return {"site_name": entry.name, "missing_measure": item.measure}


def take_visit(ctx: Context, form: VisitForm, plan: VisitPlan) -> tuple[Visit, bool]:
    """Keep a visit and open its cases; True when it is new. The same body again changes nothing.

    Problems: `visit_conflict`, `report_conflict`, `case_ended`, `wrong_role`, those of `announce`.
    """
    entry = lock_entry(form.entry_id)
    if (known := known_visit(ctx, form)) is not None:
        return known, False
    refuse_faults(plan.checklist, form, done_before(entry.id, plan.checklist))
    facts, opened = cases_of_visit(ctx, form, plan)
    visit = keep_visit(ctx, form, plan.checklist)
    touched = dict.fromkeys(one.case_id for one in form.answers if one.case_id is not None and one.photos)
    facts += [fact for case_id in touched for fact in linked(ctx, case_id, entry)]
    if on_own_ground(ctx.actor, entry):
        entry.confirmed_by, entry.confirmed_at = ctx.actor.id, ctx.now
    db.session.flush()
    receipts = append(ctx, [*facts, visit_fact(form, plan.checklist)])
    for one, receipt in zip(opened, receipts, strict=False):
        note_filed(ctx, one, receipt)
    visit.log_index, visit.leaf_hash = receipts[-1].log_index, receipts[-1].leaf_hash
    return visit, True


def cases_of_visit(ctx: Context, form: VisitForm, plan: VisitPlan) -> tuple[list[Fact], list[Opened]]:
    """Open what is to be opened, in the order of the ids; then photos for cases that are there."""
    opened = []
    for case_id in sorted(plan.filings):
        found = open_report(ctx, *plan.filings[case_id])
        if found is None:
            raise Problem("visit_conflict", "A case of this visit was opened by something else.", 409)
        opened.append(found)
    facts = [one.fact for one in opened]
    for answer in form.answers:
        if answer.photos and answer.case_id not in plan.filings:
            facts += photos_for(ctx, answer)
    return facts, opened


def photos_for(ctx: Context, answer: Answer) -> list[Fact]:
    """Announce the photos of a proof for the case that is open."""
    assert answer.case_id is not None
    case = lock_case(ctx, answer.case_id)
    for photo in answer.photos:
        check_may_add(ctx, case, photo.role)
    return [
        Fact(
            case_subject(case.id),
            "photo_announced",
            {"photo": str(row.id), "sha256": row.sha256, "size": row.size, "role": row.role},
        )
        for row in announce(ctx, case.id, None, answer.photos)
    ]


def linked(ctx: Context, case_id: UUID, entry: RegistryEntry) -> list[Fact]:
    """Say that a case of the visit is about the entry, unless that is said."""
    if db.session.get(CaseEntry, (case_id, entry.id)) is not None:
        return []
    row = CaseEntry(case_id=case_id, entry_id=entry.id, linked_by=ctx.actor.id, linked_at=ctx.now)
    db.session.add(row)
    return [link_fact(case_id, entry, "case_linked")]


def keep_visit(ctx: Context, form: VisitForm, checklist: Checklist) -> Visit:
    """The row of the visit and those of its items."""
    visit = Visit(
        id=form.id,
        entry_id=form.entry_id,
        checklist=checklist.code,
        checklist_from=checklist.valid_from.isoformat(),
        body=form.body,
        body_sha256=form.body_sha256,
        visited_by=ctx.actor.id,
        captured_at=form.captured_at,
        received_at=ctx.now,
        lat_e7=form.position and form.position.lat_e7,
        lon_e7=form.position and form.position.lon_e7,
        note=form.note,
        log_index=0,
        leaf_hash="",
    )
    db.session.add(visit)
    db.session.flush()
    db.session.add_all(item_row(visit.id, one) for one in form.answers)
    return visit


def item_row(visit_id: UUID, answer: Answer) -> VisitItem:
    """The row of an item."""
    photos = [str(photo.id) for photo in answer.photos]
    case_id = answer.case_id if photos else None
    row = VisitItem(visit_id=visit_id, code=answer.code, result=answer.result, note=answer.note)
    row.case_id, row.photo_ids = case_id, photos
    return row


def visit_fact(form: VisitForm, checklist: Checklist) -> Fact:
    """What the log keeps: checklist, results and cases in the open; words and place as a commitment."""
    public = {
        "visit": str(form.id),
        "body_sha256": form.body_sha256,
        "checklist": checklist.code,
        "results": {one.code: one.result.value for one in form.answers},
        "cases": sorted({str(one.case_id) for one in form.answers if one.case_id and one.photos}),
    }
    place = form.position
    payload = {
        "note": form.note,
        "notes": {one.code: one.note for one in form.answers if one.note},
        "lat_e7": place and place.lat_e7,
        "lon_e7": place and place.lon_e7,
        "captured_at": to_millis(form.captured_at),
    }
    return Fact(subject_of(form.entry_id), "visit_made", public, payload)
