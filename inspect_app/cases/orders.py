"""The orders in which cases are listed, each along an index and with a place to go on behind."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, tuple_

from inspect_app.cases.models import Case
from inspect_app.cases.urgency import TURN

Keys = list[Any]
UPDATED, URGENCY = "updated", "urgency"


@dataclass(frozen=True)
class Order:
    """A key of the case and then its id, both falling or both rising."""

    key: Any
    falling: bool = False

    def keys(self, columns: Any = None) -> tuple[ColumnElement[Any], ...]:
        """What to sort by: of cases, or of a table with columns `key` and `id`."""
        pair: tuple[Any, ...] = (self.key, Case.id) if columns is None else (columns.key, columns.id)
        return tuple(column.desc() for column in pair) if self.falling else pair

    def after(self, behind: Keys | None) -> tuple[ColumnElement[bool], ...]:
        """The cases that follow the row with these keys; all without one."""
        if behind is None:
            return ()
        place = tuple_(self.key, Case.id)
        return (place < tuple_(*behind) if self.falling else place > tuple_(*behind),)

    def up_to(self, last: Keys | None) -> tuple[ColumnElement[bool], ...]:
        """The cases until the row with these keys, it too; all without one."""
        if last is None:
            return ()
        place = tuple_(self.key, Case.id)
        return (place >= tuple_(*last) if self.falling else place <= tuple_(*last),)


# Last changed first; or what ends first at the top, with a head start by priority.
ORDERS = {UPDATED: Order(Case.updated_at, falling=True), URGENCY: Order(TURN)}
