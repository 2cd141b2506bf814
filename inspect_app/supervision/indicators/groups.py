"""By what indicators are told: who answers for a case, where it came from, what it is about."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, func, literal, select
from sqlalchemy import case as sql_case

from inspect_app.accounts.queries import grid_refs
from inspect_app.cases.categories import known_category
from inspect_app.cases.models import Case
from inspect_app.cases.names import unit_refs
from inspect_app.cases.sources import numbers, source_groups
from inspect_app.core.errors import field_problem
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.registry.kinds import Kind
from inspect_app.registry.models import CaseEntry, RegistryEntry
from inspect_app.registry.queries import by_ids

Json = dict[str, Any]
Key = int | str | UUID
Row = TypeVar("Row")
NOWHERE = 0  # the group of cases outside every grid, with no unit, about nothing that is registered


def about(column: Any, *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """What the case was first said to be about: a case counts once, so that the lines add up."""
    query = select(column).join(CaseEntry, CaseEntry.entry_id == RegistryEntry.id)
    query = query.where(CaseEntry.case_id == Case.id, *where)
    first = query.order_by(CaseEntry.linked_at, CaseEntry.entry_id).limit(1)
    return first.correlate(Case).scalar_subquery()


GROUPS: dict[str, SQLColumnExpression[Any]] = {
    "all": literal(NOWHERE),
    "township": func.coalesce(Case.grid_id, NOWHERE),
    "unit": func.coalesce(Case.handler_unit_id, NOWHERE),
    "district": func.coalesce(Case.jurisdiction_unit_id, NOWHERE),
    # A case counts where it was opened, so that the lines add up; what else named it stands with the case.
    "source": sql_case(dict(numbers()), value=Case.source, else_=NOWHERE),
    "category": Case.category,
    "site": about(RegistryEntry.id, RegistryEntry.kind == Kind.SITE),
    # An enterprise answers for itself, for its sites and for its vehicles.
    "enterprise": func.coalesce(
        about(RegistryEntry.id, RegistryEntry.kind == Kind.ENTERPRISE),
        about(RegistryEntry.owner_id, RegistryEntry.owner_id.is_not(None)),
    ),
}
BY = [name for name in GROUPS if name != "all"]
REGISTERED = ("site", "enterprise")
# Sources and categories do not compete, and what is registered is told by how much trouble it makes.
UNRANKED = ("source", "category", *REGISTERED)
READERS: Mapping[str, Callable[[str], Key]] = {"category": str, "site": UUID, "enterprise": UUID}


def in_group(by: str, key: str) -> ColumnElement[bool]:
    """The cases of one group, by its key as it was told; 422 for what is none."""
    if by in REGISTERED and key == str(NOWHERE):
        return GROUPS[by].is_(None)
    try:
        found = READERS.get(by, int)(key)
    except ValueError:
        raise field_problem("group", "There is no such group.") from None
    if isinstance(found, int) and not 0 <= found <= BIGGEST_NUMBER:
        raise field_problem("group", "There is no such group.")
    return GROUPS[by] == found


def category_groups(codes: Iterable[str]) -> dict[str, Json]:
    """Categories as groups of cases are mentioned; the name is the Chinese one."""
    rows = {code: known_category(code) for code in codes}
    return {
        code: {"code": code, "name": row.zh, "label": {"zh": row.zh, "en": row.en}}
        for code, row in rows.items()
    }


def entry_groups(ids: Iterable[UUID]) -> dict[UUID, Json]:
    """What is registered, as groups of cases are mentioned."""
    return {key: {"code": row.number, "name": row.name} for key, row in by_ids(ids).items()}


NAMES: Mapping[str, Callable[[Iterable[Any]], Mapping[Any, Json]]] = {
    "township": grid_refs,
    "unit": unit_refs,
    "district": unit_refs,
    "source": source_groups,
    "category": category_groups,
    "site": entry_groups,
    "enterprise": entry_groups,
}
