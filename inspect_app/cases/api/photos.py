"""Routes of photos: announcing one for a case, its facts, its bytes. Scope is that of the photo's case."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.audit.checkpoints import published_note
from inspect_app.cases.api.answers import PhotoOut
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.schemas import CasePhotoIn
from inspect_app.cases.names import person_names
from inspect_app.cases.photographs import announce_for_case, get_photo
from inspect_app.cases.present.photographs import present_photos
from inspect_app.core.errors import Problem
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import AWAITED, Photo
from inspect_app.evidence.service import log_original_view
from inspect_app.evidence.serving import open_derivative, original_answer, stream

Json = dict[str, Any]


@blueprint.put("/photos/<uuid:photo_id>")
@access(SIGNED_IN)
@blueprint.input(CasePhotoIn)
@blueprint.output(PhotoOut, status_code=201)
def put_photo(photo_id: UUID, json_data: Json) -> Response:
    """Announce a photo for a case that exists; the same announcement again gives 200."""
    ctx = current_context()
    with write_transaction():
        photo, new = announce_for_case(ctx, photo_id, json_data)
    return photo_answer(photo, 201 if new else 200)


@blueprint.get("/photos/<uuid:photo_id>")
@access(SIGNED_IN)
@blueprint.output(PhotoOut)
def get_one_photo(photo_id: UUID) -> Response:
    """What is known of a photo; its receipt once its bytes are durable."""
    return photo_answer(get_photo(current_context(), photo_id))


def photo_answer(photo: Photo, status: int = 200) -> Response:
    """A photo on the wire."""
    names = person_names([photo.announced_by])
    actor = current_context().actor
    response = jsonify(present_photos(actor, [photo], names, published_note())[0])
    response.status_code = status
    return response


@blueprint.get("/photos/<uuid:photo_id>/original")
@access(SIGNED_IN)
@blueprint.doc(responses={200: "The untouched bytes"})
def get_original(photo_id: UUID) -> BaseResponse:
    """The untouched bytes, as a download; each look is written into the log before the first byte goes."""
    ctx = current_context()
    photo = get_photo(ctx, photo_id)
    if photo.state == AWAITED:
        raise Problem("photo_awaited", "The bytes of this photo have not arrived yet.", 404)
    answer = original_answer(photo)
    with write_transaction(shares=True):
        log_original_view(ctx, photo)
    return answer


@blueprint.get("/photos/<uuid:photo_id>/<any(preview,thumbnail):kind>")
@access(SIGNED_IN)
@blueprint.doc(responses={200: "An upright JPEG without metadata"})
def get_derivative(photo_id: UUID, kind: str) -> Response:
    """The preview (at most 1600 px) or thumbnail (320 px)."""
    photo = get_photo(current_context(), photo_id)
    tag = f"{photo.sha256[:32]}-{kind}"
    if photo.derived_at is not None and tag in request.if_none_match:
        return cached(Response(status=304), tag)
    content = open_derivative(photo, kind)
    if content is None:
        raise Problem("not_derived", "This picture is not ready yet; try again in a moment.", 404)
    return cached(stream(content, "image/jpeg"), tag)


def cached(response: Response, tag: str) -> Response:
    """Derivatives may stay in the browser for a while, but nowhere else."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
