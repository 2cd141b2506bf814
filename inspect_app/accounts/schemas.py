"""The wire forms of accounts."""

from apiflask import Schema
from apiflask.fields import AwareDateTime, Boolean, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range, Regexp

from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from inspect_app.core.roles import GRANTABLE
from inspect_app.core.shapes import identifier

VISIBLE = Regexp(r"^(?=.*\S)[^\x00-\x1f\x7f]*\Z", error="Must not be blank or hold control characters.")
PRINTABLE = Regexp(r"^[^\x00-\x1f\x7f]*\Z", error="Must not hold control characters.")
CODE = Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z", error="Use up to 40 letters, digits or the signs . _ -")
PHONE = Regexp(r"^\+?[0-9][0-9 -]{2,19}\Z", error="Use digits, as in 138 0013 8000.")
GRANT_STATES = ["in_force", "future", "ended", "awaits_confirmation", "end_awaits_confirmation"]
SCOPES = ["read", "write"]
ROLES = sorted(role.value for role in GRANTABLE)


class UnitRef(Schema):
    id = Integer(required=True)
    code = String(required=True)
    name = String(required=True)


class GridRef(Schema):
    id = Integer(required=True)
    code = String(required=True)
    name = String(required=True)


class SignIn(Schema):
    username = String(required=True, validate=Length(1, 64))
    password = String(required=True, validate=Length(1, 256))


class Me(Schema):
    id = Integer(required=True)
    username = String(required=True)
    name = String(required=True)
    unit = Nested(UnitRef, allow_none=True, required=True)
    roles = List(String(validate=OneOf(ROLES)), required=True)
    grids = List(Nested(GridRef), required=True)
    must_change_password = Boolean(required=True)
    server_time = String(required=True)


class Session(Schema):
    id = Integer(required=True)
    created_at = String(required=True)
    last_seen_at = String(required=True)
    user_agent = String(required=True)
    current = Boolean(required=True)


class SessionList(Schema):
    items = List(Nested(Session), required=True)
    next_cursor = String(required=True, allow_none=True)


class PasswordChange(Schema):
    current = String(required=True, validate=Length(1, 256))
    new = String(required=True, validate=Length(1, 256))


class PasswordReset(Schema):
    token = String(required=True, validate=Length(1, 100))
    new = String(required=True, validate=Length(1, 256))


class AccessTokenIn(Schema):
    name = String(required=True, validate=[Length(1, 80), VISIBLE])
    scopes = List(String(validate=OneOf(SCOPES)), required=True, validate=Length(1, 2))
    expires_at = AwareDateTime(load_default=None, allow_none=True)


class AccessToken(Schema):
    id = Integer(required=True)
    name = String(required=True)
    scopes = List(String(validate=OneOf(SCOPES)), required=True)
    created_at = String(required=True)
    expires_at = String(required=True, allow_none=True)
    last_used_at = String(required=True, allow_none=True)


class NewAccessToken(AccessToken):
    token = String(required=True, metadata={"description": "Shown once."})


class AccessTokenList(Schema):
    items = List(Nested(AccessToken), required=True)
    next_cursor = String(required=True, allow_none=True)


class Unit(UnitRef):
    kind = String(required=True)
    parent_id = Integer(required=True, allow_none=True)
    active = Boolean(required=True)


class UnitList(Schema):
    items = List(Nested(Unit), required=True)
    next_cursor = String(required=True, allow_none=True)


class UnitIn(Schema):
    code = String(required=True, validate=CODE)
    name = String(required=True, validate=[Length(1, 100), VISIBLE])
    kind = String(required=True, validate=CODE)
    parent_id = identifier(load_default=None, allow_none=True)


class UnitChange(Schema):
    code = String(validate=CODE)
    name = String(validate=[Length(1, 100), VISIBLE])
    kind = String(validate=CODE)
    parent_id = identifier(allow_none=True)
    active = Boolean()


class Grant(Schema):
    id = Integer(required=True)
    role = String(required=True, validate=OneOf(ROLES))
    unit = Nested(UnitRef, required=True)
    grid = Nested(GridRef, allow_none=True, required=True)
    valid_from = String(required=True)
    valid_to = String(required=True, allow_none=True)
    state = String(required=True, validate=OneOf(GRANT_STATES))


class PersonLine(Schema):
    """A person in a list; who is no administrator gets only the name and the unit."""

    id = Integer(required=True)
    name = String(required=True)
    unit = Nested(UnitRef, allow_none=True, required=True)
    username = String()
    phone = String(allow_none=True)
    active = Boolean()
    grants = List(Nested(Grant))


class Person(PersonLine):
    """A person in full."""

    username = String(required=True)
    phone = String(allow_none=True, required=True)
    active = Boolean(required=True)
    grants = List(Nested(Grant), required=True)


class NewPerson(Person):
    reset_token = String(required=True, metadata={"description": "Shown once; works for 72 hours."})


class PersonList(Schema):
    items = List(Nested(PersonLine), required=True)
    next_cursor = String(required=True, allow_none=True)


class PersonIn(Schema):
    username = String(required=True, validate=Length(2, 64))
    name = String(required=True, validate=[Length(1, 60), VISIBLE])
    unit_id = identifier(required=True, allow_none=True)
    phone = String(load_default=None, allow_none=True, validate=PHONE)


class PersonChange(Schema):
    active = Boolean()
    name = String(validate=[Length(1, 60), VISIBLE])
    unit_id = identifier(allow_none=True)
    phone = String(allow_none=True, validate=PHONE)


class PeopleQuery(Schema):
    q = String(load_default=None, validate=[Length(0, 60), PRINTABLE])
    unit = Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))
    cursor = String(load_default=None, validate=Length(0, 200))
    limit = Integer(load_default=DEFAULT_LIMIT, validate=Range(1, MAX_LIMIT))


class Reset(Schema):
    reset_token = String(required=True, metadata={"description": "Shown once; works for 72 hours."})
    awaits_confirmation = Boolean(required=True)


class GrantIn(Schema):
    role = String(required=True, validate=OneOf(ROLES))
    unit_id = identifier(required=True)
    grid_id = identifier(load_default=None, allow_none=True)
    valid_from = AwareDateTime(load_default=None, allow_none=True)
    valid_to = AwareDateTime(load_default=None, allow_none=True)
