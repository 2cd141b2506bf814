"""Routes of the ledger: reading it, taking it away, signing off, feedback, and what comes back in a file."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify, stream_with_context

from inspect_app.audit.log import Receipt
from inspect_app.cases.api.actions import Once, done_once
from inspect_app.cases.lines import line_of
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.core.etags import fresh, required_version
from inspect_app.core.guards import access, current_context
from inspect_app.core.idempotency import request_hash, required_key
from inspect_app.core.roles import Role
from inspect_app.core.sheets import sent_file
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.core.workbook import MEDIA_TYPE
from inspect_app.supervision.freshness import log_tag
from inspect_app.supervision.ledger.answers import (
    FeedbackIn,
    ImportOut,
    LedgerCountOut,
    LedgerOut,
    SignoffIn,
    WrittenOut,
)
from inspect_app.supervision.ledger.asking import ExportIn, ImportIn, LedgerFilterIn
from inspect_app.supervision.ledger.cells import line_json
from inspect_app.supervision.ledger.columns import BY_NAME
from inspect_app.supervision.ledger.export import csv_of, log_export, sheet_of
from inspect_app.supervision.ledger.importing import MOST_TOLD, Findings, Remark, examine, take
from inspect_app.supervision.ledger.lines import lines_of, names_of
from inspect_app.supervision.ledger.queries import count_ledger, find_line, list_ledger
from inspect_app.supervision.ledger.reading import read_ledger
from inspect_app.supervision.ledger.service import Told, give_feedback, sign_off

blueprint = APIBlueprint("ledger", __name__, tag="ledger")

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.HANDLER, Role.AUDITOR)


@blueprint.get("/ledger")
@access(*READERS)
@blueprint.input(LedgerFilterIn, location="query")
@blueprint.output(LedgerOut)
def get_ledger(query_data: Json) -> Response:
    """The cases the caller answers for, last reported first."""
    ctx = current_context()
    tag = log_tag(ctx.actor, "ledger", query_data["wanted"].told, minute(ctx))

    def make() -> Json:
        cases, cursor = list_ledger(ctx, query_data["wanted"], query_data["cursor"], query_data["limit"])
        lines = lines_of(cases)
        names = names_of(lines)
        return {"items": [line_json(line, names, ctx.now) for line in lines], "next_cursor": cursor}

    return fresh(tag, make)


def minute(ctx: Context) -> str:
    """What a line says of its lateness holds for a minute."""
    return ctx.now.replace(second=0, microsecond=0).isoformat()


@blueprint.get("/ledger/count")
@access(*READERS)
@blueprint.input(LedgerFilterIn, location="query")
@blueprint.output(LedgerCountOut)
def get_ledger_count(query_data: Json) -> Response:
    """How many cases the filter leaves."""
    ctx, wanted = current_context(), query_data["wanted"]
    tag = log_tag(ctx.actor, "count", wanted.told, minute(ctx))
    return fresh(tag, lambda: {"cases": count_ledger(ctx, wanted)})


@blueprint.get("/ledger.xlsx")
@access(*READERS)
@blueprint.input(ExportIn, location="query")
@blueprint.doc(responses={200: "The filtered ledger as a workbook; the log keeps that it was taken"})
def get_ledger_sheet(query_data: Json) -> Response:
    """The whole filtered ledger, sent while it is read."""
    return taken(query_data, sheet_of, "xlsx", MEDIA_TYPE)


@blueprint.get("/ledger.csv")
@access(*READERS)
@blueprint.input(ExportIn, location="query")
@blueprint.doc(responses={200: "The same columns as CSV in UTF-8; the log keeps that it was taken"})
def get_ledger_csv(query_data: Json) -> Response:
    """The whole filtered ledger as CSV that Excel opens, sent while it is read."""
    return taken(query_data, csv_of, "csv", "text/csv")


def taken(query_data: Json, make: Callable[..., Iterator[bytes]], form: str, media_type: str) -> Response:
    """The file, once the log has it that it is taken away."""
    ctx, wanted = current_context(), query_data["wanted"]
    with write_transaction():
        log_export(ctx, wanted, form)
    file = make(ctx, wanted, query_data["lang"])
    response = Response(stream_with_context(file), mimetype=media_type)
    stamp = (to_iso(ctx.now) or "")[:19].replace(":", "")
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{stamp}Z.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/cases/<uuid:case_id>/signoff")
@access(Role.SUPERVISOR)
@blueprint.input(SignoffIn)
@blueprint.output(WrittenOut)
def post_signoff(case_id: UUID, json_data: Json) -> Response:
    """Sign the closing of a case off, or refuse to; needs If-Match and Idempotency-Key."""
    ctx, version = current_context(), required_version()
    return written(ctx, case_id, lambda: sign_off(ctx, case_id, version=version, **json_data))


@blueprint.post("/cases/<uuid:case_id>/feedback")
@access(Role.HANDLER)
@blueprint.input(FeedbackIn)
@blueprint.output(WrittenOut)
def post_feedback(case_id: UUID, json_data: Told) -> Response:
    """Say what was done today, how far it is, and how much of what; needs Idempotency-Key."""
    ctx = current_context()
    return written(ctx, case_id, lambda: give_feedback(ctx, case_id, json_data))


def written(ctx: Context, case_id: UUID, do: Callable[[], Receipt]) -> Response:
    """Do it once for its key, and show the line as it is then."""
    find_line(ctx, case_id)
    outcome, _ = done_once(ctx, Once(required_key(), request_hash()), case_id, do)
    with read_transaction():
        lines = lines_of([line_of(find_line(ctx, case_id))])
        shown = line_json(lines[0], names_of(lines), ctx.now)
    return jsonify({"line": shown, "log_index": outcome.log_index})


@blueprint.post("/ledger/imports")
@access(Role.HANDLER)
@blueprint.input(ImportIn, location="query")
@blueprint.output(ImportOut)
def post_import(query_data: Json) -> Response:
    """What the workbook in the body would change, cell by cell; with `apply` all of it, or nothing."""
    ctx, data = current_context(), sent_file()
    lines = read_ledger(data)
    if not query_data["apply"]:
        return jsonify(findings_json(examine(ctx, data, lines, query_data["lang"]), applied=False))
    with write_transaction():
        findings = examine(ctx, data, lines, query_data["lang"])
        take(ctx, findings)
        return jsonify(findings_json(findings, applied=True))


def findings_json(findings: Findings, *, applied: bool) -> Json:
    """What was found in a file."""
    return {
        "sha256": findings.sha256,
        "lines": findings.lines,
        "unchanged": findings.unchanged,
        "applied": applied,
        "faults_total": len(findings.faults),
        "differences_total": len(findings.differences),
        "changes_total": len(findings.changes),
        "faults": [remark_json(one) for one in findings.faults[:MOST_TOLD]],
        "differences": [remark_json(one) for one in findings.differences[:MOST_TOLD]],
        "changes": [
            {"row": one.row, "number": one.case.number, **vars(one.told)}
            for one in findings.changes[:MOST_TOLD]
        ],
    }


def remark_json(one: Remark) -> Json:
    """What is to be said of a cell."""
    column = BY_NAME[one.column]
    label = {"zh": column.zh, "en": column.en}
    return {"cell": one.cell, "code": one.code, "column": label, "found": one.found, "record": one.record}
