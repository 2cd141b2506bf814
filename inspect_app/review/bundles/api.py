"""Routes of bundles: ask for one, see how far it is, take it. Each is written into the log."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify

from inspect_app.cases.models import Case
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.guards import access, current_context
from inspect_app.core.headers import CONTENT_POLICY
from inspect_app.core.idempotency import Outcome, claim, request_hash, required_key, settle
from inspect_app.core.roles import Role
from inspect_app.core.tasks import enqueue
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.base import Content
from inspect_app.evidence.stores.select import object_store
from inspect_app.review.bundles.build import MEDIA_TYPE, bundle_key
from inspect_app.review.bundles.models import READY, Bundle
from inspect_app.review.bundles.present import BundleIn, BundleListOut, BundleOut, present_bundles
from inspect_app.review.bundles.queries import asked_at, bundles_of, get_bundle, get_takeable_case
from inspect_app.review.bundles.service import log_download, request_bundle
from inspect_app.review.bundles.tasks import build_requested_bundle

blueprint = APIBlueprint("bundles", __name__, tag="bundles")

Json = dict[str, Any]


@blueprint.post("/cases/<uuid:case_id>/bundles")
@access(Role.AUDITOR, Role.SUPERVISOR)
@blueprint.input(BundleIn)
@blueprint.output(BundleOut, status_code=202)
def create_bundle(case_id: UUID, json_data: Json) -> Response:
    """Ask for a bundle of the case; needs Idempotency-Key. It is built in the background."""
    ctx, key = current_context(), required_key()
    with write_transaction():
        outcome = claim(ctx, key, request_hash())
        if outcome is None:
            bundle = request_bundle(ctx, case_id, json_data["reason"])
            enqueue(build_requested_bundle, bundle_id=str(bundle.id))
            outcome = Outcome(202, bundle.request_index, None)
            settle(ctx, key, outcome)
    return answer(asked_at(outcome.log_index), 202)


@blueprint.get("/cases/<uuid:case_id>/bundles")
@access(Role.AUDITOR, Role.SUPERVISOR)
@blueprint.output(BundleListOut)
def get_bundles(case_id: UUID) -> Response:
    """The bundles of a case, the newest first."""
    case: Case = get_takeable_case(current_context(), case_id)
    return jsonify({"items": present_bundles(bundles_of(case)), "next_cursor": None})


@blueprint.get("/bundles/<uuid:bundle_id>")
@access(Role.AUDITOR, Role.SUPERVISOR)
@blueprint.output(BundleOut)
def get_one_bundle(bundle_id: UUID) -> Response:
    """How far a bundle is."""
    return answer(get_bundle(current_context(), bundle_id), 200)


@blueprint.get("/bundles/<uuid:bundle_id>/file")
@access(Role.AUDITOR, Role.SUPERVISOR)
@blueprint.doc(responses={200: "The zip"})
def get_bundle_file(bundle_id: UUID) -> Response:
    """The zip, as a download; each is written into the log."""
    ctx = current_context()
    bundle = get_bundle(ctx, bundle_id)
    number = db.session.get_one(Case, bundle.case_id).number
    content = open_bundle(bundle)
    with write_transaction():
        log_download(ctx, bundle)
    return download(content, f"{number}-{str(bundle.id)[-8:]}.zip")


def open_bundle(bundle: Bundle) -> Content:
    """The bytes of a bundle that is ready."""
    if bundle.state != READY or bundle.sha256 is None:
        raise Problem("bundle_not_ready", "This bundle is not built yet; ask again in a moment.", 409)
    content = object_store().open_work(bundle_key(bundle.sha256))
    if content is None:
        raise Problem("bundle_missing", "The file of this bundle is gone; ask for a new bundle.", 404)
    return content


def download(content: Content, name: str) -> Response:
    """A zip to keep, never opened by the browser."""
    response = Response(content.chunks, mimetype=MEDIA_TYPE)
    response.content_length = content.size
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def answer(bundle: Bundle, status: int) -> Response:
    """One bundle."""
    response = jsonify(present_bundles([bundle])[0])
    response.status_code = status
    return response
