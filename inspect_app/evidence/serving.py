"""Bytes on their way out: originals as they came, and the pictures made from them.

Who sends an original is a setting (DOWNLOADS). The program always decides and signs; nginx or the store then
move the bytes, so that no thread of ours waits for a slow line.
"""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from inspect_app.core.headers import CONTENT_POLICY
from inspect_app.core.settings import settings
from inspect_app.evidence.derive.service import derivative_key
from inspect_app.evidence.intake import known_version
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.stores.base import Content, Sending, Within
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.voice import is_voice

OCTETS = "application/octet-stream"
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "audio/webm": ".webm",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
}


def original_answer(photo: Photo) -> BaseResponse:
    """The untouched bytes of a photo that has arrived, stored or quarantined: a file to keep, never shown by
    the browser, and kept by nobody on the way.
    """
    answer = sent_by_somebody(photo)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def sent_by_somebody(photo: Photo) -> BaseResponse:
    """The answer that brings the bytes on their way, as DOWNLOADS wants it."""
    store, version_id, by = object_store(), version_of(photo), settings().downloads
    name = photo.sha256 + suffix(photo)
    sending = Sending(request.method, photo.sniffed_type or OCTETS, f'attachment; filename="{name}"')
    # The page that plays a recording may read answers of its own origin only.
    if by == "store" and isinstance(store, S3Store) and not is_voice(photo.role):
        answer = redirect(store.signed_address(photo.sha256, version_id, sending), 303)
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer
    if by == "nginx":
        answer = named_to_nginx(store.within(photo.sha256, version_id, sending), sending)
    else:
        answer = stream(open_original(photo), sending.media_type)
        answer.headers["Content-Disposition"] = sending.disposition
    answer.headers["Content-Security-Policy"] = CONTENT_POLICY
    answer.set_etag(photo.sha256)
    return answer


def open_original(photo: Photo) -> Content:
    """The untouched bytes of a photo that has arrived."""
    return object_store().open_original(photo.sha256, version_of(photo))


def version_of(photo: Photo) -> str | None:
    """The version of the object that was recorded, where the store has versions."""
    blob = known_version(photo.sha256)
    return None if blob is None else blob.version_id


def named_to_nginx(within: Within, sending: Sending) -> Response:
    """An answer without a body, whose place nginx fills. A store says type and disposition itself."""
    answer = Response(headers={"X-Accel-Redirect": within.address})
    if within.host is None:
        answer.headers["Content-Type"] = sending.media_type
        answer.headers["Content-Disposition"] = sending.disposition
    else:
        del answer.headers["Content-Type"]
        answer.headers["X-Original-Host"] = within.host
    return answer


def suffix(photo: Photo) -> str:
    """The ending of a download, from what the bytes are and not from what somebody called them."""
    return SUFFIXES.get(photo.sniffed_type or "", ".bin")


def stream(content: Content, media_type: str) -> Response:
    """Bytes of people's making: never a page of ours, whatever they hold."""
    response = Response(content.chunks, mimetype=media_type)
    response.content_length = content.size
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    return response


def open_derivative(photo: Photo, kind: str) -> Content | None:
    """The `preview` or `thumbnail`; None until the worker has made it, and for what cannot be shown."""
    if photo.state != STORED or photo.derived_at is None:
        return None
    return object_store().open_work(derivative_key(photo.sha256, kind))
