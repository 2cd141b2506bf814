"""How often a sign-in may be tried: counters in the database, so that all workers and machines share them.

A full counter delays, it never locks for good. The try is counted before the password is looked at, so that
parallel guesses count too; a refused try is not counted, so that guessing cannot prolong the wait.
"""

import hashlib
import ipaddress
import math
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update

from inspect_app.accounts.models import SignInAttempt
from inspect_app.accounts.usernames import normal_username
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.upsert import upsert_into

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 20


def count_attempt(username: str, address: str, now: datetime) -> None:
    """Count one try, or raise 429 with the seconds to wait. Both counters move or neither does."""
    for key, most in ((address_key(address), PER_ADDRESS), (account_key(username), PER_ACCOUNT)):
        count, window_start = increase(key, now)
        if count > most:
            raise too_many(window_start + WINDOW - now)


def forgive(username: str, address: str) -> None:
    """After the right password: the account starts afresh and this try leaves the address's count."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key == account_key(username)))
    mine = (SignInAttempt.key == address_key(address), SignInAttempt.count > 0)
    db.session.execute(update(SignInAttempt).where(*mine).values(count=SignInAttempt.count - 1))


def increase(key: str, now: datetime) -> tuple[int, datetime]:
    """Add one to a counter, in a new window when the old one is over; the count and its window's start."""
    new = upsert_into(SignInAttempt).values(key=key, window_start=now, count=1)
    over = SignInAttempt.window_start <= now - WINDOW
    statement = new.on_conflict_do_update(
        index_elements=[SignInAttempt.key],
        set_={
            "count": case((over, 1), else_=SignInAttempt.count + 1),
            "window_start": case((over, new.excluded.window_start), else_=SignInAttempt.window_start),
        },
    )
    result = statement.returning(SignInAttempt.count, SignInAttempt.window_start)
    count, window_start = db.session.execute(result).one()
    return count, window_start


def forget_old_attempts(now: datetime) -> None:
    """Drop counters whose window is over."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.window_start <= now - WINDOW))


def too_many(wait: timedelta) -> Problem:
    """The refusal that says how long to wait."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    detail = f"Too many attempts; try again in {math.ceil(seconds / 60)} minutes."
    return Problem(
        "too_many_attempts", detail, 429, headers={"Retry-After": str(seconds)}, retry_after_s=seconds
    )


def account_key(username: str) -> str:
    """Hashed, because people type their password into the wrong field."""
    return "account:" + hashlib.sha256(normal_username(username).encode()).hexdigest()


def address_key(address: str) -> str:
    """One IPv4 address, or the /64 network that a single IPv6 subscriber is given."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "address:unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return f"address:{ipaddress.ip_network((ip, 64), strict=False)}"
    return f"address:{ip}"
