"""The wire forms of accounts."""

from apiflask import Schema
from apiflask.fields import Boolean, Integer, List, Nested, String
from apiflask.validators import Length, Regexp

NOT_BLANK = Regexp(r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$", error="Must not be blank.")


class UnitRef(Schema):
    id = Integer()
    code = String()
    name = String()


class GridRef(Schema):
    id = Integer()
    code = String()
    name = String()


class SignIn(Schema):
    username = String(required=True, validate=Length(1, 64))
    password = String(required=True, validate=Length(1, 256))


class Me(Schema):
    id = Integer()
    username = String()
    name = String()
    unit = Nested(UnitRef, allow_none=True)
    roles = List(String())
    grids = List(Nested(GridRef))
    must_change_password = Boolean()
    server_time = String()
