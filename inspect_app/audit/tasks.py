"""Background work on the log: a signed checkpoint a minute when something was added, a time stamp a day."""

import logging
from datetime import datetime

from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.publishing import publish_now, stamp_now
from inspect_app.audit.signer import SignerError
from inspect_app.audit.timestamps import TimestampError
from inspect_app.core.settings import settings
from inspect_app.core.tasks import sweep

log = logging.getLogger(__name__)


@sweep(minutes=1)
def publish_checkpoint(now: datetime) -> None:
    """Sign what was added; a log that was tampered with is never signed, and operators hear of it."""
    try:
        publish_now(now)
    except LogDamagedError as error:
        log.critical("THE LOG WAS TAMPERED WITH, no checkpoint is signed: %s", error)
    except SignerError as error:
        log.error("no checkpoint was signed: %s", error)  # noqa: TRY400 - the sentence says what to mend


@sweep(minutes=30)
def stamp_checkpoint(now: datetime) -> None:
    """Have a checkpoint stamped once a day; while the authority is down, ask again every half hour."""
    if not settings().tsa_url:
        return
    try:
        stamp_now(now, only_if_due=True)
    except TimestampError as error:
        log.warning("no time stamp was had: %s", error)
