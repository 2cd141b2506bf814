"""How many cases came in and how many ended on each of the last days, in one person's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from inspect_app.cases.models import Case, Closure
from inspect_app.cases.scope import visible_to
from inspect_app.cases.statuses import Status
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.days import local_day, midnight


@dataclass(frozen=True)
class DayFlow:
    """One day on the wall calendar."""

    day: date
    reported: int
    ended: int


def flow(ctx: Context, days: int) -> list[DayFlow]:
    """The last `days` days, today included, the oldest first. A case closed twice counts twice.

    Ended is closed, rejected or merged; a rejected or merged case ended when it was last acted on.
    """
    listed = [local_day(ctx.now) - timedelta(days=back) for back in reversed(range(days))]
    edges = [midnight(day) for day in [*listed, listed[-1] + timedelta(days=1)]]
    # Whatever happened to a case since then moved its `updated_at`, which has an index.
    recent = and_(visible_to(ctx.actor), Case.updated_at >= edges[0])
    came = per_day(select(Case.id).where(recent), Case.reported_at, edges)
    closures = select(Closure.id).join(Case, Case.id == Closure.case_id).where(recent)
    went = per_day(closures, Closure.closed_at, edges)
    refused = select(Case.id).where(recent, Case.status.in_((Status.REJECTED, Status.MERGED)))
    left = per_day(refused, Case.updated_at, edges)
    rows = zip(listed, came, went, left, strict=True)
    return [DayFlow(day, reported, closed + gone) for day, reported, closed, gone in rows]


def per_day(
    rows: Select[Any], moment: InstrumentedAttribute[datetime], edges: Sequence[datetime]
) -> list[int]:
    """How many rows fall between each two edges, in one pass over them."""
    spans = pairwise(edges)
    sums = [func.sum(case((and_(moment >= begin, moment < end), 1), else_=0)) for begin, end in spans]
    return [int(total or 0) for total in db.session.execute(rows.with_only_columns(*sums)).one()]
