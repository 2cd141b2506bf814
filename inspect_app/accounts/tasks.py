"""Periodic work of accounts: rows that no longer let anybody in are deleted."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from inspect_app.accounts.attempts import forget_old_attempts
from inspect_app.accounts.models import AccessToken, OneTimeToken, SessionRow
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import write_transaction


@sweep(minutes=30)
def forget_spent_secrets(now: datetime) -> None:
    """Delete sessions, tokens and attempt counters whose time is over."""
    idle = now - timedelta(minutes=settings().session_idle_minutes)
    oldest = now - timedelta(hours=settings().session_max_hours)
    with write_transaction():
        over = or_(SessionRow.last_seen_at <= idle, SessionRow.created_at <= oldest)
        db.session.execute(delete(SessionRow).where(over))
        db.session.execute(delete(AccessToken).where(AccessToken.expires_at <= now))
        spent = or_(OneTimeToken.expires_at <= now, OneTimeToken.used_at.is_not(None))
        db.session.execute(delete(OneTimeToken).where(spent))
        forget_old_attempts(now)
