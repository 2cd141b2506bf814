"""Bundles on the wire."""

from typing import Any

from apiflask import Schema
from marshmallow import validate
from marshmallow.fields import UUID, AwareDateTime, Dict, Integer, List, Nested, String

from inspect_app.cases.api.parts import Ref
from inspect_app.cases.names import person_names
from inspect_app.core.clock import to_iso
from inspect_app.core.shapes import page_of
from inspect_app.review.bundles.models import Bundle


class BundleIn(Schema):
    """Why the case is taken away."""

    reason = String(required=True, validate=validate.Length(1, 1000))


class BundleOut(Schema):
    """One bundle. `problems` are mismatches it reports itself; sizes in bytes, hashes lower-case hex."""

    id = UUID(required=True)
    case_id = UUID(required=True)
    state = String(required=True, validate=validate.OneOf(["requested", "building", "ready", "failed"]))
    reason = String(required=True)
    requested_by = Nested(Ref, required=True)
    requested_at = AwareDateTime(required=True)
    request_index = Integer(required=True)
    ready_at = AwareDateTime(allow_none=True, required=True)
    failure = String(allow_none=True, required=True)
    sha256 = String(allow_none=True, required=True)
    size = Integer(allow_none=True, required=True)
    manifest_sha256 = String(allow_none=True, required=True)
    checkpoint_size = Integer(allow_none=True, required=True)
    photos = Integer(allow_none=True, required=True)
    problems = List(Dict(), required=True)


BundleListOut = page_of(BundleOut, "BundleListOut")


def present_bundles(bundles: list[Bundle]) -> list[dict[str, Any]]:
    """Bundles with the names of who asked for them."""
    names = person_names(bundle.requested_by for bundle in bundles)
    return [bundle_json(bundle, names) for bundle in bundles]


def bundle_json(bundle: Bundle, names: dict[int, str]) -> dict[str, Any]:
    """One bundle."""
    return {
        "id": str(bundle.id),
        "case_id": str(bundle.case_id),
        "state": bundle.state,
        "reason": bundle.reason,
        "requested_by": {"id": bundle.requested_by, "name": names.get(bundle.requested_by, "")},
        "requested_at": to_iso(bundle.requested_at),
        "request_index": bundle.request_index,
        "ready_at": to_iso(bundle.ready_at),
        "failure": bundle.failure,
        "sha256": bundle.sha256,
        "size": bundle.size,
        "manifest_sha256": bundle.manifest_sha256,
        "checkpoint_size": bundle.checkpoint_size,
        "photos": bundle.photos,
        "problems": bundle.problems,
    }
