"""Routes of reports: filing one, and looking at one's own."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from inspect_app.cases.api.answers import ReportOut, ReportReceiptOut
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.lists import ReportListOut
from inspect_app.cases.api.schemas import PageIn, ReportIn
from inspect_app.cases.filing import REPORTERS, Filed, Filing, file_report, known_report, plan_report
from inspect_app.cases.present.own import present_own_reports
from inspect_app.cases.present.whole import present_case
from inspect_app.cases.queries import get_case, get_report, own_reports
from inspect_app.core.clock import to_iso
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.transaction import read_transaction, write_transaction

Json = dict[str, Any]


@blueprint.put("/reports/<uuid:report_id>")
@access(*REPORTERS)
@blueprint.input(ReportIn)
@blueprint.output(ReportReceiptOut, status_code=201)
def put_report(report_id: UUID, json_data: Json) -> Response:
    """File a report under an id the phone made; the same body again gives the same answer with 200."""
    ctx, filing = current_context(), filing_of(report_id, json_data, request.get_data())
    with read_transaction():
        if (known := known_report(ctx, filing)) is not None:
            return answer(receipt_of(known), 200)
        plan = plan_report(ctx, filing)
    with write_transaction(shares=True):
        filed = file_report(ctx, filing, plan)
    return answer(receipt_of(filed), 201 if filed.new else 200)


def filing_of(report_id: UUID, data: Json, body: bytes) -> Filing:
    """A report as a value, its raw body with it."""
    plain = {name: data[name] for name in ("category", "note", "captured_at", "position", "photos")}
    offset = data["client"].get("clock_offset_ms")
    origin = {name: data[name] for name in ("source", "source_fields")}
    return Filing(report_id, body, fields=data["fields_"], clock_offset_ms=offset, **plain, **origin)


@blueprint.get("/reports/<uuid:report_id>")
@access(SIGNED_IN)
@blueprint.output(ReportOut)
def get_one_report(report_id: UUID) -> Response:
    """One report with its case."""
    ctx = current_context()
    report = get_report(ctx, report_id)
    case = get_case(ctx, report.case_id)
    return jsonify({**receipt_of(Filed(report, case.number, new=False)), "case": present_case(ctx, case)})


def answer(body: Json, status: int) -> Response:
    """A JSON answer with a status of its own."""
    response = jsonify(body)
    response.status_code = status
    return response


def receipt_of(filed: Filed) -> Json:
    """What the phone keeps of a report that has arrived."""
    report = filed.report
    return {
        "id": str(report.id),
        "case_id": str(report.case_id),
        "number": filed.number,
        "received_at": to_iso(report.received_at),
        "log_index": report.log_index,
        "leaf_hash": report.leaf_hash,
    }


@blueprint.get("/reports")
@access(SIGNED_IN)
@blueprint.input(PageIn, location="query")
@blueprint.output(ReportListOut)
def list_reports(query_data: Json) -> Json | Response:
    """The caller's own reports, newest first."""
    reports, cursor = own_reports(current_context().actor, query_data["cursor"], query_data["limit"])
    return jsonify({"items": present_own_reports(reports), "next_cursor": cursor})
