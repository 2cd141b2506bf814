"""Co-handling units of cases: who they are, adding them, letting them go. The lead alone answers."""

from collections.abc import Collection, Iterable

from sqlalchemy import select, update

from inspect_app.accounts.models import Unit
from inspect_app.cases.duties.queries import row_of
from inspect_app.cases.models import Case, CaseHelper
from inspect_app.cases.telling import tell_helper
from inspect_app.core.among import among
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.stored import key, key_of, plain_rows

HELPING = (
    select(key(CaseHelper.case_id), CaseHelper.unit_id)
    .where(among(CaseHelper.case_id, "cases"), CaseHelper.until.is_(None))
    .order_by(CaseHelper.id)
)


def helpers_of(cases: Collection[str]) -> dict[str, list[int]]:
    """The units that help now with each case that is helped, in the order they came; by keys."""
    found: dict[str, list[int]] = {}
    for case, unit in plain_rows(HELPING, cases=cases):
        found.setdefault(case, []).append(unit)
    return found


def helping(case: Case) -> list[int]:
    """The same of one case."""
    own = key_of(case.id)
    return helpers_of([own]).get(own, [])


def helpers_by_table(case: Case, lead: int) -> tuple[int, ...]:
    """The units that the duty table names beside this lead."""
    row = row_of(case.duty_table_id, case.duty_row_id)
    return row.helpers if row is not None and row.unit == lead else ()


def add_helpers(ctx: Context, case: Case, units: Iterable[int]) -> list[int]:
    """Let active units help that do not yet; those that were added."""
    barred = {case.handler_unit_id, *helping(case)}
    wanted = [unit for unit in dict.fromkeys(units) if unit not in barred]
    active = set(db.session.scalars(select(Unit.id).where(Unit.id.in_(wanted), Unit.active)))
    added = [unit for unit in wanted if unit in active]
    for unit in added:
        db.session.add(CaseHelper(case_id=case.id, unit_id=unit, since=ctx.now))
        tell_helper(ctx, case, unit)
    db.session.flush()
    return added


def release_helpers(ctx: Context, case: Case) -> None:
    """With the hand-over their help ends too."""
    running = (CaseHelper.case_id == case.id, CaseHelper.until.is_(None))
    db.session.execute(update(CaseHelper).where(*running).values(until=ctx.now))
