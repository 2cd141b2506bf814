"""Facts about scope: which grids a person works in."""

from inspect_app.accounts.tree import UnitTree
from inspect_app.core.context import Actor, Grant
from inspect_app.core.roles import Role
from inspect_app.places.scope import Areas, visible_grids
from tests.unit.places.shapes import grid, square

CITY, COUNTY_A, COUNTY_B, BUREAU, STREET = 1, 2, 3, 4, 5
UNITS = UnitTree({CITY: None, COUNTY_A: CITY, COUNTY_B: CITY, BUREAU: COUNTY_A, STREET: COUNTY_A})
GRIDS = [
    grid(10, square(0, 0), level="county"),
    grid(11, square(0, 0, 0.005), parent_id=10),
    grid(12, square(1, 0, 0.005), parent_id=10),
    grid(20, square(1, 0), level="county"),
    grid(30, square(2, 0), level="county"),
]
PARENTS = {g.grid_id: g.parent_id for g in GRIDS}
AREAS = Areas(PARENTS, {10: COUNTY_A, 12: STREET, 20: COUNTY_B}, UNITS)


def seen(*grants: Grant) -> list[int]:
    actor = Actor(1, "p", "P", CITY, frozenset(grants))
    return [g.grid_id for g in visible_grids(actor, GRIDS, AREAS)]


def test_a_grid_belongs_to_its_own_unit_else_to_that_of_the_grid_above_else_to_the_root() -> None:
    assert {g: AREAS.unit_of(g) for g in PARENTS} == {
        10: COUNTY_A,
        11: COUNTY_A,
        12: STREET,
        20: COUNTY_B,
        30: CITY,
    }


def test_a_grant_in_a_grid_reaches_it_and_all_below() -> None:
    assert seen(Grant(Role.INSPECTOR, COUNTY_A, 10)) == [10, 11, 12]
    assert seen(Grant(Role.INSPECTOR, COUNTY_A, 11)) == [11]


def test_a_grant_in_a_unit_reaches_its_jurisdiction_and_that_of_units_below() -> None:
    assert seen(Grant(Role.SUPERVISOR, CITY)) == [10, 11, 12, 20, 30]
    assert seen(Grant(Role.SUPERVISOR, COUNTY_A)) == [10, 11, 12]
    assert seen(Grant(Role.SUPERVISOR, STREET)) == [12]


def test_a_bureau_without_grids_works_where_its_superior_does() -> None:
    assert seen(Grant(Role.HANDLER, BUREAU)) == [10, 11, 12]


def test_several_grants_add_up() -> None:
    assert seen(Grant(Role.INSPECTOR, COUNTY_A, 11), Grant(Role.HANDLER, COUNTY_B)) == [11, 20]


def test_nobody_without_a_grant_sees_a_grid_and_administrators_see_all() -> None:
    assert seen() == []
    for role in (Role.AUDITOR, Role.SYSADMIN, Role.SECADMIN):
        assert seen(Grant(role, CITY)) == [10, 11, 12, 20, 30]
