"""People set their own passwords: with the current one, or with a one-time token.

Like signing in, several short steps: what is read, then the hashing with no connection held, then one write
that checks again what it stands on.
"""

import logging
from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.attempts import count_attempt, forgive
from inspect_app.accounts.bearer import secret_hash
from inspect_app.accounts.hashing import hash_password, password_fits
from inspect_app.accounts.models import OneTimeToken, Person
from inspect_app.accounts.passwords import POLICIES, password_faults
from inspect_app.accounts.service.credentials import revoke_access_tokens, set_password, use_token
from inspect_app.accounts.service.people import locked_person
from inspect_app.accounts.signin import bad_credentials, still_stands
from inspect_app.accounts.standing import actor_of
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction

log = logging.getLogger(__name__)


def change_password(ctx: Context, current: str, new: str, *, session_id: int, address: str) -> None:
    """Change the actor's own password; every other session of theirs ends."""
    with write_transaction():
        count_attempt(ctx.actor.username, address, ctx.now)
    with read_transaction():
        person = db.session.get_one(Person, ctx.actor.id)
        stored, former, words = person.password_hash, list(person.former_hashes), known_words(person)
    if not password_fits(current, stored):
        raise bad_credentials()
    encoded = acceptable_hash(new, words, [stored, *former])
    with write_transaction():
        person = locked_person(ctx.actor.id or 0)
        if not still_stands(person.id, stored):
            raise bad_credentials()
        forgive(ctx.actor.username, address)
        set_password(person, encoded, ctx.now, keep_session=session_id, remember=remembered())
    log.info("person %s changed their password", ctx.actor.id)


def redeem(token: str, new: str, *, now: datetime, request_id: str) -> None:
    """Set a password with a one-time token. Every session and access token of the account ends."""
    with read_transaction():
        person = owner_of(token, now)
        person_id, words = person.id, known_words(person)
        former = [person.password_hash, *person.former_hashes]
    encoded = acceptable_hash(new, words, former)
    with write_transaction():
        if use_token(token, now) != person_id:
            raise bad_token()
        person = locked_person(person_id)
        set_password(person, encoded, now, keep_session=None, remember=remembered())
        revoke_access_tokens(person_id)
        ctx = Context(actor_of(person, now), now, request_id)
        append(ctx, [Fact(f"person:{person_id}", "password_reset_used")])


def owner_of(token: str, now: datetime) -> Person:
    """The active person a usable one-time token was made for."""
    usable = (
        OneTimeToken.secret_hash == secret_hash(token),
        OneTimeToken.used_at.is_(None),
        OneTimeToken.confirmed_at.is_not(None),
        OneTimeToken.expires_at > now,
    )
    person = db.session.scalar(
        select(Person).join(OneTimeToken, OneTimeToken.person_id == Person.id).where(*usable)
    )
    if person is None or not person.active:
        raise bad_token()
    return person


def acceptable_hash(new: str, words: list[str], former: list[str | None]) -> str:
    """The hash of a password that meets the policy and is not a former one; 422 says all that is wrong."""
    faults = password_faults(settings().password_policy, new, words)
    if not faults and any(password_fits(new, old) for old in former[: remembered()] if old):
        faults = [f"Use a password that was not among your last {remembered()}."]
    if faults:
        errors = [{"field": "new", "message": fault} for fault in faults]
        raise Problem("weak_password", " ".join(faults), 422, errors=errors)
    return hash_password(new)


def known_words(person: Person) -> list[str]:
    """What anybody knows of a person and must not stand in the password."""
    return [word for word in (person.username, person.name, person.phone) if word]


def remembered() -> int:
    """How many passwords may not come back under the policy in force."""
    return POLICIES[settings().password_policy].remembered


def bad_token() -> Problem:
    """One answer for a wrong, used, unconfirmed and expired token."""
    detail = "This one-time token is wrong, used, not confirmed yet, or too old; ask for a new one."
    return Problem("bad_one_time_token", detail, 422)
