"""Reading look-backs: those of a case, the one that waits for somebody, a person's list, rebound rates."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy import case as sql_case

from inspect_app.cases.lookbacks.models import FAILED, OPEN, PASSED, SCHEDULED, LookBack
from inspect_app.cases.models import Assignment, Case, Closure
from inspect_app.cases.scope import visible_to
from inspect_app.cases.statuses import Status
from inspect_app.core.among import among
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.paging import decode_cursor, encode_cursor, row_number
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.roles import LOOK_BACK


@dataclass(frozen=True)
class Rebound:
    """How often problems came back: `rate` is relapses among closings, None without any closing."""

    key: int | str
    closings: int
    relapses: int
    looked_back: int
    failed: int

    @property
    def rate(self) -> float | None:
        """From 0 to 1; `closings` is its sample size."""
        return self.relapses / self.closings if self.closings else None


def look_backs_of(case_id: UUID) -> list[LookBack]:
    """Every look-back of a case, in the order of its time."""
    query = select(LookBack).where(LookBack.case_id == case_id).order_by(LookBack.opens_at, LookBack.id)
    return list(db.session.scalars(query))


def current_look_back(actor: Actor, case: Case) -> LookBack | None:
    """The look-back that waits to be done: the actor's own before others, the oldest first."""
    if case.status != Status.CLOSED:
        return None
    waiting = [row for row in look_backs_of(case.id) if row.state == OPEN]
    return min(waiting, key=lambda row: (row.person_id != actor.id, row.id), default=None)


def own_look_back_photo(actor: Actor, look_back: LookBack) -> Photo | None:
    """The first placed photo of the place that the actor has taken since the look-back opened."""
    own = (Photo.case_id == look_back.case_id, Photo.role == LOOK_BACK, Photo.announced_by == actor.id)
    good = (Photo.state == STORED, Photo.lat_e7.is_not(None), Photo.announced_at >= look_back.opened_at)
    return db.session.scalars(select(Photo).where(*own, *good).order_by(Photo.announced_at).limit(1)).first()


def list_look_backs(
    ctx: Context, *, mine: bool, states: tuple[str, ...], overdue: bool, cursor: str | None, limit: int
) -> tuple[list[tuple[LookBack, Case]], str | None]:
    """Look-backs in scope, what opens first at the top, and the cursor of the next page."""
    query = select(LookBack, Case).join(Case, Case.id == LookBack.case_id)
    query = query.where(*wanted(ctx, mine=mine, states=states, overdue=overdue))
    keys = decode_cursor(cursor, from_millis, row_number)
    if keys is not None:
        query = query.where(tuple_(LookBack.opens_at, LookBack.id) > tuple_(*keys))
    query = query.order_by(LookBack.opens_at, LookBack.id).limit(limit + 1)
    rows = [(row, case) for row, case in db.session.execute(query)]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1][0]
    return rows[:limit], encode_cursor(to_millis(last.opens_at), last.id)


def wanted(
    ctx: Context, *, mine: bool, states: tuple[str, ...], overdue: bool
) -> Iterable[ColumnElement[bool]]:
    """The filter as SQL."""
    yield visible_to(ctx.actor)
    if mine:
        yield LookBack.person_id == ctx.actor.id
    if states:
        yield LookBack.state.in_(states)
    if overdue:
        yield and_(LookBack.state == OPEN, LookBack.due_at < ctx.now)


def due_to_open(now: datetime, most: int) -> list[int]:
    """The scheduled look-backs whose day has come, the longest waiting first."""
    query = select(LookBack.id).where(LookBack.state == SCHEDULED, LookBack.opens_at <= now)
    return list(db.session.scalars(query.order_by(LookBack.opens_at, LookBack.id).limit(most)))


def newly_late(now: datetime, most: int) -> list[int]:
    """Open look-backs past their date that nobody has marked yet."""
    late = (LookBack.state == OPEN, LookBack.due_at <= now, LookBack.overdue_at.is_(None))
    return list(db.session.scalars(select(LookBack.id).where(*late).order_by(LookBack.due_at).limit(most)))


def locked_with_cases(ids: Collection[int], *still: ColumnElement[bool]) -> list[tuple[Case, LookBack]]:
    """Those look-backs of which it is still so, in the order of their ids given, with their cases, locked."""
    chosen = {"ids": ids}
    theirs = select(LookBack.case_id).where(among(LookBack.id, "ids"))
    locked = select(Case).where(Case.id.in_(theirs)).order_by(Case.id).with_for_update()
    cases = {case.id: case for case in db.session.scalars(locked, chosen)}
    again = select(LookBack).where(among(LookBack.id, "ids"), *still)
    found = db.session.scalars(again.execution_options(populate_existing=True), chosen)
    rows = {row.id: row for row in found}
    return [(cases[rows[one].case_id], rows[one]) for one in ids if one in rows]


def rebounds_by_unit(begin: datetime, end: datetime) -> list[Rebound]:
    """Rebound of the cases closed from `begin` until before `end`, by the unit that had rectified them."""
    had = (
        select(Assignment.unit_id)
        .where(Assignment.case_id == Closure.case_id, Assignment.assigned_at <= Closure.closed_at)
        .order_by(Assignment.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return rebounds(had, begin, end)


def rebounds_by_category(begin: datetime, end: datetime) -> list[Rebound]:
    """The same by category."""
    return rebounds(select(Case.category).where(Case.id == Closure.case_id).scalar_subquery(), begin, end)


def rebounds(key: ColumnElement[int] | ColumnElement[str], begin: datetime, end: datetime) -> list[Rebound]:
    """Closings of a period by key: how many relapsed since, and what the look-backs on them found."""
    seen = func.sum(sql_case((LookBack.state.in_([PASSED, FAILED]), 1), else_=0))
    failed = func.sum(sql_case((LookBack.state == FAILED, 1), else_=0))
    looks = select(LookBack.closure_id, seen.label("seen"), failed.label("failed"))
    per_closure = looks.group_by(LookBack.closure_id).subquery()
    rows = (
        select(
            key.label("key"),
            sql_case((Closure.ground == "relapse", 1), else_=0).label("relapsed"),
            func.coalesce(per_closure.c.seen, 0).label("seen"),
            func.coalesce(per_closure.c.failed, 0).label("failed"),
        )
        .outerjoin(per_closure, per_closure.c.closure_id == Closure.id)
        .where(Closure.closed_at >= begin, Closure.closed_at < end)
        .subquery()
    )
    sums = (func.sum(rows.c.relapsed), func.sum(rows.c.seen), func.sum(rows.c.failed))
    query = select(rows.c.key, func.count(), *sums).where(rows.c.key.is_not(None)).group_by(rows.c.key)
    found = [Rebound(name, *(int(number) for number in rest)) for name, *rest in db.session.execute(query)]
    return sorted(found, key=lambda one: str(one.key))
