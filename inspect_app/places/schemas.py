"""The wire forms of places."""

from apiflask import Schema
from apiflask.fields import Dict, Float, Integer, List, Nested, String
from apiflask.validators import Equal, OneOf, Range

from inspect_app.places.index import PlaceState


class GridsQuery(Schema):
    """How exact the shapes have to be."""

    tolerance_m = Float(load_default=0.0, validate=Range(0, 1000))


class LookupQuery(Schema):
    """A WGS-84 position in degrees and the radius of its accuracy circle in metres."""

    lat = Float(required=True, validate=Range(-90, 90))
    lon = Float(required=True, validate=Range(-180, 180))
    accuracy_m = Float(load_default=0.0, validate=Range(0, 1_000_000))


class GridOut(Schema):
    """A grid by its names."""

    id = Integer(required=True)
    code = String(required=True)
    name = String(required=True)


class RingOut(Schema):
    """A station near a position: metres to it, and the radius of the smallest ring around both."""

    code = String(required=True)
    name = String(required=True)
    distance_m = Float(required=True)
    ring_m = Integer(required=True)


class PlacementOut(Schema):
    """Where a position belongs; `distance_m` is given for `near`."""

    state = String(required=True, metadata={"enum": [state.value for state in PlaceState]})
    grid = Nested(GridOut, required=True, allow_none=True)
    candidates = List(Nested(GridOut), required=True)
    distance_m = Float(required=True, allow_none=True)
    stations = List(Nested(RingOut), required=True)


class BaseMapOut(Schema):
    """Tile layers drawn over each other; the client fills `{z}`, `{x}`, `{y}`, `{a-c}` and `{0-7}`."""

    id = String(required=True)
    label = Dict(required=True)
    urls = List(String(), required=True)
    datum = String(required=True, validate=OneOf(["wgs84", "gcj02"]))
    attribution = String(required=True)
    max_zoom = Integer(required=True)


class MapSettingsOut(Schema):
    """What maps may be drawn on."""

    base_maps = List(Nested(BaseMapOut), required=True)


class GridProperties(GridOut):
    """What a map says of a grid."""

    level = String(required=True)
    parent_id = Integer(allow_none=True, required=True)


class GridFeature(Schema):
    """One grid; its geometry is GeoJSON, WGS-84."""

    type = String(required=True, validate=Equal("Feature"))
    id = Integer(required=True)
    properties = Nested(GridProperties, required=True)
    geometry = Dict(required=True)


class GridCollection(Schema):
    """A GeoJSON FeatureCollection of grids."""

    type = String(required=True, validate=Equal("FeatureCollection"))
    features = List(Nested(GridFeature), required=True)


class StationProperties(Schema):
    """What a map says of a station; the radii of its rings are metres."""

    code = String(required=True)
    name = String(required=True)
    level = String(required=True)
    level_label = Dict(required=True)
    rings_m = List(Integer(), required=True)


class StationFeature(Schema):
    """One station; its geometry is a GeoJSON point, WGS-84."""

    type = String(required=True, validate=Equal("Feature"))
    id = Integer(required=True)
    properties = Nested(StationProperties, required=True)
    geometry = Dict(required=True)


class StationCollection(Schema):
    """A GeoJSON FeatureCollection of stations."""

    type = String(required=True, validate=Equal("FeatureCollection"))
    features = List(Nested(StationFeature), required=True)
