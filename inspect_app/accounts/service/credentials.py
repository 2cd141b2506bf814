"""Writing what people sign in with: one-time tokens, passwords, access tokens. Hashes come in ready-made."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from inspect_app.accounts.bearer import ACCESS_TOKEN_PREFIX, new_secret, secret_hash
from inspect_app.accounts.models import AccessToken, OneTimeToken, Person
from inspect_app.accounts.sessions import end_sessions
from inspect_app.accounts.standing import is_administrator
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found

ONE_TIME_LIFE = timedelta(hours=72)
MOST_TOKENS = 20


def issue_token(ctx: Context, person_id: int, *, confirmed: bool) -> str:
    """A new one-time token for a person, instead of any earlier one; its secret, shown once."""
    db.session.execute(delete(OneTimeToken).where(OneTimeToken.person_id == person_id))
    secret = new_secret()
    row = OneTimeToken(
        secret_hash=secret_hash(secret),
        person_id=person_id,
        created_by=ctx.actor.id,
        created_at=ctx.now,
        expires_at=ctx.now + ONE_TIME_LIFE,
        confirmed_at=ctx.now if confirmed else None,
    )
    db.session.add(row)
    db.session.flush()
    return secret


def issue_reset(ctx: Context, person: Person) -> tuple[str, bool]:
    """A reset token, and whether it works at once: an administrator's waits for a second administrator."""
    confirmed = ctx.actor.id is None or not is_administrator(person, ctx.now)
    secret = issue_token(ctx, person.id, confirmed=confirmed)
    append(ctx, [Fact(f"person:{person.id}", "password_reset_issued", {"confirmed": confirmed})])
    return secret, confirmed


def confirm_reset(ctx: Context, person_id: int) -> None:
    """The second administrator's word on the reset of an administrator's password."""
    waiting = (
        OneTimeToken.person_id == person_id,
        OneTimeToken.confirmed_at.is_(None),
        OneTimeToken.expires_at > ctx.now,
    )
    token = db.session.scalar(select(OneTimeToken).where(*waiting).with_for_update())
    if token is None:
        raise Problem("nothing_to_confirm", "No reset of this account waits for confirmation.", 409)
    if ctx.actor.id in {token.created_by, person_id}:
        raise Problem("second_person_needed", "Another administrator must confirm this.", 403)
    token.confirmed_at = ctx.now
    db.session.flush()
    append(ctx, [Fact(f"person:{person_id}", "password_reset_confirmed")])


def use_token(secret: str, now: datetime) -> int | None:
    """Mark a one-time token as used; its person's id, or None when it does not work (any more)."""
    usable = (
        OneTimeToken.secret_hash == secret_hash(secret),
        OneTimeToken.used_at.is_(None),
        OneTimeToken.confirmed_at.is_not(None),
        OneTimeToken.expires_at > now,
    )
    statement = update(OneTimeToken).where(*usable).values(used_at=now).returning(OneTimeToken.person_id)
    return db.session.execute(statement).scalar_one_or_none()


def set_password(
    person: Person, encoded: str, now: datetime, *, keep_session: int | None = None, remember: int = 0
) -> None:
    """Store a new hash, remember `remember` old ones, sign the person out except in `keep_session`."""
    former = [person.password_hash, *person.former_hashes] if person.password_hash else []
    person.former_hashes = former[:remember]
    person.password_hash = encoded
    person.password_changed_at = now
    db.session.flush()
    end_sessions(person.id, but=keep_session)


def create_access_token(
    ctx: Context, *, name: str, scopes: list[str], expires_at: datetime | None
) -> tuple[AccessToken, str]:
    """A machine's token for the actor's own account; the row and the secret, shown once."""
    if expires_at is not None and expires_at <= ctx.now:
        raise field_problem("expires_at", "Must be in the future.", "bad_dates")
    if len(access_tokens(ctx.actor.id)) >= MOST_TOKENS:
        detail = f"You have {MOST_TOKENS} tokens; revoke one first."
        raise Problem("too_many_tokens", detail, 409)
    secret = new_secret(ACCESS_TOKEN_PREFIX)
    token = AccessToken(
        secret_hash=secret_hash(secret),
        person_id=ctx.actor.id,
        name=name,
        may_write="write" in scopes,
        created_at=ctx.now,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def access_tokens(person_id: int | None) -> list[AccessToken]:
    """A person's access tokens, oldest first."""
    query = select(AccessToken).where(AccessToken.person_id == person_id).order_by(AccessToken.id)
    return list(db.session.scalars(query))


def revoke_access_token(ctx: Context, token_id: int) -> None:
    """Delete one of the actor's own tokens; 404 when it is not theirs."""
    mine = delete(AccessToken).where(AccessToken.id == token_id, AccessToken.person_id == ctx.actor.id)
    if db.session.execute(mine.returning(AccessToken.id)).first() is None:
        raise not_found()


def revoke_access_tokens(person_id: int) -> None:
    """Delete all of a person's tokens."""
    db.session.execute(delete(AccessToken).where(AccessToken.person_id == person_id))
