"""Routes of superiors' hand-over lists: bringing one in, deciding about rows, the sheet that goes back."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify, stream_with_context

from inspect_app.accounts.scope import reach
from inspect_app.cases.api.schemas import PageIn
from inspect_app.cases.models import Case
from inspect_app.core.context import Context
from inspect_app.core.errors import field_problem
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.shapes import LanguageIn
from inspect_app.core.sheets import sent_file, workbook_response
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.places.datum import Datum
from inspect_app.places.days import local_day
from inspect_app.supervision.handover.answers import (
    DecidedOut,
    DecisionsIn,
    HandOverListOut,
    HandOverListsOut,
    HandOverRowsOut,
    ListImportIn,
    ListImportOut,
    RowsIn,
)
from inspect_app.supervision.handover.columns import BY_NAME, FINDINGS
from inspect_app.supervision.handover.examining import Examined, examine
from inspect_app.supervision.handover.export import log_export, sheet_of, template
from inspect_app.supervision.handover.present import case_json, present_lists, present_rows, told
from inspect_app.supervision.handover.queries import find_list, heads_of, list_lists, list_rows, rows_of
from inspect_app.supervision.handover.reading import Fault, ReadList, read_list
from inspect_app.supervision.handover.service import Heading, decide, import_rows

blueprint = APIBlueprint("hand_over", __name__, tag="hand-over lists")

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.AUDITOR)
MOST_TOLD = 200


@blueprint.get("/hand-over-lists")
@access(*READERS)
@blueprint.input(PageIn, location="query")
@blueprint.output(HandOverListsOut)
def get_lists(query_data: Json) -> Response:
    """The lists handed down to the caller's units, last imported first."""
    rows, cursor = list_lists(current_context(), query_data["cursor"], query_data["limit"])
    return jsonify({"items": present_lists(rows), "next_cursor": cursor})


@blueprint.get("/hand-over-lists/template.xlsx")
@access(Role.SUPERVISOR)
@blueprint.input(LanguageIn, location="query")
@blueprint.doc(responses={200: "An empty list with the columns that are read"})
def get_template(query_data: Json) -> Response:
    """An empty list to fill in."""
    return workbook_response(template(query_data["lang"]), "hand-over-list")


@blueprint.put("/hand-over-lists/<uuid:list_id>")
@access(Role.SUPERVISOR)
@blueprint.input(ListImportIn, location="query")
@blueprint.output(ListImportOut)
def put_list(list_id: UUID, query_data: Json) -> Response:
    """What the workbook in the body would bring; with `apply` its rows are kept, once for each number."""
    ctx = current_context()
    tried = try_file(ctx, query_data, sent_file())
    if not query_data["apply"]:
        return jsonify({**tried.answer, "applied": False, "list_id": None})
    with write_transaction():
        entry = import_rows(ctx, list_id, tried.heading, tried.rows, tried.sha256)
        return jsonify({**tried.answer, "applied": True, "list_id": str(entry.id)})


class Tried(NamedTuple):
    """A file as it was compared, before anything of it is kept."""

    heading: Heading
    rows: list[Examined]
    sha256: str
    answer: Json


def try_file(ctx: Context, query: Json, data: bytes) -> Tried:
    """Read a list and compare its rows with our cases, which takes long: nobody waits to write meanwhile."""
    found = read_list(data, Datum(query["datum"]), local_day(ctx.now))
    sha256 = hashlib.sha256(data).hexdigest()
    with read_transaction():
        heading = heading_of(ctx, query)
        rows = examine(ctx, heading.unit_id, heading.issuer, found.rows)
        return Tried(heading, rows, sha256, import_json(rows, found, sha256))


def heading_of(ctx: Context, query: Json) -> Heading:
    """What stands above the rows; the unit is the caller's own where none is named."""
    own = ctx.actor.units_as(Role.SUPERVISOR)
    unit = query["unit"] or min(own)
    if unit not in reach(ctx.actor, Role.SUPERVISOR):
        raise field_problem("unit", "Choose a unit that you supervise.", "unknown_unit")
    if query["received_on"] > local_day(ctx.now):
        raise field_problem("received_on", "A list cannot have come in the future.")
    return Heading(unit, *(query[name] for name in ("issuer", "level", "batch", "received_on")))


def import_json(rows: list[Examined], found: ReadList, sha256: str) -> Json:
    """What a file would bring, the doubtful rows first."""
    first = sorted(rows, key=lambda one: (one.sure, one.line.row))[:MOST_TOLD]
    cases = heads_of([UUID(one.matches[0].case) for one in first if one.matches])
    return {
        "sha256": sha256,
        "rows": len(rows),
        "sure": sum(one.sure for one in rows),
        "findings": Counter(one.finding.value for one in rows),
        "faults_total": len(found.faults),
        "faults": [fault_json(one) for one in found.faults[:MOST_TOLD]],
        "tried": [tried_json(one, cases) for one in first],
    }


def fault_json(one: Fault) -> Json:
    """What is wrong with a cell."""
    column = BY_NAME[one.column]
    return {**vars(one), "column": {"zh": column.zh, "en": column.en}}


def tried_json(one: Examined, cases: Mapping[UUID, Case]) -> Json:
    """What a row would be."""
    best = one.matches[0] if one.matches else None
    return {
        "row": one.line.row,
        "number": one.line.number,
        "place": one.line.texts["place"],
        "description": one.line.texts["description"],
        "finding": {"code": one.finding, **FINDINGS[one.finding]},
        "sure": one.sure,
        "best": best and {**case_json(cases[UUID(best.case)]), **told(vars(best))},
    }


@blueprint.get("/hand-over-lists/<uuid:list_id>")
@access(*READERS)
@blueprint.output(HandOverListOut)
def get_list(list_id: UUID) -> Response:
    """One list and how far it is."""
    return jsonify(present_lists([find_list(current_context(), list_id)])[0])


@blueprint.get("/hand-over-lists/<uuid:list_id>/rows")
@access(*READERS)
@blueprint.input(RowsIn, location="query")
@blueprint.output(HandOverRowsOut)
def get_rows(list_id: UUID, query_data: Json) -> Response:
    """The rows of a list in the order of the file."""
    ctx = current_context()
    entry = find_list(ctx, list_id)
    rows, cursor = list_rows(entry.id, query_data, query_data["cursor"], query_data["limit"])
    return jsonify({"items": present_rows(rows, ctx.now), "next_cursor": cursor})


@blueprint.post("/hand-over-lists/<uuid:list_id>/decisions")
@access(Role.SUPERVISOR)
@blueprint.input(DecisionsIn)
@blueprint.output(DecidedOut)
def post_decisions(list_id: UUID, json_data: Json) -> Response:
    """Say which rows are cases that exist, which become new ones, and which are left out."""
    ctx, decisions = current_context(), json_data["rows"]
    with write_transaction():
        decide(ctx, list_id, decisions)
    with read_transaction():
        rows = rows_of(list_id, [one.row_id for one in decisions])
        told_list = present_lists([find_list(ctx, list_id)])[0]
        return jsonify({"list": told_list, "rows": present_rows(rows, ctx.now)})


@blueprint.get("/hand-over-lists/<uuid:list_id>/reconciliation.xlsx")
@access(*READERS)
@blueprint.input(LanguageIn, location="query")
@blueprint.doc(responses={200: "The list with what became of each row; the log keeps that it was taken"})
def get_reconciliation(list_id: UUID, query_data: Json) -> Response:
    """What goes back to the superior."""
    ctx = current_context()
    with write_transaction():
        entry = find_list(ctx, list_id)
        log_export(ctx, entry)
    sheet = sheet_of(ctx, list_id, query_data["lang"])
    return workbook_response(stream_with_context(sheet), f"reconciliation-{list_id}")
