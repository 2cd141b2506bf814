"""Routes of checklists and visits."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from inspect_app.cases.api.schemas import PageIn
from inspect_app.core.context import Context
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.places.days import local_day
from inspect_app.registry.queries import get_entry
from inspect_app.registry.rights import READERS, VISITORS
from inspect_app.registry.visits.checklists import checklists_on
from inspect_app.registry.visits.door import bring_in
from inspect_app.registry.visits.models import Visit
from inspect_app.registry.visits.present import checklist_json, present_proofs, present_visits
from inspect_app.registry.visits.queries import get_visit, visits_to
from inspect_app.registry.visits.schemas import ChecklistsOut, EntryVisitsOut, VisitIn, VisitOut

blueprint = APIBlueprint("visits", __name__, tag="registry")
Json = dict[str, Any]


@blueprint.get("/checklists")
@access(*READERS)
@blueprint.output(ChecklistsOut)
def get_checklists() -> Response:
    """The checklists in force today."""
    today = local_day(current_context().now)
    return json_with_etag({"items": [checklist_json(one) for one in checklists_on(today)]})


@blueprint.put("/visits/<uuid:visit_id>")
@access(*VISITORS)
@blueprint.input(VisitIn)
@blueprint.output(VisitOut, status_code=201)
def put_visit(visit_id: UUID, json_data: Json) -> Response:
    """Take a visit under an id the phone made; what failed becomes a case; the same body again gives 200."""
    ctx = current_context()
    new = bring_in(ctx, visit_id, request.get_data(), json_data)
    return visit_answer(ctx, get_visit(visit_id), 201 if new else 200)


def visit_answer(ctx: Context, visit: Visit, status: int) -> Response:
    """A visit on the wire."""
    response = jsonify(present_visits(ctx, [visit])[0])
    response.status_code = status
    return response


@blueprint.get("/visits/<uuid:visit_id>")
@access(*READERS)
@blueprint.output(VisitOut)
def get_one_visit(visit_id: UUID) -> Response:
    """One visit."""
    return visit_answer(current_context(), get_visit(visit_id), 200)


@blueprint.get("/registry/entries/<uuid:entry_id>/visits")
@access(*READERS)
@blueprint.input(PageIn, location="query")
@blueprint.output(EntryVisitsOut)
def get_visits(entry_id: UUID, query_data: Json) -> Response:
    """The visits to an entry, last first, and how far its proofs are."""
    ctx, entry = current_context(), get_entry(entry_id)
    rows, cursor = visits_to(entry.id, query_data["cursor"], query_data["limit"])
    body = {"items": present_visits(ctx, rows), "next_cursor": cursor}
    return json_with_etag({**body, "proofs": present_proofs(ctx, entry)})
