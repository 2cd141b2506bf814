"""The place of a case among the most urgent ones: when it needs somebody next, with a head start by priority.

A case that stands near a station, or that its duty row raises, is listed as if it needed somebody a day
sooner for each step of its priority. Both databases keep an index over just this expression; whatever release
writes a case, the index follows.
"""

from typing import Any

from sqlalchemy import DDL, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from inspect_app.cases.models import Case
from inspect_app.core.db import UtcTime

# To the letter as in the indexes; only a sum without a time zone is the same for ever, as an index has to be.
IN_POSTGRESQL = "((({at} AT TIME ZONE 'UTC') - {priority} * interval '1 day') AT TIME ZONE 'UTC')"
IN_SQLITE = "strftime('%Y-%m-%d %H:%M:%f000', {at}, '-' || {priority} || ' days')"
BY_DIALECT = {"postgresql": IN_POSTGRESQL, "sqlite": IN_SQLITE}
INDEX = "ix_cases_turn"


def index_on(dialect: str) -> str:
    """What the index stands on, for a database."""
    turn = BY_DIALECT[dialect].format(at="urgent_at", priority="priority")
    return f"ON cases ({turn}, id)"


class Turn(FunctionElement[Any]):
    """When the list of the most urgent cases puts a case."""

    name = "turn"
    type = UtcTime()
    inherit_cache = True


@compiles(Turn)
def _in_sqlite(element: Turn, compiler: SQLCompiler, **how: Any) -> str:
    return filled(IN_SQLITE, element, compiler, how)


@compiles(Turn, "postgresql")
def _in_postgresql(element: Turn, compiler: SQLCompiler, **how: Any) -> str:
    return filled(IN_POSTGRESQL, element, compiler, how)


def filled(words: str, element: Turn, compiler: SQLCompiler, how: dict[str, Any]) -> str:
    """The expression about the columns of a statement."""
    at, priority = (compiler.process(part, **how) for part in element.clauses)
    return words.format(at=at, priority=priority)


TURN = Turn(Case.urgent_at, Case.priority)

for dialect in BY_DIALECT:
    made = DDL(f"CREATE INDEX {INDEX} {index_on(dialect)}".replace("%", "%%"))
    event.listen(Case.__table__, "after_create", made.execute_if(dialect=dialect))
