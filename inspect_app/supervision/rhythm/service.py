"""Keeping the daily rhythm: starting and ending it, filing what is owed, and finding what is missing."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import reach
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.places.days import local_day
from inspect_app.supervision.rhythm.counting import count_day
from inspect_app.supervision.rhythm.models import DailyProduct, RhythmPeriod
from inspect_app.supervision.rhythm.owing import Owed, feedback_owed
from inspect_app.supervision.rhythm.rules import FEEDBACK, REPORT, WRITTEN, Product, product_on, products_on
from inspect_app.supervision.rhythm.telling import tell_filed, tell_missing

FURTHEST_AHEAD = timedelta(days=31)
DAYS_BACK = 31  # how far the sweep looks back after a standstill


def subject_of(unit_id: int, day: date) -> str:
    """How the log and notices name the day of a unit."""
    return f"day:{unit_id}:{day.isoformat()}"


def start_rhythm(
    ctx: Context, period_id: UUID, *, unit_id: int, first_day: date, document: str
) -> tuple[RhythmPeriod, bool]:
    """Let a unit keep the rhythm; True when it is new, the same id and words again change nothing.

    Problems: `not_found` out of the supervisor's area, `rhythm_running`, `rhythm_conflict`.
    """
    if unit_id not in reach(ctx.actor, Role.SUPERVISOR) or db.session.get(Unit, unit_id) is None:
        raise not_found()
    found = db.session.get(RhythmPeriod, period_id)
    if found is not None:
        if (found.unit_id, found.first_day, found.document) != (unit_id, first_day, document):
            raise Problem("rhythm_conflict", "This id was used for another rhythm; take a new one.", 409)
        return found, False
    check_start(ctx, unit_id, first_day)
    period = RhythmPeriod(
        id=period_id,
        unit_id=unit_id,
        first_day=first_day,
        document=document,
        started_by=ctx.actor.id,
        started_at=ctx.now,
    )
    db.session.add(period)
    db.session.flush()
    public = {"period": str(period_id), "unit": unit_id, "first_day": first_day.isoformat()}
    append(ctx, [Fact(f"unit:{unit_id}", "rhythm_started", public, {"document": document})])
    return period, True


def check_start(ctx: Context, unit_id: int, first_day: date) -> None:
    """It begins today or soon, and only one runs in a unit."""
    today = local_day(ctx.now)
    if not today <= first_day <= today + FURTHEST_AHEAD:
        raise field_problem("first_day", "Begin today or within a month.")
    running = select(RhythmPeriod.id).where(RhythmPeriod.unit_id == unit_id, RhythmPeriod.last_day.is_(None))
    if db.session.scalar(running) is not None:
        raise Problem("rhythm_running", "This unit keeps the daily rhythm already.", 409)


def end_rhythm(ctx: Context, period_id: UUID) -> RhythmPeriod:
    """Let it end with today; what is owed today stays owed. Ended once, it stays as it is."""
    period = db.session.get(RhythmPeriod, period_id, with_for_update=True, populate_existing=True)
    if period is None or period.unit_id not in reach(ctx.actor, Role.SUPERVISOR):
        raise not_found()
    if period.last_day is not None:
        return period
    period.last_day = max(period.first_day, local_day(ctx.now))
    period.ended_by, period.ended_at = ctx.actor.id, ctx.now
    db.session.flush()
    public = {"period": str(period.id), "unit": period.unit_id, "last_day": period.last_day.isoformat()}
    append(ctx, [Fact(f"unit:{period.unit_id}", "rhythm_ended", public)])
    return period


def period_on(unit_id: int, day: date) -> RhythmPeriod | None:
    """The rhythm a unit keeps on a day."""
    query = select(RhythmPeriod).where(RhythmPeriod.unit_id == unit_id, RhythmPeriod.first_day <= day)
    newest = db.session.scalars(query.order_by(RhythmPeriod.first_day.desc()).limit(1)).first()
    if newest is None or (newest.last_day is not None and newest.last_day < day):
        return None
    return newest


def file_product(ctx: Context, unit_id: int, day: date, kind: str, words: str) -> DailyProduct:
    """File the summary, analysis or report of a day with its numbers as they are now.

    The same words again change nothing; others do until the cut-off. What comes after it is kept as late.
    Problems: `not_found`, `no_rhythm`, `day_not_begun`, `words_required`, `product_filed`.
    """
    product = product_on(kind, day) if kind in WRITTEN else None
    if product is None or unit_id not in reach(ctx.actor, Role.SUPERVISOR):
        raise not_found()
    period = period_on(unit_id, day)
    if period is None:
        raise Problem("no_rhythm", "This unit does not keep the daily rhythm on that day.", 409)
    if day > local_day(ctx.now):
        raise Problem("day_not_begun", "That day has not begun.", 409)
    if product.words_required and not words:
        raise field_problem("words", "Write what it says.", "words_required")
    row = row_of(period, unit_id, product, day)
    if row.filed_at is not None and row.words == words:
        return row
    if row.filed_at is not None and ctx.now > row.due_at:
        raise Problem("product_filed", "It is filed and its time is over; it stays as it is.", 409)
    row.words, row.numbers = words, count_day(unit_id, day)
    row.filed_by, row.filed_at = ctx.actor.id, ctx.now
    db.session.add(row)
    db.session.flush()
    if kind == REPORT:
        tell_filed(ctx, row)
    append(ctx, [filed_fact(row, ctx.now)])
    return row


def filed_fact(row: DailyProduct, now: datetime) -> Fact:
    """What the log keeps of a product: whether in time, its numbers, its words as a commitment."""
    public = {"kind": row.kind, "late": now > row.due_at, "counts": row.numbers["counts"]}
    return Fact(subject_of(row.unit_id, row.day), "daily_product_filed", public, {"words": row.words})


def row_of(period: RhythmPeriod, unit_id: int, product: Product, day: date) -> DailyProduct:
    """The row of a product, locked; a new one when there is none."""
    key = (
        DailyProduct.period_id == period.id,
        DailyProduct.unit_id == unit_id,
        DailyProduct.kind == product.code,
        DailyProduct.day == day,
    )
    found = db.session.scalars(select(DailyProduct).where(*key).with_for_update()).first()
    due_at = product.due_at(day, ZoneInfo(settings().time_zone))
    return found or DailyProduct(
        period_id=period.id, unit_id=unit_id, kind=product.code, day=day, due_at=due_at, words="", numbers={}
    )


def cut_offs(period: RhythmPeriod, now: datetime) -> list[tuple[date, Product, datetime]]:
    """The cut-offs that have passed since somebody looked: all of them, a month back at the most."""
    today, zone = local_day(now), ZoneInfo(settings().time_zone)
    last = min(period.last_day or today, today)
    first = max(period.first_day, today - timedelta(days=DAYS_BACK))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    owed = [(day, one, one.due_at(day, zone)) for day in days for one in products_on(day)]
    return [
        item for item in owed if item[2] <= now and (period.looked_at is None or period.looked_at < item[2])
    ]


def find_missing(ctx: Context, period: RhythmPeriod, day: date) -> int:
    """Note what was not there at its cut-off: each a row, an entry of the log, a notice; how many."""
    facts = []
    for _, product, due_at in (item for item in cut_offs(period, ctx.now) if item[0] == day):
        for unit_id, numbers in lacking(period, product, day, due_at):
            row = row_of(period, unit_id, product, day)
            if row.missed_at is not None or (row.filed_at is not None and row.filed_at <= due_at):
                continue
            row.missed_at, row.numbers = ctx.now, row.numbers or numbers
            db.session.add(row)
            db.session.flush()
            tell_missing(ctx, row, period.unit_id)
            public: dict[str, Any] = {"kind": row.kind, "unit": unit_id, **numbers}
            facts.append(Fact(subject_of(period.unit_id, day), "daily_product_missing", public))
        period.looked_at = due_at
    db.session.flush()
    if facts:
        append(ctx, facts)
    return len(facts)


def lacking(
    period: RhythmPeriod, product: Product, day: date, due_at: datetime
) -> list[tuple[int, dict[str, int]]]:
    """The units that may not have given a product, with what is known of it."""
    if product.code != FEEDBACK:
        return [(period.unit_id, {})]
    owed: list[Owed] = feedback_owed(period.unit_id, day, due_at)
    return [(one.unit_id, {"cases": one.cases, "given": one.given}) for one in owed if one.missing]
