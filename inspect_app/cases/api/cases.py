"""Routes that read cases: the list, one case, its history."""

from typing import Any
from uuid import UUID

from flask import Response

from inspect_app.cases.api.answers import CaseOut
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.deadline_answers import ExplainedClocksOut
from inspect_app.cases.api.lists import CaseListOut, HistoryOut
from inspect_app.cases.api.schemas import CaseListIn
from inspect_app.cases.listing import list_cases
from inspect_app.cases.present.deadlines import explain_clocks
from inspect_app.cases.present.story import present_history
from inspect_app.cases.present.summary import present_list
from inspect_app.cases.present.whole import present_case
from inspect_app.cases.queries import get_case
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context

Json = dict[str, Any]


@blueprint.get("/cases")
@access(SIGNED_IN)
@blueprint.input(CaseListIn, location="query")
@blueprint.output(CaseListOut)
def get_cases(query_data: Json) -> Response:
    """The cases in the caller's scope, last changed first."""
    ctx = current_context()
    rows, cursor = list_cases(ctx, **query_data)
    return json_with_etag({"items": present_list(rows, ctx.now), "next_cursor": cursor})


@blueprint.get("/cases/<uuid:case_id>")
@access(SIGNED_IN)
@blueprint.output(CaseOut)
def get_one_case(case_id: UUID) -> Response:
    """One case with everything the caller may see and do."""
    ctx = current_context()
    return json_with_etag(present_case(ctx, get_case(ctx, case_id)))


@blueprint.get("/cases/<uuid:case_id>/clocks")
@access(SIGNED_IN)
@blueprint.output(ExplainedClocksOut)
def get_clocks(case_id: UUID) -> Response:
    """Every deadline of a case, explained line by line."""
    case = get_case(current_context(), case_id)
    return json_with_etag({"items": explain_clocks(case)})


@blueprint.get("/cases/<uuid:case_id>/history")
@access(SIGNED_IN)
@blueprint.output(HistoryOut)
def get_history(case_id: UUID) -> Response:
    """What happened to a case, read from the log."""
    case = get_case(current_context(), case_id)
    return json_with_etag({"items": present_history(case), "next_cursor": None})
