"""The names that go with ids: people, units and grids of a page, each fetched with one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.queries import grid_refs
from inspect_app.cases.lines import Line
from inspect_app.cases.models import Case
from inspect_app.core.among import among
from inspect_app.core.stored import plain_rows


@dataclass
class Names:
    """What is known by id."""

    people: dict[int, str]
    units: dict[int, dict[str, Any]]
    grids: dict[int, dict[str, Any]]

    def person(self, person_id: int | None) -> dict[str, Any] | None:
        """A person as others mention them; None for the system."""
        return None if person_id is None else {"id": person_id, "name": self.people.get(person_id, "")}

    def unit(self, unit_id: int | None) -> dict[str, Any] | None:
        """A unit as others mention it."""
        return None if unit_id is None else self.units.get(unit_id)

    def grid(self, grid_id: int | None) -> dict[str, Any] | None:
        """A grid as others mention it."""
        return None if grid_id is None else self.grids.get(grid_id)


PEOPLE = select(Person.id, Person.name).where(among(Person.id, "ids"))
UNITS = select(Unit.id, Unit.code, Unit.name).where(among(Unit.id, "ids"))


def fetch(people: Iterable[int | None], units: Iterable[int | None], grids: Iterable[int | None]) -> Names:
    """The names of these ids; None is passed over."""
    return Names(
        people=person_names(item for item in people if item is not None),
        units=unit_refs(item for item in units if item is not None),
        grids=grid_refs(item for item in grids if item is not None),
    )


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """The name of each person."""
    wanted = set(ids)
    return dict(plain_rows(PEOPLE, ids=wanted)) if wanted else {}


def unit_refs(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Code and name of each unit."""
    wanted = set(ids)
    rows = plain_rows(UNITS, ids=wanted) if wanted else ()
    return {unit: {"id": unit, "code": code, "name": name} for unit, code, name in rows}


def of_lines(lines: Sequence[Line]) -> Names:
    """The names that the lines of a list mention."""
    units = {unit for line in lines for unit in (line.jurisdiction_unit_id, line.handler_unit_id)}
    return fetch({line.reporter_id for line in lines}, units, {line.grid_id for line in lines})


def of_cases(cases: list[Case], people: Iterable[int | None] = (), units: Iterable[int | None] = ()) -> Names:
    """The names a list of cases mentions, and some more."""
    mentioned = [u for c in cases for u in (c.jurisdiction_unit_id, c.handler_unit_id, c.suggested_unit_id)]
    grids = [g for c in cases for g in (c.grid_id, *c.placement_candidates)]
    return fetch([*(c.reporter_id for c in cases), *people], [*mentioned, *units], grids)
