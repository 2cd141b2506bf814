"""What is written about bundles: asked for, taken in hand, built, given up, downloaded."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from inspect_app.audit.log import Fact, append
from inspect_app.cases.forms import clean_text
from inspect_app.cases.queries import family
from inspect_app.cases.subject import subject_of
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import uuid7
from inspect_app.review.bundles.models import BUILDING, FAILED, READY, REQUESTED, Bundle
from inspect_app.review.bundles.queries import get_takeable_case

MAX_ATTEMPTS = 3
ABANDONED = timedelta(minutes=30)  # nobody builds that long: the process has died


@dataclass(frozen=True)
class Built:
    """A finished zip: its own hash, size in bytes, the hash of its manifest, and what it reports."""

    sha256: str
    size: int
    manifest_sha256: str
    checkpoint_size: int
    photos: int
    problems: list[dict[str, Any]]


def request_bundle(ctx: Context, case_id: UUID, reason: str) -> Bundle:
    """Ask for a bundle; the log keeps who did, and under a commitment why."""
    case = get_takeable_case(ctx, case_id)
    words = clean_text(reason)
    if not words:
        raise field_problem("reason", "Say why the case is taken away.")
    bundle_id = uuid7()
    cases = [str(member) for member in family(case)]
    public = {"bundle": str(bundle_id), "cases": cases}
    fact = Fact(subject_of(case.id), "bundle_requested", public, {"reason": words})
    assert ctx.actor.id is not None
    receipt = append(ctx, [fact])[0]
    bundle = Bundle(
        id=bundle_id,
        case_id=case.id,
        reason=words,
        state=REQUESTED,
        requested_by=ctx.actor.id,
        requested_at=ctx.now,
        request_index=receipt.log_index,
        attempts=0,
        problems=[],
    )
    db.session.add(bundle)
    db.session.flush()
    return bundle


def take_in_hand(ctx: Context, bundle_id: UUID) -> Bundle | None:
    """Claim a bundle for this process; None when another has it or nothing is left to do."""
    free = (Bundle.id == bundle_id, Bundle.state == REQUESTED)
    values = {"state": BUILDING, "started_at": ctx.now, "attempts": Bundle.attempts + 1}
    claimed = db.session.execute(update(Bundle).where(*free).values(values).returning(Bundle.id)).first()
    return db.session.get(Bundle, bundle_id, populate_existing=True) if claimed else None


def put_back(bundle_id: UUID, failure: str) -> None:
    """An attempt failed: wait for the next one, or give up and say why."""
    mine = (Bundle.id == bundle_id, Bundle.state == BUILDING)
    for state, condition in (
        (FAILED, Bundle.attempts >= MAX_ATTEMPTS),
        (REQUESTED, Bundle.attempts < MAX_ATTEMPTS),
    ):
        db.session.execute(update(Bundle).where(*mine, condition).values(state=state, failure=failure))


def record_built(ctx: Context, bundle_id: UUID, built: Built) -> None:
    """The zip lies in the work area: the log keeps its hashes."""
    bundle = db.session.get_one(Bundle, bundle_id, with_for_update=True, populate_existing=True)
    if bundle.state == READY:
        return
    bundle.state, bundle.ready_at, bundle.failure = READY, ctx.now, None
    bundle.sha256, bundle.size = built.sha256, built.size
    bundle.manifest_sha256, bundle.checkpoint_size = built.manifest_sha256, built.checkpoint_size
    bundle.photos, bundle.problems = built.photos, built.problems
    public = {
        "bundle": str(bundle.id),
        "sha256": built.sha256,
        "size": built.size,
        "manifest_sha256": built.manifest_sha256,
        "checkpoint_size": built.checkpoint_size,
        "problems": len(built.problems),
    }
    db.session.flush()
    append(ctx, [Fact(subject_of(bundle.case_id), "bundle_built", public)])


def log_download(ctx: Context, bundle: Bundle) -> None:
    """Write down that somebody took the bundle; call it last in the reader's transaction."""
    public = {"bundle": str(bundle.id), "sha256": bundle.sha256}
    append(ctx, [Fact(subject_of(bundle.case_id), "bundle_downloaded", public)])


def find_waiting(ctx: Context, limit: int) -> list[UUID]:
    """Bundles whose job was lost; those whose builder died are free again, or given up."""
    dead = (Bundle.state == BUILDING, Bundle.started_at < ctx.now - ABANDONED)
    for bundle_id in db.session.scalars(select(Bundle.id).where(*dead)).all():
        put_back(bundle_id, "builder_died")
    late = or_(Bundle.attempts > 0, Bundle.requested_at < ctx.now - timedelta(minutes=2))
    waiting = select(Bundle.id).where(Bundle.state == REQUESTED, late).order_by(Bundle.requested_at)
    return list(db.session.scalars(waiting.limit(limit)))
