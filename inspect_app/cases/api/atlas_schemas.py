"""What the routes of the map take and answer."""

from typing import Any

from apiflask import Schema
from marshmallow import post_load, validate
from marshmallow.fields import UUID, Boolean, Float, Integer, List, Nested, String

from inspect_app.cases.api.answers import CaseSummaryOut
from inspect_app.cases.api.schemas import CaseListIn, read_bbox, read_filter
from inspect_app.cases.atlas.squares import DEEPEST


class MapIn(CaseListIn):
    """A view and the filters of the case list."""

    class Meta:
        exclude = ("limit", "cursor")

    bbox = String(required=True)
    zoom = Integer(required=True, validate=validate.Range(0, DEEPEST))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The view and the filter as values."""
        bbox = read_bbox(data["bbox"])
        return {"bbox": bbox, "zoom": data["zoom"], "wanted": read_filter({**data, "bbox": None})}


class NearIn(CaseListIn):
    """Where somebody stands (WGS-84 degrees, accuracy radius in metres) and the filters of the case list."""

    class Meta:
        exclude = ("bbox", "cursor")

    lat = Float(required=True, validate=validate.Range(-90, 90))
    lon = Float(required=True, validate=validate.Range(-180, 180))
    accuracy_m = Float(load_default=0.0, validate=validate.Range(0, 100_000))
    limit = Integer(load_default=50, validate=validate.Range(1, 100))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The place and the filter as values."""
        place = {name: data[name] for name in ("lat", "lon", "accuracy_m", "limit")}
        return {**place, "wanted": read_filter({**data, "bbox": None})}


class MapCaseOut(Schema):
    """A case as a mark on the map."""

    id = UUID(required=True)
    number = String(required=True)
    status = String(required=True)
    category = String(required=True)
    overdue = Boolean(required=True)
    lat = Float(required=True)
    lon = Float(required=True)


class MapClusterOut(Schema):
    """Cases of one square: their mean place, and the box they lie in (west, south, east, north)."""

    lat = Float(required=True)
    lon = Float(required=True)
    count = Integer(required=True)
    open = Integer(required=True)
    overdue = Integer(required=True)
    bbox = List(Float(), required=True)


class NearCaseOut(CaseSummaryOut):
    """A case near a place: metres to it, and the accuracies of both places together."""

    distance_m = Float(required=True)
    uncertainty_m = Float(required=True)


class NearOut(Schema):
    """The nearest cases, nearest first; `reach_m` is how far was looked."""

    items = List(Nested(NearCaseOut), required=True)
    next_cursor = String(allow_none=True, required=True)
    reach_m = Integer(required=True)


class MapOut(Schema):
    """A view: `cases` when they are few, else `clusters`; `total` counts all of them."""

    level = Integer(required=True)
    total = Integer(required=True)
    cases = List(Nested(MapCaseOut), required=True)
    clusters = List(Nested(MapClusterOut), required=True)
