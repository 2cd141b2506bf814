"""Which roles can stand side by side, and when a grant counts."""

from datetime import UTC, datetime, timedelta

import pytest

from inspect_app.accounts.models import Grant, Person
from inspect_app.accounts.separation import excludes, needs_second_administrator
from inspect_app.accounts.standing import actor_of, in_force, overlapping_roles, state_of
from inspect_app.core.roles import ADMINISTRATORS, BUSINESS_ROLES, Role

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def grant(
    role: Role = Role.INSPECTOR, begin: int = -1, end: int | None = None, *, confirmed: bool = True
) -> Grant:
    return Grant(
        role=role.value,
        unit_id=7,
        grid_id=None,
        valid_from=NOW + begin * DAY,
        valid_to=None if end is None else NOW + end * DAY,
        confirmed_at=NOW if confirmed else None,
        end_asked_by=None,
    )


@pytest.mark.parametrize("admin", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(ADMINISTRATORS | BUSINESS_ROLES))
def test_an_administrator_is_nothing_else(admin: Role, other: Role) -> None:
    if admin == other:
        assert excludes(admin, [other]) is None
    else:
        assert excludes(admin, [other]) == other
        assert excludes(other, [admin]) == admin


@pytest.mark.parametrize("one", sorted(BUSINESS_ROLES))
@pytest.mark.parametrize("other", sorted(BUSINESS_ROLES))
def test_business_roles_can_stand_together(one: Role, other: Role) -> None:
    assert excludes(one, [other]) is None


def test_only_roles_of_administrators_need_a_second_one() -> None:
    assert {role for role in Role if needs_second_administrator(role)} == ADMINISTRATORS


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (grant(), "in_force"),
        (grant(begin=0), "in_force"),
        (grant(begin=1), "future"),
        (grant(end=0), "ended"),
        (grant(end=1), "in_force"),
        (grant(confirmed=False), "awaits_confirmation"),
        (grant(begin=0, end=0, confirmed=False), "ended"),
    ],
)
def test_a_grant_counts_from_its_first_moment_until_before_its_last(row: Grant, state: str) -> None:
    assert state_of(row, NOW) == state
    assert in_force(row, NOW) == (state == "in_force")


def test_an_asked_end_leaves_the_role_in_force() -> None:
    row = grant(Role.AUDITOR)
    row.end_asked_by = 3
    assert state_of(row, NOW) == "end_awaits_confirmation"
    assert in_force(row, NOW)


def test_roles_overlap_only_when_they_share_a_moment() -> None:
    rows = [
        grant(Role.HANDLER, -9, 0),
        grant(Role.SUPERVISOR, 5),
        grant(Role.VERIFIER, -1, 2, confirmed=False),
    ]
    assert overlapping_roles(rows, NOW, None) == {Role.SUPERVISOR, Role.VERIFIER}
    assert overlapping_roles(rows, NOW + 2 * DAY, NOW + 5 * DAY) == frozenset()


def test_an_actor_has_the_grants_in_force_and_no_others() -> None:
    person = Person(id=4, username="wang", name="王", unit_id=7)
    person.grants = [grant(), grant(Role.HANDLER, begin=1), grant(Role.VERIFIER, confirmed=False)]
    assert actor_of(person, NOW).roles == {Role.INSPECTOR}
    assert actor_of(person, NOW + DAY).roles == {Role.INSPECTOR, Role.HANDLER}
