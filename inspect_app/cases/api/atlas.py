"""Routes of the map: the cases of a view, gathered by the server, and those nearest to a place."""

from typing import Any

from flask import Response

from inspect_app.cases.api.atlas_schemas import MapIn, MapOut, NearIn, NearOut
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.atlas.near import nearest
from inspect_app.cases.atlas.present import present_atlas, present_near
from inspect_app.cases.atlas.queries import survey
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context

Json = dict[str, Any]


@blueprint.get("/cases/map")
@access(SIGNED_IN)
@blueprint.input(MapIn, location="query")
@blueprint.output(MapOut)
def get_map(query_data: Json) -> Response:
    """The cases of a view in the caller's scope: one by one when they are few, else gathered in squares."""
    return json_with_etag(present_atlas(survey(current_context(), **query_data)))


@blueprint.get("/cases/near")
@access(SIGNED_IN)
@blueprint.input(NearIn, location="query")
@blueprint.output(NearOut)
def get_near(query_data: Json) -> Response:
    """The cases nearest to a place, with `distance_m` and `uncertainty_m`; at most 128 km away."""
    ctx = current_context()
    return json_with_etag(present_near(nearest(ctx, **query_data), ctx.now))
