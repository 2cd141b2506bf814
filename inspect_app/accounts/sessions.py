"""Who is asking: from the session cookie or an access token to an `Actor` with the grants in force now."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, request
from sqlalchemy import BindParameter, Row, and_, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout

from inspect_app.accounts.bearer import new_secret, secret_hash
from inspect_app.accounts.models import AccessToken, Grant, Person, SessionRow
from inspect_app.accounts.scope import grant_in_force
from inspect_app.core import context
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.core.transaction import write_transaction

log = logging.getLogger(__name__)

RENEW_AFTER = timedelta(minutes=1)
USER_AGENT_LENGTH = 300

# Each request runs one of these, built once: a row for each grant in force, one with nothing for nobody's.
NOW: BindParameter[datetime] = bindparam("now")
PERSON = (
    *(Person.id.label("person_id"), Person.username, Person.name, Person.unit_id, Person.active),
    *(Grant.role, Grant.unit_id.label("grant_unit_id"), Grant.grid_id),
)
HELD = and_(Grant.person_id == Person.id, grant_in_force(NOW))
SESSION_BY_SECRET = (
    select(SessionRow.id, SessionRow.created_at, SessionRow.last_seen_at, *PERSON)
    .join(Person, Person.id == SessionRow.person_id)
    .outerjoin(Grant, HELD)
    .where(SessionRow.secret_hash == bindparam("secret_hash"))
)
TOKEN_BY_SECRET = (
    select(AccessToken.id, AccessToken.expires_at, AccessToken.last_used_at, AccessToken.may_write, *PERSON)
    .join(Person, Person.id == AccessToken.person_id)
    .outerjoin(Grant, HELD)
    .where(AccessToken.secret_hash == bindparam("secret_hash"))
)


@dataclass(frozen=True)
class Leaving:
    """Sessions of a person that were ended by hand: one (`only`), all, or all but one (`but`)."""

    person_id: int
    only: int | None = None
    but: int | None = None


# Packages above add what must go together with a session; they are called in the transaction that ends it.
LEAVERS: list[Callable[[Leaving], None]] = []


def authenticate() -> Actor | None:
    """The person behind the request, or None. A bearer token is taken before a cookie."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return authenticate_token(header.removeprefix("Bearer ").strip(), g.now)
    secret = request.cookies.get(cookie_name())
    return authenticate_session(secret, g.now) if secret else None


def authenticate_session(secret: str, now: datetime) -> Actor | None:
    """The person of a living session; notes at most once a minute that it was used."""
    rows = db.session.connection().execute(SESSION_BY_SECRET, asked(secret, now)).all()
    if not rows or is_over(rows[0], now) or not rows[0].active:
        return None
    g.session_id = rows[0].id
    if now - rows[0].last_seen_at >= RENEW_AFTER:
        note_use(SessionRow, rows[0].id, now)
    return actor_in(rows)


def authenticate_token(secret: str, now: datetime) -> Actor | None:
    """The person of a living access token; read-only unless it has the scope `write`."""
    rows = db.session.connection().execute(TOKEN_BY_SECRET, asked(secret, now)).all()
    row = rows[0] if rows else None
    if row is None or (row.expires_at is not None and row.expires_at <= now) or not row.active:
        return None
    if row.last_used_at is None or now - row.last_used_at >= RENEW_AFTER:
        note_use(AccessToken, row.id, now)
    return actor_in(rows, read_only=not row.may_write)


def asked(secret: str, now: datetime) -> dict[str, Any]:
    """The values of the two queries."""
    return {"secret_hash": secret_hash(secret), "now": now}


def actor_in(rows: Sequence[Row[*tuple[Any, ...]]], *, read_only: bool = False) -> Actor:
    """The person of the rows, with the grants in force."""
    one = rows[0]
    grants = frozenset(
        context.Grant(Role(row.role), row.grant_unit_id, row.grid_id) for row in rows if row.role is not None
    )
    return Actor(one.person_id, one.username, one.name, one.unit_id, grants, read_only)


def is_over(row: SessionRow | Row[*tuple[Any, ...]], now: datetime) -> bool:
    """Past its idle or its absolute limit."""
    idle = timedelta(minutes=settings().session_idle_minutes)
    longest = timedelta(hours=settings().session_max_hours)
    return now - row.last_seen_at >= idle or now - row.created_at >= longest


def note_use(table: type[SessionRow] | type[AccessToken], row_id: int, now: datetime) -> None:
    """Remember that the row was used, in a write of its own; a busy or full database stops no reader."""
    used = {"last_seen_at": now} if table is SessionRow else {"last_used_at": now}
    try:
        with write_transaction():
            db.session.execute(update(table).where(table.id == row_id).values(used))
    except (OperationalError, QueueTimeout):
        log.warning("the last use of a session was not written")


def open_session(person_id: int, now: datetime, user_agent: str) -> str:
    """Begin a session inside the caller's transaction; the secret for the cookie."""
    secret = new_secret()
    row = SessionRow(
        secret_hash=secret_hash(secret),
        person_id=person_id,
        created_at=now,
        last_seen_at=now,
        user_agent=user_agent[:USER_AGENT_LENGTH],
    )
    db.session.add(row)
    db.session.flush()
    return secret


def own_session() -> int:
    """The id of the session behind the request; 403 for a token, which may not touch sessions and secrets."""
    session_id: int | None = g.get("session_id")
    if session_id is None:
        raise Problem("session_required", "Sign in with your password for this; a token may not do it.", 403)
    return session_id


def end_sessions(person_id: int, but: int | None = None) -> None:
    """Sign a person out everywhere, except in the session `but`."""
    statement = delete(SessionRow).where(SessionRow.person_id == person_id)
    db.session.execute(statement if but is None else statement.where(SessionRow.id != but))
    tell_leavers(Leaving(person_id, but=but))


def end_session(person_id: int, session_id: int) -> bool:
    """End one of a person's sessions; False when it is not theirs."""
    mine = delete(SessionRow).where(SessionRow.person_id == person_id, SessionRow.id == session_id)
    if db.session.execute(mine.returning(SessionRow.id)).first() is None:
        return False
    tell_leavers(Leaving(person_id, only=session_id))
    return True


def end_by_secret(secret: str) -> None:
    """End the session of a cookie, whoever it belongs to."""
    of_cookie = delete(SessionRow).where(SessionRow.secret_hash == secret_hash(secret))
    row = db.session.execute(of_cookie.returning(SessionRow.person_id, SessionRow.id)).first()
    if row is not None:
        tell_leavers(Leaving(row.person_id, only=row.id))


def tell_leavers(leaving: Leaving) -> None:
    """Let the packages above end what hangs on a session."""
    for tell in LEAVERS:
        tell(leaving)


def living_sessions(person_id: int, now: datetime) -> list[SessionRow]:
    """A person's sessions that are not over, the last used first."""
    query = (
        select(SessionRow).where(SessionRow.person_id == person_id).order_by(SessionRow.last_seen_at.desc())
    )
    return [row for row in db.session.scalars(query) if not is_over(row, now)]


def cookie_name() -> str:
    """`__Host-sid`, which browsers bind to this host by https; plain `sid` only on http loopback."""
    return "__Host-sid" if settings().secure_cookies else "sid"


def set_cookie(response: Response, secret: str) -> None:
    """Hand the session to the browser."""
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=settings().session_max_hours * 3600,
        path="/",
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Strict",
    )


def drop_cookie(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings().secure_cookies, httponly=True, samesite="Strict"
    )
