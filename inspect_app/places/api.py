"""The doors of places: grids as GeoJSON, and where a position belongs."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g

from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access
from inspect_app.core.transaction import read_transaction
from inspect_app.places import present, queries, schemas
from inspect_app.places.days import local_day
from inspect_app.places.lookup import place_position

blueprint = APIBlueprint("places", __name__, tag="places")

Json = dict[str, Any]


@blueprint.get("/grids")
@access(SIGNED_IN)
@blueprint.input(schemas.GridsQuery, location="query")
@blueprint.output(schemas.GridCollection)
def get_grids(query_data: Json) -> Response:
    """The grids of today in which the caller works."""
    with read_transaction():
        grids = queries.grids_of(g.actor, local_day(g.now))
    return json_with_etag(present.grid_collection(grids, query_data["tolerance_m"]))


@blueprint.get("/places/lookup")
@access(SIGNED_IN)
@blueprint.input(schemas.LookupQuery, location="query")
@blueprint.output(schemas.PlacementOut)
def get_lookup(query_data: Json) -> Response:
    """The grid of a position today, and the other grids that its accuracy circle touches."""
    with read_transaction():
        placement = place_position(**query_data, on=local_day(g.now))
    return json_with_etag(present.placement_body(placement))
