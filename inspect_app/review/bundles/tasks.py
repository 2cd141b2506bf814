"""Background work on bundles: the build, and the sweep that finds lost builds."""

import logging
from datetime import datetime
from uuid import UUID

from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.signer import SignerError
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.tasks import enqueue, job, sweep
from inspect_app.core.transaction import write_transaction
from inspect_app.review.bundles.build import build_bundle
from inspect_app.review.bundles.service import find_waiting, put_back

log = logging.getLogger(__name__)
BATCH = 20


@job
def build_requested_bundle(bundle_id: str) -> None:
    """Build one bundle; what goes wrong is written into its row, and the sweep tries again."""
    try:
        build_bundle(UUID(bundle_id))
    except Exception as error:
        log.exception("bundle %s was not built", bundle_id)
        with write_transaction():
            put_back(UUID(bundle_id), failure_code(error))


def failure_code(error: Exception) -> str:
    """Why, in a word that a program can tell apart."""
    if isinstance(error, Problem):
        return error.code
    if isinstance(error, LogDamagedError):
        return "log_damaged"
    return "log_not_signed" if isinstance(error, SignerError) else "internal_error"


@sweep(minutes=5)
def build_forgotten_bundles(now: datetime) -> None:
    """Queue bundles again whose job was lost or whose builder died."""
    with write_transaction():
        for bundle_id in find_waiting(Context(SYSTEM, now), BATCH):
            enqueue(build_requested_bundle, bundle_id=str(bundle_id))
