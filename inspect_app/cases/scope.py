"""Who stands in which relation to a case: the one place that says who sees it and in which roles.

Supervisor and verifier: the case's jurisdiction lies in the subtree of their unit. Handler: the handling
unit is their own, or theirs helps it. Inspector: their own reports and grids with all below (without a
named grid: the subtree of their unit). Auditor: everything. System and security administrators: nothing.
"""

from collections.abc import Set as AbstractSet

from sqlalchemy import ColumnElement, bindparam, exists, false, or_, select, true
from sqlalchemy import case as sql_case

from inspect_app.accounts.scope import reach, subtree_ids
from inspect_app.cases.models import Case, CaseHelper, Report
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.places.queries import grids_below, lineage

FAR = frozenset({Role.SUPERVISOR, Role.VERIFIER, Role.AUDITOR})
FILED_BY = select(
    exists().where(Report.case_id == bindparam("case_id"), Report.reporter_id == bindparam("person_id"))
)

HELPING = select(CaseHelper.unit_id).where(
    CaseHelper.case_id == bindparam("case_id"), CaseHelper.until.is_(None)
)


def open_patrols(actor: Actor) -> frozenset[int]:
    """The units in which an inspector is appointed without a named grid."""
    return frozenset(g.unit_id for g in actor.grants if g.role == Role.INSPECTOR and g.grid_id is None)


def patrol_units(actor: Actor) -> frozenset[int]:
    """The units an inspector without a named grid patrols."""
    return subtree_ids(open_patrols(actor))


def condition_for(actor: Actor, role: Role) -> ColumnElement[bool]:
    """The cases over which the actor holds `role`, as SQL."""
    if role not in actor.roles:
        return false()
    area = area_for(actor, role)
    if role == Role.HANDLER:
        return or_(area, helped_by(actor))
    return or_(area, reported_by(actor)) if role == Role.INSPECTOR else area


def area_for(actor: Actor, role: Role) -> ColumnElement[bool]:
    """The cases over which a role of the actor reaches by where or whose they are."""
    if role in {Role.AUDITOR, Role.SYSTEM}:
        return true()
    if role == Role.HANDLER:
        return Case.handler_unit_id.in_(actor.units_as(Role.HANDLER))
    if role in {Role.SUPERVISOR, Role.VERIFIER}:
        return Case.jurisdiction_unit_id.in_(reach(actor, role))
    if role == Role.INSPECTOR:
        grids = Case.grid_id.in_(grids_below(actor.grids_as(Role.INSPECTOR)))
        return or_(grids, Case.jurisdiction_unit_id.in_(patrol_units(actor)))
    return false()


def helped_by(actor: Actor) -> ColumnElement[bool]:
    """The cases with which a unit of the actor helps another one."""
    units = actor.units_as(Role.HANDLER)
    helping = (CaseHelper.unit_id.in_(units), CaseHelper.until.is_(None))
    return Case.id.in_(select(CaseHelper.case_id).where(*helping))


def reported_by(actor: Actor) -> ColumnElement[bool]:
    """The cases to which the actor filed a report."""
    return exists(select(Report.id).where(Report.case_id == Case.id, Report.reporter_id == actor.id))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The cases the actor may see, as SQL."""
    return or_(reported_by(actor), *(condition_for(actor, role) for role in actor.roles))


def visible_of_many(actor: Actor) -> ColumnElement[bool]:
    """The same cases as `visible_to`, for queries that look at every case before they answer.

    One's own reports come as a list made once, and last: to look for those of each of 100,000 cases is slow.
    """
    own = Case.id.in_(select(Report.case_id).where(Report.reporter_id == actor.id))
    helped = [helped_by(actor)] if Role.HANDLER in actor.roles else []
    return or_(*(area_for(actor, role) for role in actor.roles), *helped, own)


def visible_in_bulk(actor: Actor) -> ColumnElement[bool]:
    """The same cases, for queries that walk the cases of an area by an index of their own.

    The `CASE` keeps SQLite from looking up each unit of the scope instead, four times slower.
    """
    return sql_case((visible_of_many(actor), 1), else_=0) == 1


def visible_along(actor: Actor, *, many: bool) -> ColumnElement[bool]:
    """The same cases, for lists that follow the index of their order until a page is full, past `many`.

    PostgreSQL weighs that against looking up the units of the scope. SQLite looks them up, and sorts a city
    of years for one page: not for roles that reach far.
    """
    narrow = actor.roles.isdisjoint(FAR) or db.session.get_bind().dialect.name != "sqlite"
    if narrow:
        return visible_of_many(actor) if many else visible_to(actor)
    return visible_in_bulk(actor)


def roles_over(actor: Actor, case: Case) -> frozenset[Role]:
    """The roles the actor holds over one case; empty means that it does not exist for them."""
    if Role.SYSTEM in actor.roles:
        return frozenset({Role.SYSTEM})
    return frozenset(role for role in actor.roles if holds(actor, role, case))


def holds(actor: Actor, role: Role, case: Case) -> bool:
    """`condition_for` of a case that is read already; each step asks it, and SQL was a large part of one."""
    if role == Role.HANDLER:
        units = actor.units_as(Role.HANDLER)
        return case.handler_unit_id in units or not units.isdisjoint(
            db.session.scalars(HELPING, {"case_id": case.id})
        )
    if role in {Role.SUPERVISOR, Role.VERIFIER}:
        return in_area(case, actor.units_as(role))
    if role == Role.INSPECTOR:
        filed = {"case_id": case.id, "person_id": actor.id}
        return (
            bool(actor.grids_as(Role.INSPECTOR) & set(lineage(case.grid_id)))
            or in_area(case, open_patrols(actor))
            or bool(db.session.scalar(FILED_BY, filed))
        )
    return role == Role.AUDITOR


def in_area(case: Case, units: AbstractSet[int]) -> bool:
    """Whether a case lies in one of these units or below."""
    unit_id = case.jurisdiction_unit_id
    return unit_id in units or (bool(units) and unit_id in subtree_ids(units))


def of_unit(actor: Actor, unit_id: int | None) -> bool:
    """Whether a person belongs to a unit, by post or by an appointment as its handler."""
    return unit_id is not None and (actor.unit_id == unit_id or unit_id in actor.units_as(Role.HANDLER))
