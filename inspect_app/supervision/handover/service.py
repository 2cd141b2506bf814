"""Writing superiors' lists: importing rows once, and what people decide about them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.categories import Category, get_category
from inspect_app.cases.filing import Filing, Opened, Rules, keep_last, open_report, planned
from inspect_app.cases.lookbacks.traces import OPERATOR_FIELDS
from inspect_app.cases.origins import add_reference
from inspect_app.cases.routing import Route, route
from inspect_app.cases.service import lock_case
from inspect_app.cases.sources import SUPERIOR_LIST, get_source
from inspect_app.cases.statuses import Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import uuid7
from inspect_app.evidence.position import Position
from inspect_app.places.days import local_day, midnight
from inspect_app.supervision.handover.examining import Examined, imported_before
from inspect_app.supervision.handover.models import LEAVE_OUT, MATCH, NEW, HandOverList, HandOverRow
from inspect_app.supervision.handover.queries import own_list

Json = dict[str, Any]
MOST_DECIDED = 100
LONGEST_FIELD = 60


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: who handed them down, in which batch, when, and to which unit of ours."""

    unit_id: int
    issuer: str
    level: str
    batch: str
    received_on: date


@dataclass(frozen=True)
class Decision:
    """What a person says of one row; a case for a match, a category where the row names none."""

    row_id: UUID
    choice: str
    case_id: UUID | None = None
    category: str | None = None
    remark: str = ""


def subject(list_id: UUID) -> str:
    """The list in the log."""
    return f"hand_over_list:{list_id}"


def import_rows(
    ctx: Context, list_id: UUID, heading: Heading, rows: Sequence[Examined], sha256: str
) -> HandOverList:
    """Keep the rows that were not imported before; the same file again adds nothing.

    Problems: `list_conflict` (409, the id or the batch stands for another list).
    """
    entry = kept_list(ctx, list_id, heading)
    # Rows are compared before the transaction, which takes long; meanwhile somebody may have imported them.
    old = imported_before(entry.unit_id, entry.issuer, [row.line.number for row in rows])
    fresh = [row for row in rows if row.line.number not in old]
    if not fresh:
        return entry
    db.session.execute(insert(HandOverRow), [columns(entry, row) for row in fresh])
    counts = Counter(row.finding.value for row in fresh)
    public = {"unit": entry.unit_id, "rows": len(fresh), "sha256": sha256, "found": dict(counts)}
    said = {"issuer": entry.issuer, "batch": entry.batch, "received_on": entry.received_on.isoformat()}
    append(ctx, [Fact(subject(entry.id), "hand_over_list_imported", public, said)])
    return entry


def kept_list(ctx: Context, list_id: UUID, heading: Heading) -> HandOverList:
    """The list of this id, or a new one."""
    same = (
        HandOverList.unit_id == heading.unit_id,
        HandOverList.issuer == heading.issuer,
        HandOverList.batch == heading.batch,
    )
    found = db.session.scalars(
        select(HandOverList).where((HandOverList.id == list_id) | (same[0] & same[1] & same[2]))
    )
    known = found.all()
    if not known:
        entry = HandOverList(id=list_id, imported_by=ctx.actor.id, imported_at=ctx.now, **vars(heading))
        db.session.add(entry)
        db.session.flush()
        return entry
    if [one.id for one in known] != [list_id] or told(known[0]) != heading:
        detail = "This batch of this issuer is here already; open that list and import into it."
        raise Problem("list_conflict", detail, 409, list_id=str(known[0].id))
    return known[0]


def told(entry: HandOverList) -> Heading:
    """What stands above the rows of a list."""
    return Heading(entry.unit_id, entry.issuer, entry.level, entry.batch, entry.received_on)


def columns(entry: HandOverList, row: Examined) -> Json:
    """A row as it is kept."""
    line, words = row.line, row.line.texts
    return {
        "id": uuid7(),
        "list_id": entry.id,
        "row": line.row,
        "number": line.number,
        "received_on": line.received_on,
        "place": words["place"],
        "site": words["site"],
        "lat_e7": line.lat_e7,
        "lon_e7": line.lon_e7,
        "category": line.category,
        "category_words": words["category"],
        "unit_id": row.unit_id,
        "unit_words": words["unit"],
        "due_on": line.due_on,
        "description": words["description"],
        "finding": row.finding,
        "sure": row.sure,
        "candidates": [vars(match) for match in row.matches],
        "decision": None,
        "remark": "",
    }


def decide(ctx: Context, list_id: UUID, decisions: Sequence[Decision]) -> None:
    """Do what a person says of some rows, all of it or nothing; a row decided so before stays as it is.

    Problems: `not_found`, `row_decided` (409), `case_needed`, `category_needed`, `remark_needed`, and those
    of filing.
    """
    entry = own_list(ctx, list_id)
    rows = locked_rows(entry, [one.row_id for one in decisions])
    facts: list[Fact] = []
    opened: dict[int, Opened] = {}
    done = [one for one in decisions if not already(rows[one.row_id], one)]
    for one in done:
        row = rows[one.row_id]
        if one.choice == MATCH:
            facts.append(match(ctx, entry, row, one))
        elif one.choice == NEW:
            opened[len(facts)] = new = file_row(ctx, entry, row, one)
            facts.append(new.fact)
        elif not one.remark:
            raise field_problem("remark", "Say why the row is left out.", "remark_needed")
        row.decision, row.remark = one.choice, one.remark
        row.decided_by, row.decided_at = ctx.actor.id, ctx.now
    if done:
        receipts = append(ctx, [*facts, decided_fact(entry, done, rows)])
        for at, new in opened.items():
            keep_last(new, receipts[at])


def locked_rows(entry: HandOverList, ids: Sequence[UUID]) -> dict[UUID, HandOverRow]:
    """The rows of a list, locked in the order of their ids; 404 when one is not of it."""
    query = select(HandOverRow).where(HandOverRow.list_id == entry.id, HandOverRow.id.in_(ids))
    rows = {row.id: row for row in db.session.scalars(query.order_by(HandOverRow.id).with_for_update())}
    if len(rows) != len(set(ids)) or len(ids) != len(set(ids)):
        raise Problem("not_found", "One of these rows is not of this list, or stands twice.", 404)
    return rows


def already(row: HandOverRow, one: Decision) -> bool:
    """Whether the row was decided so; 409 for another decision. What was left out may be taken in later."""
    if row.decision is None or (row.decision == LEAVE_OUT and one.choice != LEAVE_OUT):
        return False
    same_case = one.choice != MATCH or one.case_id in {None, row.case_id}
    if row.decision == one.choice and same_case:
        return True
    raise Problem("row_decided", f"Row {row.row} was decided meanwhile; look at it again.", 409)


def match(ctx: Context, entry: HandOverList, row: HandOverRow, one: Decision) -> Fact:
    """Say that the row means a case of ours; the case names the superior from now on."""
    first = row.candidates[0]["case"] if row.candidates else None
    wanted = one.case_id or (UUID(first) if first else None)
    if wanted is None:
        raise field_problem("case_id", "Choose the case that the row means.", "case_needed")
    case = lock_case(ctx, wanted)
    if case.status == Status.REJECTED:
        detail = "This case was rejected; choose another one, or make a new case of the row."
        raise Problem("case_rejected", detail, 409)
    fields = said_by(entry, row)
    add_reference(ctx, case, SUPERIOR_LIST, fields)
    row.case_id = case.id
    why = next((item for item in row.candidates if item["case"] == str(case.id)), {})
    public = {"source": SUPERIOR_LIST, "list": str(entry.id), "reason": why.get("reason", "chosen")}
    return Fact(subject_of(case.id), "case_named_by_superior", public, {"source_fields": fields})


def file_row(ctx: Context, entry: HandOverList, row: HandOverRow, one: Decision) -> Opened:
    """Make a case of the row by the door of every report, under the row's own id."""
    today = local_day(ctx.now)
    code = one.category or row.category
    if code is None:
        raise field_problem(
            "category", f"Row {row.row} names no category of ours; choose one.", "category_needed"
        )
    category = get_category(code, today)
    fields = said_by(entry, row)
    captured = min(ctx.now, midnight(row.received_on or entry.received_on))
    filing = Filing(
        row.id,
        json.dumps({"list": str(entry.id), "row": row.row, **fields}, ensure_ascii=False).encode(),
        category=code,
        note="\n".join(filter(None, (row.description, row.place))),
        fields={},
        captured_at=captured,
        position=place_of(row),
        photos=[],
        clock_offset_ms=None,
        source=SUPERIOR_LIST,
        source_fields=fields,
    )
    path = suggesting(route(filing.position, code, SUPERIOR_LIST, today), row.unit_id)
    rules = Rules(category, site_fields(category, row), path, get_source(SUPERIOR_LIST, today), fields)
    opened = open_report(ctx, filing, planned(ctx, filing, rules))
    if opened is None:
        raise Problem("row_decided", f"Row {row.row} was decided meanwhile; look at it again.", 409)
    row.case_id = row.id
    return opened


def suggesting(path: Route, unit_id: int | None) -> Route:
    """The way of a row: where our duties name nobody, the unit that the superior named is suggested."""
    if unit_id is None or path.duty.unit_id is not None:
        return path
    return replace(path, duty=replace(path.duty, unit_id=unit_id))


def site_fields(category: Category, row: HandOverRow) -> Json:
    """The name of the site where the category asks for one; a list answers nothing else of a form."""
    names = [field.name for field in category.fields if field.name in OPERATOR_FIELDS]
    return {names[0]: row.site} if names and row.site else {}


def place_of(row: HandOverRow) -> Position | None:
    """Where the superior says it is."""
    if row.lat_e7 is None or row.lon_e7 is None:
        return None
    return Position(row.lat_e7, row.lon_e7, None, None, "manual")


def said_by(entry: HandOverList, row: HandOverRow) -> Json:
    """What the superior demands, in the fields of the source."""
    received = row.received_on or entry.received_on
    values = {
        "issuer": entry.issuer,
        "level": entry.level,
        "superior_number": row.number,
        "batch": entry.batch,
        "received_on": received.isoformat(),
        "deadline": row.due_on and row.due_on.isoformat(),
        "unit": row.unit_words,
    }
    return {name: value for name, value in values.items() if value}


def decided_fact(entry: HandOverList, done: Sequence[Decision], rows: dict[UUID, HandOverRow]) -> Fact:
    """What was decided, in one entry of the list."""
    public = {choice: sum(one.choice == choice for one in done) for choice in (MATCH, NEW, LEAVE_OUT)}
    lines = [
        {
            "number": rows[one.row_id].number,
            "decision": one.choice,
            "case": str(rows[one.row_id].case_id or ""),
            "remark": one.remark,
        }
        for one in done
    ]
    return Fact(subject(entry.id), "hand_over_rows_decided", public, {"rows": lines})
