"""What the routes of the roster take and answer, for the OpenAPI document."""

from apiflask import Schema
from marshmallow import fields as f
from marshmallow.fields import UUID, AwareDateTime, Boolean, Integer, List, Nested, String
from marshmallow.validate import OneOf, Range

from inspect_app.accounts.schemas import UnitRef
from inspect_app.core.shapes import SheetFaultsOut, identifier

MOST_DAYS = 62


class ShiftSpanIn(Schema):
    """From which day on, and how many days; today and two weeks without."""

    first = f.Date(load_default=None, data_key="from")
    days = Integer(load_default=14, validate=Range(1, MOST_DAYS))


class ShiftSheetIn(ShiftSpanIn):
    """The same, and in which language the sheet is."""

    lang = String(load_default="zh", validate=OneOf(["zh", "en"]))


class ShiftIn(Schema):
    """Who is on duty, from when until just before when."""

    person_id = identifier(required=True)
    starts_at = AwareDateTime(required=True, format="iso")
    ends_at = AwareDateTime(required=True, format="iso")


class ShiftPerson(Schema):
    """A person with the number to call."""

    id = Integer(required=True)
    name = String(required=True)
    phone = String(required=True, allow_none=True)


class ShiftOut(Schema):
    """One person on duty for a while."""

    id = UUID(required=True)
    person = Nested(ShiftPerson, required=True)
    starts_at = AwareDateTime(required=True)
    ends_at = AwareDateTime(required=True)


class ShiftPage(Schema):
    """A unit's roster for some days, who is on duty now, and who may be put on it."""

    unit = Nested(UnitRef, required=True)
    now = List(Nested(ShiftPerson), required=True)
    items = List(Nested(ShiftOut), required=True)
    people = List(Nested(ShiftPerson), required=True)
    may_edit = Boolean(required=True)


class ShiftSheetOut(SheetFaultsOut):
    """What a sheet did: nothing at all when it has faults."""

    added = Integer(required=True)
    changed = Integer(required=True)
