"""Who has to do with a case from its own side: its reporters, and everybody who holds a role over it now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from inspect_app.accounts.models import Grant, Person
from inspect_app.accounts.scope import grant_in_force, unit_tree
from inspect_app.cases.models import Case, Report
from inspect_app.core.among import among
from inspect_app.core.context import Context
from inspect_app.core.db import UtcTime, db
from inspect_app.core.roles import Role
from inspect_app.places.queries import lineage

THIS: BindParameter[UUID] = bindparam("case_id")
FAMILY = select(Case.id).where(or_(Case.id == THIS, Case.merged_into == THIS))
REPORTERS = select(Report.reporter_id).where(Report.case_id.in_(FAMILY))

# The ids of active people who hold a role over a case; some come twice. Built once: every look at a case that
# waits for a verdict asks whether anybody may give it.
ANYWHERE_BELOW = or_(Grant.grid_id.is_(None), Grant.role != Role.INSPECTOR)
HOLDERS = (
    select(Person.id)
    .select_from(Grant)
    .join(Person, Person.id == Grant.person_id)
    .where(
        among(Grant.role, "roles"),
        grant_in_force(bindparam("now", type_=UtcTime)),
        or_(
            and_(among(Grant.unit_id, "above"), ANYWHERE_BELOW),
            and_(Grant.role == Role.INSPECTOR, among(Grant.grid_id, "grids")),
        ),
        Person.active,
    )
)


def reporters(case: Case) -> set[int]:
    """Everybody who filed a report to the case or to one merged into it."""
    return set(db.session.scalars(REPORTERS, {"case_id": case.id}))


def reporters_of(case_ids: Collection[UUID]) -> dict[UUID, frozenset[int]]:
    """The same for many cases, with two statements; a case without any report is not among them."""
    filed: dict[UUID, set[int]] = defaultdict(set)
    sides: tuple[Any, ...] = (Report.case_id, Case.merged_into)
    for whose in sides if case_ids else ():
        query = select(whose, Report.reporter_id).select_from(Report).join(Case, Case.id == Report.case_id)
        for row in db.session.execute(query.where(among(whose, "ids")), {"ids": case_ids}):
            filed[row[0]].add(row[1])
    return {case_id: frozenset(people) for case_id, people in filed.items()}


def over(ctx: Context, case: Case, roles: Sequence[Role]) -> dict[str, Any]:
    """With these parameters HOLDERS are those who hold one of `roles` over the case at `ctx.now`."""
    above = unit_tree().line_up(case.jurisdiction_unit_id)
    grids = lineage(case.grid_id) if Role.INSPECTOR in roles else []
    return {"now": ctx.now, "roles": [role.value for role in roles], "above": above, "grids": grids}


def people_of_unit(unit_id: int | None) -> set[int]:
    """Everybody who belongs to a unit, by post or by an appointment as its handler, past and future too."""
    if unit_id is None:
        return set()
    handles = select(Grant.person_id).where(Grant.role == Role.HANDLER, Grant.unit_id == unit_id)
    query = select(Person.id).where(or_(Person.unit_id == unit_id, Person.id.in_(handles)))
    return set(db.session.scalars(query))
