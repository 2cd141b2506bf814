"""Background work on the log: a signed checkpoint a minute, when something was added."""

import logging
from datetime import datetime

from inspect_app.audit.checkpoints import LogForkedError, publish
from inspect_app.audit.signer import SignerError
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import write_transaction

log = logging.getLogger(__name__)


@sweep(minutes=1)
def publish_checkpoint(now: datetime) -> None:
    """Sign what was added; a log that was tampered with is never signed, and operators hear of it."""
    try:
        with write_transaction():
            publish(Context(SYSTEM, now))
    except LogForkedError as error:
        log.critical("THE LOG WAS TAMPERED WITH, no checkpoint is signed: %s", error)
    except SignerError:
        log.exception("no checkpoint was signed")
