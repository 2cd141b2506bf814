"""Routes of group robots: for system administrators; secrets go in and never come out."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from inspect_app.accounts.present import listed
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.core.transaction import write_transaction
from inspect_app.notify import present, robots, schemas
from inspect_app.notify.trying import try_robot

blueprint = APIBlueprint("robots", __name__, tag="notices")

Json = dict[str, Any]


@blueprint.get("/robots")
@access(Role.SYSADMIN)
@blueprint.input(schemas.RobotQuery, location="query")
@blueprint.output(schemas.RobotList)
def list_robots(query_data: Json) -> Json:
    """Every robot, or a unit's, with what became of its last message; and the services that may be used."""
    rows = robots.with_last(robots.robots_of(query_data["unit"]))
    services = sorted(settings().names("robot_services"))
    return {**listed([present.robot_json(*row) for row in rows]), "services": services}


@blueprint.post("/robots")
@access(Role.SYSADMIN)
@blueprint.input(schemas.RobotIn)
@blueprint.output(schemas.RobotOut, status_code=201)
def post_robot(json_data: Json) -> Json:
    """Enter a robot of a unit's group; the log says so."""
    with write_transaction():
        row = robots.add_robot(current_context(), **json_data)
        return present.robot_json(*robots.with_last([row])[0])


@blueprint.delete("/robots/<int:robot_id>")
@access(Role.SYSADMIN)
@blueprint.output({}, status_code=204)
def delete_robot(robot_id: int) -> Response:
    """Remove a robot and its secrets; the log says so."""
    with write_transaction():
        robots.remove_robot(current_context(), robot_id)
    return Response(status=204)


@blueprint.post("/robots/<int:robot_id>/test")
@access(Role.SYSADMIN)
@blueprint.output(schemas.DeliveryOut, status_code=202)
def post_robot_test(robot_id: int) -> Json:
    """Have the robot say a test in its group; GET /robots tells how it fared."""
    with write_transaction():
        return present.delivery_json(try_robot(current_context(), robots.get_robot(robot_id).id))
