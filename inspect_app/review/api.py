"""Routes of the log for auditors: its head, its entries, and an entry's stored bytes verbatim."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, jsonify
from marshmallow import validate
from marshmallow.fields import Integer, String

from inspect_app.audit.queries import entry_body, leaf_hashes, list_events, log_head
from inspect_app.core.errors import not_found
from inspect_app.core.guards import access
from inspect_app.core.roles import Role
from inspect_app.review.present import entry_json

blueprint = APIBlueprint("review", __name__, tag="log")

Json = dict[str, Any]


class EntriesIn(Schema):
    """Which entries: of one subject (`case:<uuid>`) or all, above an index."""

    subject = String(load_default=None)
    after = Integer(load_default=-1, validate=validate.Range(min=-1))
    limit = Integer(load_default=100, validate=validate.Range(1, 500))


class HeadOut(Schema):
    """The size of the log and its root, lower-case hex."""

    size = Integer(required=True)
    root = String(required=True)


@blueprint.get("/log/head")
@access(Role.AUDITOR)
@blueprint.output(HeadOut)
def get_head() -> Response:
    """How many entries the log has, and the root over all of them."""
    head = log_head()
    return jsonify({"size": head.size, "root": head.root.hex()})


@blueprint.get("/log/entries")
@access(Role.AUDITOR)
@blueprint.input(EntriesIn, location="query")
@blueprint.output({}, description="`items` in order, `next_after` to go on")
def get_entries(query_data: Json) -> Response:
    """Entries in order, as their searchable twins."""
    events = list_events(**query_data)
    hashes = leaf_hashes([event.log_index for event in events])
    after = events[-1].log_index if len(events) == query_data["limit"] else None
    return jsonify({"items": [entry_json(event, hashes) for event in events], "next_after": after})


@blueprint.get("/log/entries/<int:index>")
@access(Role.AUDITOR)
@blueprint.doc(responses={200: "The stored bytes"})
def get_entry(index: int) -> Response:
    """The bytes whose SHA-256 after a zero byte is the leaf hash."""
    body = entry_body(index) if index < 1 << 63 else None
    if body is None:
        raise not_found()
    return Response(body, mimetype="application/json")
