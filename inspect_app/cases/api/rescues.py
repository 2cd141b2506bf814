"""The route of rescue archives: what a phone could not send, brought in as a file."""

from pathlib import Path

from apiflask import Schema
from flask import Response, jsonify, request
from marshmallow.fields import UUID, List, Nested, String
from werkzeug.exceptions import ClientDisconnected

from inspect_app.cases.api.answers import Ref
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.rescue.importing import import_archive, present_import
from inspect_app.core.errors import Problem
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.settings import settings
from inspect_app.evidence.spool import Spooled, spool, spool_file
from inspect_app.evidence.stores.base import CHUNK

MEDIA_TYPE = "application/zip"


class RescuedPhotoOut(Schema):
    """What came of one photo."""

    id = UUID(required=True)
    kind = String(required=True)
    outcome = String(required=True)
    code = String(allow_none=True, required=True)
    detail = String(allow_none=True, required=True)
    case_id = UUID(allow_none=True, required=True)
    number = String(allow_none=True, required=True)


class RescuedItemOut(RescuedPhotoOut):
    """What came of one item: `imported`, `already_here` or `refused` with a code."""

    photos = List(Nested(RescuedPhotoOut), required=True)


class RescueOut(Schema):
    """The list of an import, item by item."""

    id = UUID(required=True)
    person = Nested(Ref, required=True)
    archive_sha256 = String(required=True)
    items = List(Nested(RescuedItemOut), required=True)


@blueprint.post("/rescues")
@access(SIGNED_IN)
@blueprint.output(RescueOut)
@blueprint.doc(summary="Import a rescue archive (application/zip); may be repeated")
def post_rescue() -> Response:
    """Bring in what somebody's phone could not send: one's own, or of a person under one's supervision."""
    if request.mimetype != MEDIA_TYPE:
        raise Problem("unsupported_media_type", f"Send the archive as {MEDIA_TYPE}.", 415)
    with spool_file() as path:
        archive = receive_archive(path)
        run = import_archive(current_context(), archive)
    return jsonify(present_import(run))


def receive_archive(path: Path) -> Spooled:
    """The body in a file; 413 beyond MAX_RESCUE_BYTES, 400 when the connection broke."""
    request.max_content_length = settings().max_rescue_bytes
    try:
        return spool(iter(lambda: request.stream.read(CHUNK), b""), path)
    except (ClientDisconnected, OSError) as error:
        raise Problem("bad_request", "The archive did not arrive whole; send it again.", 400) from error
