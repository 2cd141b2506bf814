"""Routes of units, people and roles: sysadmin makes accounts, secadmin gives roles, a second one confirms."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g

from inspect_app.accounts import present, queries, schemas
from inspect_app.accounts.service import credentials, grants, people, units
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction

blueprint = APIBlueprint("accounts_admin", __name__, tag="administration")

Json = dict[str, Any]


@blueprint.get("/units")
@access(SIGNED_IN)
@blueprint.output(schemas.UnitList)
def list_units() -> Json:
    """The tree of units."""
    return present.listed([present.unit(row) for row in queries.units()])


@blueprint.post("/units")
@access(Role.SYSADMIN)
@blueprint.input(schemas.UnitIn)
@blueprint.output(schemas.Unit, status_code=201)
def post_unit(json_data: Json) -> Json:
    """Make a unit."""
    with write_transaction():
        row = units.create_unit(current_context(), **json_data)
    return present.unit(row)


@blueprint.patch("/units/<int:unit_id>")
@access(Role.SYSADMIN)
@blueprint.input(schemas.UnitChange)
@blueprint.output(schemas.Unit)
def patch_unit(unit_id: int, json_data: Json) -> Json:
    """Change a unit."""
    with write_transaction():
        row = units.change_unit(current_context(), unit_id, json_data)
    return present.unit(row)


@blueprint.get("/people")
@access(Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR, Role.SUPERVISOR)
@blueprint.input(schemas.PeopleQuery, location="query")
@blueprint.output(schemas.PersonList)
def list_people(query_data: Json) -> Json:
    """Accounts; for supervisors the names in their own units."""
    unit_id = query_data.pop("unit")
    rows = queries.people(g.actor, g.now, unit_id=unit_id, **query_data)
    return present.people_page(rows, g.now, query_data["limit"], full=queries.sees_everybody(g.actor))


@blueprint.post("/people")
@access(Role.SYSADMIN)
@blueprint.input(schemas.PersonIn)
@blueprint.output(schemas.NewPerson, status_code=201)
def post_person(json_data: Json) -> Json:
    """Make an account; the one-time token is in the answer and nowhere else."""
    with write_transaction():
        new = people.create_person(current_context(), **json_data)
    return {**present.person(new.person, g.now), "reset_token": new.token}


@blueprint.patch("/people/<int:person_id>")
@access(Role.SYSADMIN)
@blueprint.input(schemas.PersonChange)
@blueprint.output(schemas.Person)
def patch_person(person_id: int, json_data: Json) -> Json:
    """Change or disable an account."""
    with write_transaction():
        row = people.change_person(current_context(), person_id, json_data)
    return present.person(row, g.now)


@blueprint.post("/people/<int:person_id>/reset")
@access(Role.SYSADMIN)
@blueprint.output(schemas.Reset)
def post_reset(person_id: int) -> Json:
    """A one-time token for somebody who forgot the password; an administrator's waits for confirmation."""
    with write_transaction():
        row = people.locked_person(person_id)
        token, confirmed = credentials.issue_reset(current_context(), row)
    return {"reset_token": token, "awaits_confirmation": not confirmed}


@blueprint.post("/people/<int:person_id>/reset/confirm")
@access(Role.SECADMIN, Role.AUDITOR)
@blueprint.output({}, status_code=204)
def post_reset_confirmation(person_id: int) -> Response:
    """The second administrator lets a waiting one-time token work."""
    with write_transaction():
        people.locked_person(person_id)
        credentials.confirm_reset(current_context(), person_id)
    return Response(status=204)


@blueprint.post("/people/<int:person_id>/grants")
@access(Role.SECADMIN)
@blueprint.input(schemas.GrantIn)
@blueprint.output(schemas.Grant, status_code=201)
def post_grant(person_id: int, json_data: Json) -> Json:
    """Grant a role; an administrator's waits for confirmation."""
    role = Role(json_data.pop("role"))
    with write_transaction():
        row = grants.grant_role(current_context(), person_id, role=role, **json_data)
    return present.one_grant(row, g.now)


@blueprint.delete("/people/<int:person_id>/grants/<int:grant_id>")
@access(Role.SECADMIN)
@blueprint.output(schemas.Grant)
def delete_grant(person_id: int, grant_id: int) -> Json:
    """End a role; an administrator's goes on until the end is confirmed (`state`)."""
    with write_transaction():
        row = grants.end_grant(current_context(), person_id, grant_id)
    return present.one_grant(row, g.now)


@blueprint.post("/people/<int:person_id>/grants/<int:grant_id>/confirm")
@access(Role.SYSADMIN, Role.AUDITOR)
@blueprint.output(schemas.Grant)
def post_grant_confirmation(person_id: int, grant_id: int) -> Json:
    """The second administrator confirms the beginning or the end of an administrator's role."""
    with write_transaction():
        row = grants.confirm_grant(current_context(), person_id, grant_id)
    return present.one_grant(row, g.now)
