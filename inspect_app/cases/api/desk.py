"""Routes of the desks: counts of what waits, likely duplicates of a case, a person's saved filters."""

from typing import Any
from uuid import UUID

from flask import Response

from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.desk_answers import (
    CountsOut,
    DuplicatesOut,
    SavedFilterIn,
    SavedFilterOut,
    SavedFiltersOut,
)
from inspect_app.cases.duplicates import suggestions
from inspect_app.cases.present.desk import counts_json, duplicates_json, saved_filter_json
from inspect_app.cases.queries import get_case
from inspect_app.cases.queues import tallies, waiting_requests
from inspect_app.cases.saved_filters import filters_of, forget_filter, save_filter
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.transaction import write_transaction

Json = dict[str, Any]


@blueprint.get("/cases/counts")
@access(SIGNED_IN)
@blueprint.output(CountsOut)
def get_counts() -> Response:
    """How many open cases in the caller's scope stand where; cheap to ask again."""
    ctx = current_context()
    return json_with_etag(counts_json(tallies(ctx), waiting_requests(ctx)))


@blueprint.get("/cases/<uuid:case_id>/duplicates")
@access(SIGNED_IN)
@blueprint.output(DuplicatesOut)
def get_duplicates(case_id: UUID) -> Response:
    """Open cases in the caller's scope that may be the same problem, the likeliest first."""
    ctx = current_context()
    found = suggestions(ctx, get_case(ctx, case_id))
    return json_with_etag({"items": duplicates_json(found, ctx.now)})


@blueprint.get("/me/filters")
@access(SIGNED_IN)
@blueprint.output(SavedFiltersOut)
def list_filters() -> Response:
    """The caller's saved filters."""
    return json_with_etag(
        {"items": [saved_filter_json(row) for row in filters_of(current_context().actor.id)]}
    )


@blueprint.put("/me/filters/<uuid:filter_id>")
@access(SIGNED_IN)
@blueprint.input(SavedFilterIn)
@blueprint.output(SavedFilterOut, status_code=201)
def put_filter(filter_id: UUID, json_data: Json) -> tuple[Json, int]:
    """Save a filter under an id the app made, or change one."""
    with write_transaction():
        row, new = save_filter(current_context(), filter_id, **json_data)
        return saved_filter_json(row), 201 if new else 200


@blueprint.delete("/me/filters/<uuid:filter_id>")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def delete_filter(filter_id: UUID) -> Response:
    """Forget a filter."""
    with write_transaction():
        forget_filter(current_context(), filter_id)
    return Response(status=204)
