"""Routes of duty tables: drafting, checking, bringing into force, and why a case went where it did."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify
from sqlalchemy import func, select

from inspect_app.cases.duties.answers import (
    DisputesOut,
    DutyDraftIn,
    DutyEnactIn,
    DutyRowsIn,
    DutySheetIn,
    DutySheetOut,
    DutyTableOut,
    DutyTablesOut,
    RoutingOut,
    WholeDutyTableOut,
)
from inspect_app.cases.duties.checking import check_table, refuse_unknown
from inspect_app.cases.duties.disputes import disputes_json
from inspect_app.cases.duties.explaining import why_json
from inspect_app.cases.duties.models import DutyRow, DutyTable
from inspect_app.cases.duties.present import (
    FAULT_WORDS,
    names_of_tables,
    rows_json,
    table_json,
    verdict_json,
)
from inspect_app.cases.duties.queries import (
    as_draft,
    books,
    codes_of,
    get_table,
    list_tables,
    rows_of,
    table_on,
)
from inspect_app.cases.duties.service import Order, draft_table, drop_draft, enact, may_enact, replace_rows
from inspect_app.cases.duties.table_sheet import Draft, cells, columns, read_sheet
from inspect_app.cases.forms import clean_text
from inspect_app.cases.queries import get_case
from inspect_app.core.db import db
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.sheets import sent_file, workbook_response
from inspect_app.core.table_file import faults_told
from inspect_app.core.transaction import write_transaction
from inspect_app.core.workbook import workbook
from inspect_app.places.days import local_day

blueprint = APIBlueprint("duties", __name__, tag="duties")

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.AUDITOR, Role.SECADMIN)
WRITERS = (Role.SUPERVISOR, Role.SECADMIN)
SHEET = {"zh": "职责分工表", "en": "Duty table"}


@blueprint.get("/duty-tables")
@access(*READERS)
@blueprint.output(DutyTablesOut)
def get_tables() -> Response:
    """Drafts, then the tables that are or were in force, the latest first; a hundred at most."""
    ctx = current_context()
    tables = list_tables()
    counted = select(DutyRow.table_id, func.count()).group_by(DutyRow.table_id)
    rows = dict(db.session.execute(counted).all())
    names, current = names_of_tables(tables), table_on(local_day(ctx.now))
    items = [table_json(one, names, rows.get(one.id, 0)) for one in tables]
    return json_with_etag(
        {"items": items, "current": current and str(current), "may_enact": may_enact(ctx.actor)}
    )


@blueprint.get("/duty-tables/<uuid:table_id>")
@access(*READERS)
@blueprint.output(WholeDutyTableOut)
def get_one_table(table_id: UUID) -> Response:
    """A table with its rows and everything that is wrong with it."""
    return json_with_etag(whole(get_table(table_id)))


def whole(table: DutyTable) -> Json:
    """A table with its rows."""
    rows = rows_of(table.id)
    verdict = check_table([as_draft(row) for row in rows], current_context().now)
    line = table_json(table, names_of_tables([table]), len(rows))
    return {**line, "rows": rows_json(rows), "check": verdict_json(verdict)}


@blueprint.put("/duty-tables/<uuid:table_id>")
@access(*WRITERS)
@blueprint.input(DutyDraftIn)
@blueprint.output(DutyTableOut, status_code=201)
def put_table(table_id: UUID, json_data: Json) -> Response:
    """A new draft (201), or another name for one that is there (200); it decides nothing yet."""
    name, document = clean_text(json_data["name"]), clean_text(json_data["document"])
    with write_transaction():
        table, new = draft_table(current_context(), table_id, name, document, copy=json_data["copy"])
    response = jsonify(table_json(table, names_of_tables([table]), len(rows_of(table.id))))
    response.status_code = 201 if new else 200
    return response


@blueprint.delete("/duty-tables/<uuid:table_id>")
@access(*WRITERS)
@blueprint.output({}, status_code=204)
def delete_table(table_id: UUID) -> tuple[str, int]:
    """Throw a draft away; 409 for a table in force."""
    with write_transaction():
        drop_draft(table_id)
    return "", 204


@blueprint.put("/duty-tables/<uuid:table_id>/rows")
@access(*WRITERS)
@blueprint.input(DutyRowsIn)
@blueprint.output(WholeDutyTableOut)
def put_rows(table_id: UUID, json_data: Json) -> Response:
    """Give a draft these rows instead of those it had."""
    drafts = [draft_of(line, row) for line, row in enumerate(json_data["rows"], start=2)]
    with write_transaction():
        refuse_unknown(drafts, local_day(current_context().now))
        table = replace_rows(current_context(), table_id, drafts)
    return jsonify(whole(table))


def draft_of(line: int, row: Json) -> Draft:
    """A row as it was sent."""
    helpers = tuple(dict.fromkeys(one for one in row["helper_ids"] if one != row["unit_id"]))
    key = (row["category"], row["area_id"], row["source"])
    basis = clean_text(row["basis"])
    return Draft(line, *key, row["unit_id"], helpers, row["percent"], row["priority"], basis)


@blueprint.post("/duty-tables/<uuid:table_id>/sheet")
@access(*WRITERS)
@blueprint.output(DutySheetOut)
def post_sheet(table_id: UUID) -> Response:
    """Give a draft the rows of the workbook or CSV in the body; with faults, all are told and none taken."""
    ctx = current_context()
    reading = read_sheet(sent_file(), books(local_day(ctx.now)))
    if not reading.faults:
        with write_transaction():
            replace_rows(ctx, table_id, reading.drafts)
    return jsonify({"rows": len(reading.drafts), **faults_told(reading.faults, FAULT_WORDS)})


@blueprint.get("/duty-tables/<uuid:table_id>/sheet.xlsx")
@access(*READERS)
@blueprint.input(DutySheetIn, location="query")
@blueprint.doc(responses={200: "The rows as a workbook that can be sent back"})
def get_sheet(table_id: UUID, query_data: Json) -> Response:
    """The rows of a table as a workbook."""
    language = query_data["lang"]
    drafts = [as_draft(row) for row in rows_of(get_table(table_id).id)]
    codes = codes_of(drafts)
    lines = [cells(draft, codes) for draft in drafts]
    return workbook_response([b"".join(workbook(SHEET[language], columns(language), lines))], "duties")


@blueprint.post("/duty-tables/<uuid:table_id>/enact")
@access(*WRITERS)
@blueprint.input(DutyEnactIn)
@blueprint.output(WholeDutyTableOut)
def post_enact(table_id: UUID, json_data: Json) -> Response:
    """Bring a draft into force from a day on: a topmost supervisor, or a security administrator."""
    order = Order(json_data["valid_from"], clean_text(json_data["reason"]), json_data["accept_gaps"])
    with write_transaction():
        table = enact(current_context(), table_id, order)
    return jsonify(whole(table))


@blueprint.get("/duty-tables/<uuid:table_id>/disputes")
@access(*READERS)
@blueprint.output(DisputesOut)
def get_disputes(table_id: UUID) -> Response:
    """How often units refused what this table routed, by row and by unit."""
    return json_with_etag(disputes_json(get_table(table_id).id))


@blueprint.get("/cases/<uuid:case_id>/routing")
@access(SIGNED_IN)
@blueprint.output(RoutingOut)
def get_routing(case_id: UUID) -> Response:
    """Why the case was routed as it was, line by line."""
    ctx = current_context()
    return json_with_etag(why_json(ctx, get_case(ctx, case_id)))
