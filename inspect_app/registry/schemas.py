"""What the routes of the registry take."""

from typing import Any

from apiflask import Schema
from marshmallow import fields as f
from marshmallow import post_load
from marshmallow.validate import Length, OneOf, Range

from inspect_app.cases.api.schemas import PageIn
from inspect_app.cases.forms import clean_text
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.shapes import LanguageIn
from inspect_app.evidence.position import MAX_LATITUDE, MAX_LONGITUDE, to_e7
from inspect_app.places.datum import Datum, Position, to_wgs84
from inspect_app.registry.credit_code import tidy_code
from inspect_app.registry.form import EntryForm, Spot
from inspect_app.registry.kinds import Kind
from inspect_app.registry.leaders import GridFilter, LeaderForm
from inspect_app.registry.naming import shown_name
from inspect_app.registry.notices import FLAG_LABELS
from inspect_app.registry.queries import EntryFilter

Json = dict[str, Any]
KIND = OneOf([kind.value for kind in Kind])


def line(most: int = 200, **options: Any) -> f.String:
    """A text of one line."""
    return f.String(validate=Length(max=most), **({"load_default": ""} | options))


class SpotIn(Schema):
    """A place in degrees of the datum it names; loads as WGS-84."""

    lat = f.Float(required=True, validate=Range(-MAX_LATITUDE, MAX_LATITUDE))
    lon = f.Float(required=True, validate=Range(-MAX_LONGITUDE, MAX_LONGITUDE))
    datum = f.Enum(Datum, by_value=True, load_default=Datum.WGS84)

    @post_load
    def make(self, data: Json, **_: Any) -> Spot:
        """The place in WGS-84."""
        return spot_of(data["lat"], data["lon"], data["datum"])


def spot_of(lat: float, lon: float, datum: Datum) -> Spot:
    """A place in whatever datum as one in WGS-84; ValueError for degrees that are none."""
    found = to_wgs84(Position(lat, lon, datum))
    lat_e7, lon_e7 = to_e7(found.lat, MAX_LATITUDE), to_e7(found.lon, MAX_LONGITUDE)
    if lat_e7 is None or lon_e7 is None:
        raise ValueError("no degrees")
    return Spot(lat_e7, lon_e7, datum.value)


class EntryIn(Schema):
    """An entry as it should be; `version` is the one the client saw, 0 for a new entry."""

    version = f.Integer(required=True, validate=Range(0))
    kind = f.String(required=True, validate=KIND)
    number = f.String(required=True, validate=Length(1, 60))
    name = f.String(required=True, validate=Length(1, 120))
    type = f.String(required=True, validate=Length(1, 40))
    state = f.String(required=True, validate=Length(1, 40))
    active = f.Boolean(load_default=True)
    position = f.Nested(SpotIn, load_default=None, allow_none=True)
    address = line()
    credit_code = line(40)
    owner_id = f.UUID(load_default=None, allow_none=True)
    contractor = line(120)
    permit = line(120)
    permit_from = f.Date(load_default=None, allow_none=True)
    permit_to = f.Date(load_default=None, allow_none=True)
    contact = line(120)
    note = line(2000)

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The form as a value, beside the version."""
        return {"version": data.pop("version"), "form": form_of(data)}


def form_of(data: Json) -> EntryForm:
    """What was said, tidy: texts trimmed, codes and plates in one spelling."""
    words: Json = {n: clean_text(value) if isinstance(value, str) else value for n, value in data.items()}
    spot = words.pop("position")
    words["name"] = shown_name(words["kind"], words["name"])
    words["credit_code"] = tidy_code(words["credit_code"])
    return EntryForm(spot=spot, **words)


class EntryListIn(PageIn):
    """The filters of the registry."""

    kind = f.String(load_default=None, validate=KIND)
    q = f.String(load_default="", validate=Length(max=100))
    flag = f.String(load_default=None, validate=OneOf([*FLAG_LABELS, "any"]))
    grid = f.Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))
    inactive = f.Boolean(load_default=False)
    mine = f.Boolean(load_default=False)
    owner = f.UUID(load_default=None)

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The filter as a value, beside cursor and limit."""
        return {"wanted": filter_of(data), "cursor": data["cursor"], "limit": data["limit"]}


def filter_of(data: Json) -> EntryFilter:
    """What a list is narrowed to."""
    words = {name: data[name] for name in ("kind", "flag", "grid", "inactive", "mine", "owner")}
    return EntryFilter(q=clean_text(data["q"]), **words)


class SheetIn(EntryListIn, LanguageIn):
    """The filters of a sheet, and its language."""

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The filter as a value, beside the language."""
        lang = data.pop("lang")
        return {"wanted": filter_of(data), "lang": lang}


class LedGridsIn(PageIn):
    """The filters of the list of grids and their leaders."""

    q = f.String(load_default="", validate=Length(max=100))
    vacant = f.Boolean(load_default=False)

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The filter as a value, beside cursor and limit."""
        return {"wanted": GridFilter(clean_text(data.pop("q")), data.pop("vacant")), **data}


class NearIn(Schema):
    """Where somebody stands, WGS-84 degrees."""

    lat = f.Float(required=True, validate=Range(-MAX_LATITUDE, MAX_LATITUDE))
    lon = f.Float(required=True, validate=Range(-MAX_LONGITUDE, MAX_LONGITUDE))


class LeaderIn(Schema):
    """A responsible person; `valid_to` is the first day no longer."""

    entry_id = f.UUID(load_default=None, allow_none=True)
    grid_id = f.Integer(load_default=None, allow_none=True, validate=Range(1, BIGGEST_NUMBER))
    role = f.String(required=True, validate=Length(1, 40))
    name = f.String(required=True, validate=Length(1, 60))
    post = line(120)
    phone = line(40)
    valid_from = f.Date(required=True)
    valid_to = f.Date(load_default=None, allow_none=True)

    @post_load
    def make(self, data: Json, **_: Any) -> LeaderForm:
        """The value the service works with."""
        words: Json = {n: clean_text(value) if isinstance(value, str) else value for n, value in data.items()}
        return LeaderForm(**words)
