"""`column IN (many values)` as one parameter, so that the statement is the same for two values and for 250.

A list of marks has to be written, read and planned anew for each length: on PostgreSQL that took longer than
finding the rows.
"""

import json
from collections.abc import Collection
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import NULLTYPE, TypeDecorator, TypeEngine


class Many(TypeDecorator[Collection[Any]]):
    """Values of one type as one parameter: the words of an array on PostgreSQL, a JSON list on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the parameter: on PostgreSQL the words have none until the array they are cast to."""
        return dialect.type_descriptor(NULLTYPE if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> str:
        """The values as their column stores them; the driver would look at each of a list for its type."""
        values = list(value or ())
        if dialect.name == "postgresql":
            return array_words(values)
        stored = self.item.dialect_impl(dialect).bind_processor(dialect)
        if stored is None or (values and isinstance(values[0], str)):  # keys are (core/stored.py)
            return json.dumps(values)
        return json.dumps([stored(one) for one in values])


def array_words(values: Collection[Any]) -> str:
    """An array as PostgreSQL reads it."""
    items = [str(one).replace("\\", "\\\\").replace('"', '\\"') for one in values]
    return "{" + ",".join([f'"{item}"' for item in items]) + "}"


class Among(FunctionElement[bool]):
    """Whether a column has one of the values that are handed over under a name."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - the base's own form
        """A condition by itself: SQLite would be asked for `… = 1`, for which it uses no index."""
        return self


def among(column: Any, name: str) -> ColumnElement[bool]:
    """The condition; run its statement with `{name: values}`."""
    return Among(column, bindparam(name, type_=Many(column.type)))


@compiles(Among)
def _of_list(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - made of compiled parts


@compiles(Among, "postgresql")
def _of_array(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(part, **how) for part in element.clauses)
    many = element.clauses.clauses[1].type
    assert isinstance(many, Many)
    array = compiler.dialect.type_compiler_instance.process(ARRAY(many.item))
    return f"{column} = ANY(CAST({values} AS {array}))"
