"""The routes of evidence: the tus 1.0 protocol, one address for the transfer of each announced photo."""

from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, request, url_for

from inspect_app.core.guards import PUBLIC, SIGNED_IN, access, current_context
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence import reception, tus, uploads
from inspect_app.evidence.uploads import Transfer

blueprint = APIBlueprint("evidence", __name__, tag="Evidence")
ADDRESS = "/uploads/<uuid:photo_id>"


@blueprint.after_request
def speak_tus(response: Response) -> Response:
    """Every answer names the protocol version, refusals too."""
    response.headers.setdefault("Tus-Resumable", tus.VERSION)
    return response


@blueprint.route("/uploads", methods=["OPTIONS"], endpoint="upload_options")
@access(PUBLIC)
@blueprint.doc(hide=True)
def upload_options() -> Response:
    """What this server speaks."""
    return Response(status=204, headers=tus.options_headers(settings().max_photo_bytes))


@blueprint.route(ADDRESS, methods=["OPTIONS"], endpoint="upload_options_of_one")
@access(PUBLIC)
@blueprint.doc(hide=True)
def upload_options_of_one(photo_id: UUID) -> Response:  # noqa: ARG001 - the same for each
    """What this server speaks."""
    return upload_options()


@blueprint.post("/uploads")
@access(SIGNED_IN)
@blueprint.doc(summary="Begin the transfer of an announced photo (tus creation)", responses=[201])
def create_upload() -> Response:
    """Answer 201 with the transfer's address; bytes that come along are taken at once."""
    tus.require_version(request.headers)
    creation = tus.parse_creation(request.headers)
    ctx = current_context()
    transfer = reception.begun_or_new(ctx, creation)
    if creation.body and transfer.offset == 0:  # the body of a creation is the beginning of the photo
        transfer = reception.take(ctx, transfer, tus.piece_at(0, request.headers), request.stream)
    headers = {"Location": url_for("evidence.find_upload", photo_id=creation.photo_id)}
    return answer(201, transfer, headers)


@blueprint.route(ADDRESS, methods=["HEAD"], endpoint="find_upload")
@access(SIGNED_IN)
@blueprint.doc(summary="How many bytes are durably here", responses=[200])
def find_upload(photo_id: UUID) -> Response:
    """Where to go on."""
    tus.require_version(request.headers)
    with read_transaction():
        transfer = uploads.find(current_context(), photo_id)
    return answer(200, transfer, {"Upload-Length": str(transfer.size), "Cache-Control": "no-store"})


@blueprint.patch(ADDRESS)
@access(SIGNED_IN)
@blueprint.doc(summary="Send bytes from an offset on", responses=[204])
def send_bytes(photo_id: UUID) -> Response:
    """Take the body; after the last byte the photo is stored and has its receipt."""
    tus.require_version(request.headers)
    piece = tus.parse_piece(request.headers)
    ctx = current_context()
    with read_transaction():
        transfer = uploads.find(ctx, photo_id)
    return answer(204, reception.take(ctx, transfer, piece, request.stream))


@blueprint.delete(ADDRESS)
@access(SIGNED_IN)
@blueprint.doc(summary="Give up a transfer (tus termination)", responses=[204])
def end_upload(photo_id: UUID) -> Response:
    """The photo stays awaited."""
    tus.require_version(request.headers)
    with write_transaction():
        uploads.terminate(current_context(), photo_id)
    reception.clear(photo_id)
    return Response(status=204)


@blueprint.post(ADDRESS)
@access(SIGNED_IN)
@blueprint.doc(hide=True)
def override_method(photo_id: UUID) -> Response:
    """For clients that can only POST: X-HTTP-Method-Override names what is meant."""
    method = tus.overridden_method(request.headers)
    views = {"PATCH": send_bytes, "DELETE": end_upload, "HEAD": find_upload}
    answered: Response = views[method](photo_id=photo_id)
    return answered


def answer(status: int, transfer: Transfer, headers: dict[str, str] | None = None) -> Response:
    """An empty answer that says where the transfer stands."""
    response = Response(status=status, headers=headers)
    response.headers["Upload-Offset"] = str(transfer.offset)
    if transfer.expires_at is not None:
        response.headers["Upload-Expires"] = tus.expires_header(transfer.expires_at)
    return response
