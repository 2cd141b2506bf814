"""The blueprint of cases, and the answer to a stale version: the fresh case beside the refusal."""

from apiflask import APIBlueprint
from flask import Response

from inspect_app.cases.present.whole import present_case
from inspect_app.cases.queries import get_case
from inspect_app.cases.service import StaleVersion
from inspect_app.core.errors import problem_response
from inspect_app.core.guards import current_context

blueprint = APIBlueprint("cases", __name__, tag="cases")


@blueprint.errorhandler(StaleVersion)
def stale(error: StaleVersion) -> Response:
    """409 with the case as it is now."""
    ctx = current_context()
    error.extra["case"] = present_case(ctx, get_case(ctx, error.case_id))
    return problem_response(error)
