"""The doors of places: grids as GeoJSON, and where a position belongs."""

from apiflask import APIBlueprint

blueprint = APIBlueprint("places", __name__, tag="Places")
