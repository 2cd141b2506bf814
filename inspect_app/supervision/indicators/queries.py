"""Indicators in bulk: one pass over the cases of a period gives every number of every group."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import case as sql_case

from inspect_app.cases.models import Case
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.days import midnight
from inspect_app.supervision.indicators.conditions import CONDITIONS, NUMERATOR, counted, part
from inspect_app.supervision.indicators.definitions import Definition
from inspect_app.supervision.indicators.groups import GROUPS, NOWHERE, Key
from inspect_app.supervision.indicators.ranking import Share
from inspect_app.supervision.indicators.spans import SPANS
from inspect_app.supervision.scope import answered_for


@dataclass(frozen=True)
class Period:
    """Days on the wall calendar, both counted in; a case belongs to the day it was reported."""

    first: date
    last: date

    def holds(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """The cases reported in it."""
        end = midnight(self.last + timedelta(days=1))
        return Case.reported_at >= midnight(self.first), Case.reported_at < end


def shares(ctx: Context, period: Period, by: str, rates: Sequence[Definition]) -> dict[str, dict[Key, Share]]:
    """For each rate and group: hits, sample and what was left out."""
    flags = flagged(ctx, period, by, rates)
    columns = [column for rate in rates for column in sums(flags, rate)]
    found: dict[str, dict[Key, Share]] = defaultdict(dict)
    if not columns:
        return found
    for row in db.session.execute(select(flags.c.key, *columns).group_by(flags.c.key)):
        for place, rate in enumerate(rates):
            hits, sample, excluded = row[1 + 3 * place : 4 + 3 * place]
            found[rate.code][row.key or NOWHERE] = Share(hits, sample, excluded)
    return found


def flagged(ctx: Context, period: Period, by: str, rates: Iterable[Definition]) -> Any:
    """Each case of the period with a column for every condition: each is looked up once."""
    names = {name for rate in rates for name in (rate.numerator, rate.denominator, *rate.exclusions)}
    columns = [sql_case((CONDITIONS[name](), 1), else_=0).label(name) for name in sorted(names)]
    query = select(GROUPS[by].label("key"), *columns).where(*cohort(ctx, period))
    return query.cte("flagged").prefix_with("MATERIALIZED")


def cohort(ctx: Context, period: Period) -> tuple[ColumnElement[bool], ...]:
    """The cases of the period that the actor answers for."""
    return (*period.holds(), counted(), answered_for(ctx.actor))


def sums(flags: Any, rate: Definition) -> list[ColumnElement[int]]:
    """Hits, sample and exclusions of one rate over the columns of conditions."""
    base = flags.c[rate.denominator]
    left_out = [flags.c[name] for name in rate.exclusions]
    kept = base
    for column in left_out:
        kept = kept * (1 - column)
    totals = (kept * flags.c[rate.numerator], kept, base - kept)
    return [func.coalesce(func.sum(total), 0) for total in totals]


def stretches(ctx: Context, period: Period, by: str, duration: Definition) -> dict[Key, list[int]]:
    """For each group how many seconds it took in each case, sorted."""
    seconds = SPANS[duration.numerator]()
    where = (*cohort(ctx, period), part(duration, NUMERATOR))
    query: Select[Any, int] = select(GROUPS[by].label("key"), seconds.label("seconds")).where(*where)
    found: dict[Key, list[int]] = defaultdict(list)
    for key, value in db.session.execute(query):
        found[key or NOWHERE].append(value)
    for values in found.values():
        values.sort()
    return found


def behind(ctx: Context, period: Period, definition: Definition, name: str) -> list[ColumnElement[bool]]:
    """The cases behind a number of an indicator, before they are narrowed to a group."""
    return [*cohort(ctx, period), part(definition, name)]
