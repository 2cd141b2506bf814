"""Reading notices: a person's list, how many are unread, and what became of the deliveries of one."""

from dataclasses import dataclass

from sqlalchemy import func, select

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor, row_number
from inspect_app.notify.models import Delivery, Notice

MOST_COUNTED = 100  # beyond that people read "99+"


@dataclass(frozen=True)
class Unread:
    """How many notices are unread (at most MOST_COUNTED) and which is the newest of all."""

    count: int
    newest: int | None


def get_notice(ctx: Context, notice_id: int) -> Notice:
    """One's own notice; 404 for others'."""
    own = (Notice.id == notice_id, Notice.person_id == ctx.actor.id)
    notice = db.session.scalar(select(Notice).where(*own))
    if notice is None:
        raise not_found()
    return notice


def list_notices(
    ctx: Context, *, unread: bool, cursor: str | None, limit: int
) -> tuple[list[Notice], str | None]:
    """A page of one's notices, the newest first, and where it goes on."""
    query = select(Notice).where(Notice.person_id == ctx.actor.id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    if (keys := decode_cursor(cursor, row_number)) is not None:
        query = query.where(Notice.id < keys[0])
    rows = list(db.session.scalars(query.order_by(Notice.id.desc()).limit(limit + 1)))
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], more


def count_unread(ctx: Context) -> Unread:
    """What the bell shows; cheap however many there are."""
    mine = Notice.person_id == ctx.actor.id
    some = select(Notice.id).where(mine, Notice.read_at.is_(None)).limit(MOST_COUNTED).subquery()
    count = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Unread(count, db.session.scalar(select(func.max(Notice.id)).where(mine)))


def deliveries_of(notice: Notice) -> list[Delivery]:
    """What was carried elsewhere for one person's notice."""
    own = (Delivery.event_id == notice.event_id, Delivery.person_id == notice.person_id)
    return list(db.session.scalars(select(Delivery).where(*own).order_by(Delivery.id)))
