"""The doors of places: grids and stations as GeoJSON, base maps, and where a position belongs."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g

from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access
from inspect_app.core.transaction import read_transaction
from inspect_app.places import present, queries, schemas
from inspect_app.places.days import local_day
from inspect_app.places.lookup import place_position
from inspect_app.places.stations import ring_refs, rings_at, station_collection, stations_on
from inspect_app.places.tiles import base_maps

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
    today = local_day(g.now)
    with read_transaction():
        placement = place_position(**query_data, on=today)
        rings = rings_at(query_data["lat"], query_data["lon"], today)
    return json_with_etag({**present.placement_body(placement), "stations": ring_refs(rings)})


@blueprint.get("/stations")
@access(SIGNED_IN)
@blueprint.output(schemas.StationCollection)
def get_stations() -> Response:
    """The air quality stations of today, with the radii of the rings around them."""
    with read_transaction():
        return json_with_etag(station_collection(stations_on(local_day(g.now))))


@blueprint.get("/map/settings")
@access(SIGNED_IN)
@blueprint.output(schemas.MapSettingsOut)
def get_map_settings() -> Response:
    """The base maps this installation offers; an empty list means that no map is asked of anybody."""
    return json_with_etag({"base_maps": [one.wire() for one in base_maps()]})
