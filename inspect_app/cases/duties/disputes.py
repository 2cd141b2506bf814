"""Disputed duties: how often the lead a table named refused, by row and by unit."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy import case as sql_case

from inspect_app.cases.duties.models import DutyRow
from inspect_app.cases.models import Assignment, Case
from inspect_app.cases.names import unit_refs
from inspect_app.core.db import db

REFUSED = func.sum(sql_case((Assignment.ended_by == "refuse", 1), else_=0)).label("refused")
GIVEN = func.count().label("given")


def disputes_json(table_id: UUID) -> dict[str, Any]:
    """Hand-overs and refusals of the cases a table routed, the most disputed first."""
    by_row, by_unit = rows_disputed(table_id), units_disputed(table_id)
    names = unit_refs(row.unit_id for row in by_unit)
    return {
        "rows": [{"line": row.line, **numbers(row)} for row in by_row],
        "units": [{"unit": names[row.unit_id], **numbers(row)} for row in by_unit],
    }


def numbers(row: Row[Any]) -> dict[str, int]:
    """What was given and refused."""
    return {"given": int(row.given), "refused": int(row.refused)}


def rows_disputed(table_id: UUID) -> Sequence[Row[Any]]:
    """Each row whose lead was handed a case by it."""
    lead = and_(DutyRow.id == Case.duty_row_id, DutyRow.unit_id == Assignment.unit_id)
    query = select(DutyRow.line, GIVEN, REFUSED).join(Case, Case.id == Assignment.case_id).join(DutyRow, lead)
    query = query.where(Case.duty_table_id == table_id).group_by(DutyRow.line)
    return db.session.execute(query.order_by(REFUSED.desc(), DutyRow.line)).all()


def units_disputed(table_id: UUID) -> Sequence[Row[Any]]:
    """Each unit that was handed a case, by the table or beside it."""
    query = select(Assignment.unit_id, GIVEN, REFUSED).join(Case, Case.id == Assignment.case_id)
    query = query.where(Case.duty_table_id == table_id).group_by(Assignment.unit_id)
    return db.session.execute(query.order_by(REFUSED.desc(), Assignment.unit_id)).all()
