"""Signing in: count the try, look at the password, open the session.

Three short steps instead of one transaction, because hashing takes a fifth of a second and no connection is
held meanwhile.
"""

import logging
from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.attempts import count_attempt, forgive
from inspect_app.accounts.hashing import password_fits
from inspect_app.accounts.models import Person
from inspect_app.accounts.sessions import end_by_secret, open_session
from inspect_app.accounts.usernames import is_username, normal_username
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction

log = logging.getLogger(__name__)


def sign_in(
    username: str, password: str, *, now: datetime, address: str, user_agent: str, old_secret: str | None
) -> tuple[int, str]:
    """The person's id and the secret of a new session. 401 `bad_credentials`, 429 `too_many_attempts`."""
    with write_transaction():
        count_attempt(username, address, now)
    with read_transaction():
        person = person_named(username)
        person_id, encoded = (person.id, person.password_hash) if person else (None, None)
    fits = password_fits(password, encoded)
    with write_transaction():
        if not fits or person_id is None or not still_stands(person_id, encoded):
            log.warning("sign-in refused from %s", address)
            raise bad_credentials()
        forgive(username, address)
        if old_secret:
            end_by_secret(old_secret)
        secret = open_session(person_id, now, user_agent)
    log.info("person %s signed in from %s", person_id, address)
    return person_id, secret


def still_stands(person_id: int, encoded: str | None) -> bool:
    """Nobody disabled the account or changed its password while we were hashing."""
    person = db.session.get_one(Person, person_id, with_for_update={"of": Person})
    return person.active and person.password_hash == encoded


def person_named(username: str) -> Person | None:
    """The person with a user name, upper and lower case alike."""
    name = normal_username(username)
    return db.session.scalar(select(Person).where(Person.username == name)) if is_username(name) else None


def bad_credentials() -> Problem:
    """One answer for an unknown name, a wrong password and a disabled account."""
    return Problem("bad_credentials", "User name or password is wrong.", 401)
