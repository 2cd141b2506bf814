"""Looks at the keys: we and nobody else can read them, and they are those that belong here."""

import stat
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select

from inspect_app.audit.checkpoints import latest_checkpoint, living_key, unsigned_growth
from inspect_app.audit.keyfile import KeyFileError
from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.audit.queries import log_size
from inspect_app.audit.signer import CURRENT, Signer, SignerError, current_signer
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.notify.models import Robot
from inspect_app.notify.sealing import unseal
from inspect_app.notify.vapid import KEY_FILE, vapid
from inspect_app.operations.doctor.check import Check, bad, good, warning

UNSIGNED_LONG = timedelta(minutes=10)
LOST = "put it back from where it is kept; if it is lost for good: flask audit rotate-key --old-key-lost"


def signing_key() -> Check:
    """The log can be signed, by the key that the log knows."""
    config, name = settings(), "signing key"
    try:
        if config.log_sign_command or (config.log_keys / CURRENT).exists():
            return signing_with(current_signer())
    except OSError as error:
        return bad(
            name, f"{config.log_keys} cannot be read: {error.strerror}; it belongs to the workers' account"
        )
    except (LogDamagedError, SignerError) as error:
        return bad(name, str(error))
    living = living_key()
    if living is None:
        return warning(name, "there is none yet; the first checkpoint makes it")
    if unsigned_for() > UNSIGNED_LONG:
        return bad(name, f"{config.log_keys} has no {CURRENT}, and the log's key is {living.vkey}: {LOST}")
    return warning(name, "not on this machine; a worker elsewhere signs")


def signing_with(signer: Signer) -> Check:
    """It would sign now: the log holds all that was signed before. Raises what the worker would say."""
    unsigned_growth(signer.verifier)
    return good("signing key", signer.verifier.vkey)


def log_signed() -> Check:
    """The newest entries stand under a checkpoint, or soon will."""
    name, waited = "log signed", unsigned_for()
    if waited <= UNSIGNED_LONG:
        return good(name, f"{log_size()} entries")
    minutes = waited.total_seconds() / 60
    return bad(name, f"entries have waited for {minutes:.0f} minutes: is a worker alive, and has it the key?")


def unsigned_for() -> timedelta:
    """For how long the oldest entry that no checkpoint covers has been waiting; zero when all are covered."""
    last = latest_checkpoint()
    query = select(func.min(Event.at)).where(Event.log_id == MAIN_LOG)
    since = db.session.scalar(query.where(Event.log_index >= last.size) if last else query)
    return utc_now() - since if since else timedelta(0)


def secret_key() -> Check:
    """Nobody else reads the secret, and it is the one that sealed what is sealed."""
    name, path = "secret key", settings().instance / "secret.key"
    if not settings().secret_key:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            return bad(name, f"{path.name} can be read by others (mode {mode:o}); run chmod 600 on it")
    strange = sum(not opens(sealed) for sealed in db.session.scalars(select(Robot.sealed)))
    if strange:
        return bad(
            name, f"does not open the tokens of {strange} robots: put the old one back, or enter them again"
        )
    return good(name, "from the environment" if settings().secret_key else "only its owner reads it")


def opens(sealed: bytes) -> bool:
    """Whether a robot's token was sealed with the secret of today."""
    try:
        unseal(sealed)
    except InvalidToken:
        return False
    return True


def push_key() -> Check:
    """The key of web push, if there is one yet."""
    name, config = "push key", settings()
    try:
        if not config.vapid_key and not (config.instance / "keys" / KEY_FILE).exists():
            return good(name, "none yet; made when somebody first asks for push")
        vapid()
    except KeyFileError as error:
        return bad(name, str(error))
    except OSError as error:
        return bad(name, f"{KEY_FILE} cannot be read: {error.strerror}")
    return good(name, "from the environment" if config.vapid_key else "only its owner reads it")
