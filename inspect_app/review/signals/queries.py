"""Verdicts as the rules of signals want them, and the weekly re-checks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.draws.models import Verdict
from inspect_app.cases.lookbacks.models import Recheck
from inspect_app.cases.lookbacks.service import REUSE
from inspect_app.cases.models import Case
from inspect_app.core.db import db
from inspect_app.evidence.models import Finding, Photo
from inspect_app.places.datum import E7
from inspect_app.review.signals.rules import Given

MOST_VERDICTS = 50_000
WEEKS = 26


def verdicts_between(begin: datetime, end: datetime) -> list[Given]:
    """The verdicts given from `begin` until before `end`, newest first when there are too many."""
    query = (
        select(Verdict, Case.lat_e7, Case.lon_e7)
        .join(Case, Case.id == Verdict.case_id)
        .where(Verdict.given_at >= begin, Verdict.given_at < end)
        .order_by(Verdict.given_at.desc())
        .limit(MOST_VERDICTS)
    )
    rows = db.session.execute(query).all()
    reused = cases_with_reuse(row.Verdict.case_id for row in rows)
    return [
        Given(
            str(row.Verdict.case_id),
            row.Verdict.person_id,
            row.Verdict.unit_id,
            row.Verdict.passed,
            row.Verdict.given_at,
            None if row.lat_e7 is None else (row.lat_e7 / E7, row.lon_e7 / E7),
            row.Verdict.case_id in reused,
        )
        for row in rows
    ]


def cases_with_reuse(case_ids: Iterable[UUID]) -> set[UUID]:
    """The cases among some with an after-photo that may have been used before."""
    query = (
        select(Photo.case_id)
        .join(Finding, Finding.photo_id == Photo.id)
        .where(Photo.role == "after", Finding.code.in_(REUSE))
    )
    return set(case_ids) & set(db.session.scalars(query))


def latest_rechecks() -> list[Recheck]:
    """The weekly draws of the last half year, newest first."""
    return list(db.session.scalars(select(Recheck).order_by(Recheck.week.desc()).limit(WEEKS)))
