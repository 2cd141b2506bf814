"""Routes of enrolled browsers: a person's own; the security administrator sees and revokes anybody's."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Integer, List, Nested, String
from apiflask.validators import Length, Range
from flask import Response, g

from inspect_app.accounts.models import Device
from inspect_app.accounts.present import listed
from inspect_app.accounts.schemas import VISIBLE
from inspect_app.accounts.service import devices
from inspect_app.accounts.sessions import own_session
from inspect_app.core.base64_field import Base64
from inspect_app.core.clock import to_iso
from inspect_app.core.errors import not_found
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction

blueprint = APIBlueprint("devices", __name__, tag="accounts")

Json = dict[str, Any]


class DeviceIn(Schema):
    """A browser's new key."""

    public_key = Base64(required=True, validate=Length(1, 1000), metadata={"description": "P-256, SPKI"})
    name = String(required=True, validate=[Length(1, 80), VISIBLE])


class DeviceOut(Schema):
    id = Integer(required=True)
    name = String(required=True)
    enrolled_at = String(required=True)
    revoked_at = String(required=True, allow_none=True)


class DeviceList(Schema):
    items = List(Nested(DeviceOut), required=True)
    next_cursor = String(required=True, allow_none=True)


class DeviceQuery(Schema):
    """Whose devices; without it one's own."""

    person = Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))


@blueprint.get("/devices")
@access(SIGNED_IN)
@blueprint.input(DeviceQuery, location="query")
@blueprint.output(DeviceList)
def list_devices(query_data: Json) -> Json:
    """One's own devices, revoked ones too; 404 for others' unless secadmin."""
    person = query_data["person"] or g.actor.id
    if person != g.actor.id and Role.SECADMIN not in g.actor.roles:
        raise not_found()
    return listed([device_json(row) for row in devices.devices_of(person)])


@blueprint.post("/devices")
@access(SIGNED_IN)
@blueprint.input(DeviceIn)
@blueprint.output(DeviceOut, status_code=201)
def post_device(json_data: Json) -> Json:
    """Enroll the browser that asks; the log says so."""
    own_session()
    with write_transaction():
        return device_json(devices.enroll(current_context(), **json_data))


@blueprint.delete("/devices/<int:device_id>")
@access(SIGNED_IN)
@blueprint.output({}, status_code=204)
def delete_device(device_id: int) -> Response:
    """Revoke a device; what it signed before stays as it was judged then."""
    own_session()
    with write_transaction():
        devices.revoke(current_context(), device_id)
    return Response(status=204)


def device_json(row: Device) -> Json:
    """A device on the wire."""
    return {
        "id": row.id,
        "name": row.name,
        "enrolled_at": to_iso(row.enrolled_at),
        "revoked_at": to_iso(row.revoked_at),
    }
