"""Trying a duty table on the cases that came in: who would have led each. Nothing is changed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.cases.duties.queries import grid_parents
from inspect_app.cases.duties.resolver import Question, Row, Rows, line_up
from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_of_many
from inspect_app.core.context import Context
from inspect_app.core.db import db

MOST_CASES = 200_000
SAME, CHANGED, GAINED, LOST = "same", "changed", "gained", "lost"
KINDS = (CHANGED, GAINED, LOST, SAME)


@dataclass(frozen=True)
class Span:
    """From when (counted) until when (not any more) the cases were reported; aware UTC."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: the unit it was routed to, the one it would be, by which row, and who got it in the end."""

    case: Any
    kind: str
    before: int | None
    after: int | None
    row: Row | None
    several: bool


@dataclass
class Trial:
    """What a table would have done with the cases of a span."""

    outcomes: list[Outcome]
    counts: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)
    several: int = 0
    cut: bool = False


COLUMNS = (
    Case.id,
    Case.number,
    Case.category,
    Case.source,
    Case.grid_id,
    Case.placement_candidates,
    Case.suggested_unit_id,
    Case.handler_unit_id,
    Case.reported_at,
)


def try_rows(ctx: Context, rows: Rows, span: Span) -> Trial:
    """Ask the rows for every case in scope that was reported in a span, the latest first."""
    query = select(*COLUMNS).where(
        Case.reported_at >= span.begin, Case.reported_at < span.end, visible_of_many(ctx.actor)
    )
    query = query.order_by(Case.reported_at.desc(), Case.id).limit(MOST_CASES + 1)
    found = db.session.execute(query).all()
    judge = Judge(rows, grid_parents())
    trial = Trial([judge.outcome(case) for case in found[:MOST_CASES]], cut=len(found) > MOST_CASES)
    for one in trial.outcomes:
        trial.counts[one.kind] += 1
        trial.several += one.several
        if one.kind != SAME:
            trial.moves[one.before, one.after] += 1
    return trial


class Judge:
    """Answers for many cases; the same question is answered once."""

    def __init__(self, rows: Rows, parents: dict[int, int | None]) -> None:
        self.rows = rows
        self.parents = parents
        self.known: dict[tuple[str, str, int | None], Row | None] = {}

    def row_for(self, case: Any, area: int | None) -> Row | None:
        """The row for a case, were it in an area."""
        key = (case.category, case.source, area)
        if key not in self.known:
            asked = Question(case.category, line_up(area, self.parents), case.source)
            self.known[key] = self.rows.answer(asked).row
        return self.known[key]

    def outcome(self, case: Any) -> Outcome:
        """What would have become of a case."""
        row = self.row_for(case, case.grid_id)
        others = (self.row_for(case, area) for area in case.placement_candidates)
        units = {row.unit if row else None, *(other.unit if other else None for other in others)}
        before, after = case.suggested_unit_id, row.unit if row else None
        return Outcome(case, kind_of(before, after), before, after, row, len(units) > 1)


def kind_of(before: int | None, after: int | None) -> str:
    """Whether somebody else would lead, somebody at last, nobody any more, or the same."""
    if before == after:
        return SAME
    if before is None:
        return GAINED
    return LOST if after is None else CHANGED


def chosen(outcomes: Iterable[Outcome], kinds: Sequence[str], unit: int | None) -> list[Outcome]:
    """The outcomes of some kinds, of one unit before or after if wanted."""
    return [
        one for one in outcomes if one.kind in kinds and (unit is None or unit in (one.before, one.after))
    ]
