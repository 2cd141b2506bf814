"""What an auditor types when they mean a case: its number, its id, or the name the log knows it by."""

from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.models import Case
from inspect_app.cases.subject import subject_of
from inspect_app.core.db import db


def subject_named(typed: str) -> str | None:
    """The subject of the log that is meant; what is no case stands for itself, nothing typed for None."""
    if not typed:
        return None
    try:
        return subject_of(UUID(typed))
    except ValueError:
        case_id = db.session.scalar(select(Case.id).where(Case.number == typed.upper()))
        return typed if case_id is None else subject_of(case_id)
