"""How long something took, as SQL over one case: whole seconds on both databases."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from inspect_app.cases.models import Assignment, Case, Clock, Rectification
from inspect_app.cases.statuses import ClockKind


class seconds_between(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """Whole seconds from one instant to another; NULL when one of them is missing."""

    type = Integer()
    inherit_cache = True
    name = "seconds_between"


@compiles(seconds_between, "postgresql")
def in_postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    """The seconds of an interval."""
    begin, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end}) - ({begin})) AS BIGINT)"


@compiles(seconds_between, "sqlite")
def in_sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    """The distance of two days of the Julian calendar."""
    begin, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(ROUND((julianday({end}) - julianday({begin})) * 86400) AS INTEGER)"


def first(column: Any, case_id: Any, *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The first instant in a column among the rows of a case."""
    return select(func.min(column)).where(case_id == Case.id, *where).correlate(Case).scalar_subquery()


def met(kind: ClockKind) -> ScalarSelect[Any]:
    """When a clock of the kind was met for the first time."""
    return first(Clock.met_at, Clock.case_id, Clock.kind == kind)


def accepted() -> ScalarSelect[Any]:
    """When the case was accepted for the first time: then the clock of the hand-over began."""
    return first(Clock.started_at, Clock.case_id, Clock.kind == ClockKind.ASSIGN)


def handed_over() -> ScalarSelect[Any]:
    """When the case was given to a unit for the first time."""
    return first(Assignment.assigned_at, Assignment.case_id)


SPANS: Mapping[str, Callable[[], ColumnElement[int]]] = {
    "accept": lambda: seconds_between(Case.reported_at, accepted()),
    "acknowledge": lambda: seconds_between(handed_over(), met(ClockKind.ACKNOWLEDGE)),
    "rectify": lambda: seconds_between(
        handed_over(), first(Rectification.submitted_at, Rectification.case_id)
    ),
}
