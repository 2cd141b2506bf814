"""Scope: which units a role reaches, and who can act for a unit."""

from datetime import timedelta

from apiflask import APIFlask

from inspect_app.accounts import scope
from inspect_app.accounts.models import Person
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.standing import actor_of
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import Town


def test_the_tree_is_read_from_the_units(app: APIFlask, town: Town) -> None:
    with app.app_context():
        assert scope.root_unit_id() == town.city
        assert scope.parent_of(town.street) == town.east
        assert scope.parent_of(town.city) is None
        assert scope.subtree_ids([town.east]) == {town.east, town.street}
        assert scope.subtree_ids([]) == frozenset()


def test_a_supervisor_reaches_the_own_subtree_and_only_as_supervisor(app: APIFlask, town: Town) -> None:
    with app.app_context():
        person = db.session.get_one(Person, town.people["supervisor"])
        actor = actor_of(person, utc_now())
        assert scope.reach(actor, Role.SUPERVISOR) == {town.east, town.street}
        assert scope.reach(actor, Role.VERIFIER) == frozenset()


def names(people: list[Person]) -> list[str]:
    return [person.username for person in people]


def test_supervisors_of_a_unit_stand_in_it_or_above_handlers_exactly_in_it(app: APIFlask, town: Town) -> None:
    now = utc_now()
    with app.app_context():
        assert names(scope.people_over(Role.SUPERVISOR, town.street, now)) == ["supervisor"]
        assert names(scope.people_over(Role.SUPERVISOR, town.west, now)) == []
        assert names(scope.people_over(Role.SUPERVISOR, town.city, now)) == []
        assert names(scope.people_in(Role.HANDLER, town.east, now)) == ["handler"]
        assert names(scope.people_in(Role.HANDLER, town.street, now)) == []


def test_only_living_people_with_grants_in_force_are_eligible(app: APIFlask, town: Town) -> None:
    now = utc_now()
    with app.app_context():
        nobody, begin, end = town.people["nobody"], now + timedelta(days=1), now + timedelta(days=2)
        dates = {"valid_from": begin, "valid_to": end}
        with write_transaction():
            grant_role(Context(SYSTEM, now), nobody, role=Role.HANDLER, unit_id=town.west, **dates)
        eligible = [names(scope.people_in(Role.HANDLER, town.west, at)) for at in (now, begin, end)]
        assert eligible == [[], ["nobody"], []]
        with write_transaction():
            db.session.get_one(Person, nobody).active = False
        assert names(scope.people_in(Role.HANDLER, town.west, begin)) == []
