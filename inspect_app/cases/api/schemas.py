"""What the routes of cases take; forms of actions are read by the workflow's own field readers."""

from typing import Any

from apiflask import Schema
from marshmallow import INCLUDE, ValidationError, post_load, pre_load, validate
from marshmallow.fields import UUID, AwareDateTime, Boolean, Dict, Integer, List, Nested, Raw, String

from inspect_app.cases.atlas.outline import read_outline
from inspect_app.cases.queries import CaseFilter
from inspect_app.cases.queues import Queue
from inspect_app.cases.sources import PATROL, numbers
from inspect_app.cases.statuses import Status
from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from inspect_app.evidence.schemas import PhotoAnnouncementIn, PositionIn, announced

MAX_NOTE = 4000
PLAIN_FILTERS = (
    *("unit", "area", "category", "source", "overdue", "updated_since", "mine", "queue", "order"),
    *("reported_from", "reported_to"),
)


class ClientIn(Schema):
    """What the app says about itself; `clock_offset_ms` is server minus phone at the last sync."""

    app = String(load_default="", validate=validate.Length(max=60))
    clock_offset_ms = Integer(
        load_default=None, allow_none=True, validate=validate.Range(-(1 << 53), 1 << 53)
    )


class ReportIn(Schema):
    """A report as frozen on the phone."""

    category = String(required=True, validate=validate.Length(1, 60))
    note = String(load_default="", validate=validate.Length(max=MAX_NOTE))
    fields_ = Dict(keys=String(), values=Raw(allow_none=True), data_key="fields", load_default=dict)
    captured_at = AwareDateTime(required=True, format="iso")
    position = Nested(PositionIn, load_default=None, allow_none=True)
    photos = List(Nested(PhotoAnnouncementIn), load_default=list, validate=validate.Length(max=30))
    client = Nested(ClientIn, load_default=dict)
    source = String(load_default=PATROL, validate=validate.Length(1, 40))
    source_fields = Dict(keys=String(), values=Raw(allow_none=True), load_default=dict)

    @post_load
    def cut(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Instants in whole milliseconds."""
        return {**data, "captured_at": whole_milliseconds(data["captured_at"])}


class CasePhotoIn(PhotoAnnouncementIn):
    """A photo announced for a case that exists; its id stands in the address."""

    id = UUID(load_default=None)
    case_id = UUID(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """Left as a mapping: the route adds the id."""
        return announced(data)


class FormIn(Schema):
    """The fields of an action's form."""

    class Meta:
        unknown = INCLUDE


class AskIn(Schema):
    """A request of a handling unit: its kind, and the fields of that kind."""

    class Meta:
        unknown = INCLUDE

    kind = String(required=True, validate=validate.Length(1, 40))


class PageIn(Schema):
    """Where a list goes on."""

    limit = Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT))
    cursor = String(load_default=None)


class CaseListIn(PageIn):
    """The filters of the case list."""

    status = String(load_default="")
    unit = Integer(load_default=None)
    area = Integer(load_default=None)
    category = String(load_default=None)
    source = String(load_default=None, validate=validate.OneOf(sorted(numbers())))
    overdue = Boolean(load_default=False)
    bbox = String(load_default=None)
    q = String(load_default="", validate=validate.Length(max=100))
    updated_since = AwareDateTime(load_default=None, format="iso")
    mine = Boolean(load_default=False)
    queue = String(load_default=None, validate=validate.OneOf(list(Queue)))
    order = String(load_default="updated", validate=validate.OneOf(["updated", "urgency"]))
    reported_from = AwareDateTime(load_default=None, format="iso")
    reported_to = AwareDateTime(load_default=None, format="iso")
    within = String(load_default=None, validate=validate.Length(max=2000))

    @pre_load
    def drop_empty(self, data: Any, **_: Any) -> dict[str, Any]:
        """`?unit=` means no filter."""
        return {name: value for name, value in data.items() if value != ""}

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The filter as a value, beside cursor and limit."""
        return {"wanted": read_filter(data), "cursor": data["cursor"], "limit": data["limit"]}


def read_filter(data: dict[str, Any]) -> CaseFilter:
    """The filters of a list or map as a value."""
    return CaseFilter(
        statuses=read_statuses(data["status"]),
        bbox=read_bbox(data["bbox"]),
        q=data["q"].strip(),
        within=read_outline(data["within"]),
        **{name: data[name] for name in PLAIN_FILTERS},
    )


def read_statuses(text: str) -> tuple[str, ...]:
    """Comma-separated statuses; ValidationError for one that does not exist."""
    statuses = tuple(part for part in text.split(",") if part)
    unknown = [part for part in statuses if part not in set(Status)]
    if unknown:
        raise ValidationError(f"Unknown status: {', '.join(unknown)}.", "status")
    return statuses


def read_bbox(text: str | None) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees; ValidationError when it is not that."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValidationError("Send west,south,east,north in degrees.", "bbox") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValidationError("West and south come first, within ±180 and ±90 degrees.", "bbox")
    return west, south, east, north
