"""A small town for the tests of accounts: a tree of units, and one person of every role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from inspect_app.accounts.hashing import hash_password
from inspect_app.accounts.models import Person
from inspect_app.accounts.service.credentials import set_password
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.roles import BUSINESS_ROLES, GRANTABLE, Role
from inspect_app.core.transaction import write_transaction

PASSWORD = "Kite4-river"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
Browser = Callable[[str], FlaskClient]


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once a process."""
    return hash_password(PASSWORD)


@dataclass(frozen=True)
class Town:
    """The ids of what exists: city → east → street, city → west; people by user name."""

    city: int
    east: int
    street: int
    west: int
    people: dict[str, int]


@pytest.fixture
def town(app: APIFlask) -> Town:
    """Units, a person for each role (named after it, business roles in east), and `nobody` without a role."""
    ctx = Context(SYSTEM, LONG_AGO)
    with app.app_context(), write_transaction():
        city = create_unit(ctx, code="city", name="市局", kind="city", parent_id=None).id
        east = create_unit(ctx, code="east", name="东区", kind="district", parent_id=city).id
        street = create_unit(ctx, code="street", name="街道", kind="street", parent_id=east).id
        west = create_unit(ctx, code="west", name="西区", kind="district", parent_id=city).id
        places = {role: east if role in BUSINESS_ROLES else city for role in GRANTABLE}
        people = {role.value: make_person(ctx, role.value, unit, role) for role, unit in places.items()}
        people["nobody"] = make_person(ctx, "nobody", west, None)
    return Town(city, east, street, west, people)


def make_person(ctx: Context, username: str, unit_id: int, role: Role | None) -> int:
    """A person with PASSWORD and perhaps a role in their own unit."""
    person = create_person(ctx, username=username, name=f"某{username}", unit_id=unit_id).person
    set_password(person, password_hash(), utc_now())
    if role is not None:
        grant_role(ctx, person.id, role=role, unit_id=unit_id)
    return person.id


@pytest.fixture
def browser(app: APIFlask, town: Town) -> Browser:
    """A function: the browser of a person who is signed in."""

    def open_for(username: str) -> FlaskClient:
        client = app.test_client()
        with app.app_context(), write_transaction():
            secret = open_session(town.people[username], utc_now(), "test browser")
        with app.app_context():
            client.set_cookie(cookie_name(), secret)
        return client

    return open_for


def stored_hash(app: APIFlask, person_id: int) -> str | None:
    """The password hash in the database."""
    with app.app_context():
        return db.session.get_one(Person, person_id).password_hash
