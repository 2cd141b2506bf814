"""Bytes on their way out: originals as they came, and the pictures made from them."""

from inspect_app.evidence.derive.service import derivative_key
from inspect_app.evidence.intake import known_version
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.stores.base import Content
from inspect_app.evidence.stores.select import object_store


def open_original(photo: Photo) -> Content:
    """The untouched bytes of a photo that has arrived, stored or quarantined."""
    blob = known_version(photo.sha256)
    return object_store().open_original(photo.sha256, None if blob is None else blob.version_id)


def open_derivative(photo: Photo, kind: str) -> Content | None:
    """The `preview` or `thumbnail`; None until the worker has made it, and for what cannot be shown."""
    if photo.state != STORED or photo.derived_at is None:
        return None
    return object_store().open_work(derivative_key(photo.sha256, kind))
