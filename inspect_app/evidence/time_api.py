"""The route that gives a phone the server's time to count on from."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, g, jsonify
from marshmallow.fields import AwareDateTime, String

from inspect_app.core.clock import to_iso
from inspect_app.core.guards import SIGNED_IN, access
from inspect_app.core.settings import settings
from inspect_app.evidence.trusted_time import make_nonce

blueprint = APIBlueprint("time", __name__, tag="Evidence")

Json = dict[str, Any]


class TimeOut(Schema):
    """The server's time, and the proof that it said so to this person."""

    server_time = AwareDateTime(required=True)
    nonce = String(required=True)


@blueprint.get("/time")
@access(SIGNED_IN)
@blueprint.output(TimeOut)
def get_time() -> Response:
    """The server's time with a nonce for capture statements, good for seven days."""
    nonce = make_nonce(settings().secret(), g.actor.id, g.now)
    response = jsonify({"server_time": to_iso(g.now), "nonce": nonce})
    response.headers["Cache-Control"] = "no-store"
    return response
