"""The day of a unit on the wire: its numbers, its four products, what is missing, what units said."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspect_app.cases.categories import known_category
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, fetch, person_names
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.supervision.ledger.models import Feedback
from inspect_app.supervision.rhythm.counting import COUNT_LABELS, count_day, in_area
from inspect_app.supervision.rhythm.models import DailyProduct, RhythmPeriod
from inspect_app.supervision.rhythm.owing import feedback_owed
from inspect_app.supervision.rhythm.rules import FEEDBACK, Product, product_on, products_on
from inspect_app.supervision.rhythm.service import period_on

Json = dict[str, Any]
MOST_FEEDBACK = 200


def present_day(ctx: Context, unit_id: int, day: date) -> Json:
    """Everything about the day of a unit."""
    period, names = period_on(unit_id, day), fetch((), [unit_id], ())
    numbers = count_day(unit_id, day)
    return {
        "unit": names.unit(unit_id),
        "day": day.isoformat(),
        "rhythm": period_json(period) if period else None,
        "counts": [
            {"code": code, "label": COUNT_LABELS[code], "cases": cases}
            for code, cases in numbers["counts"].items()
        ],
        "categories": [category_json(code, cases) for code, cases in numbers["categories"].items()],
        "open": numbers["open"],
        "unsigned": numbers["unsigned"],
        "reconciles": numbers["difference"] == 0,
        "products": [product_json(one, row, day) for one, row in owed_with_rows(period, unit_id, day)],
        "feedback": present_feedback(ctx, unit_id, day),
        "missing": present_missing(period, day) if period else [],
    }


def period_json(period: RhythmPeriod) -> Json:
    """A rhythm for clients."""
    return {
        "id": str(period.id),
        "unit_id": period.unit_id,
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day and period.last_day.isoformat(),
        "document": period.document,
        "started_at": to_iso(period.started_at),
    }


def category_json(code: str, cases: int) -> Json:
    """How many cases of a category."""
    category = known_category(code)
    return {"code": code, "label": {"zh": category.zh, "en": category.en}, "cases": cases}


def owed_with_rows(
    period: RhythmPeriod | None, unit_id: int, day: date
) -> list[tuple[Product, DailyProduct | None]]:
    """What supervisors owe on the day, with what is there of it."""
    rows = rows_of(period, day) if period else []
    by_kind = {row.kind: row for row in rows if row.unit_id == unit_id and row.kind != FEEDBACK}
    return [(one, by_kind.get(one.code)) for one in products_on(day) if one.code != FEEDBACK]


def rows_of(period: RhythmPeriod, day: date) -> list[DailyProduct]:
    """What was filed or missed on a day of a rhythm."""
    query = select(DailyProduct).where(DailyProduct.period_id == period.id, DailyProduct.day == day)
    return list(db.session.scalars(query.order_by(DailyProduct.id)))


def product_json(product: Product, row: DailyProduct | None, day: date) -> Json:
    """A product, filed or not."""
    filed_by = row.filed_by if row else None
    names = person_names([filed_by] if filed_by else [])
    return {
        "kind": product.code,
        "label": product.label,
        "due_at": to_iso(product.due_at(day, ZoneInfo(settings().time_zone))),
        "cut_off": product.cut_off.isoformat("minutes"),
        "words_required": product.words_required,
        "source": product.source,
        "state": state_of(row),
        "words": row.words if row else "",
        "numbers": (row.numbers or None) if row else None,
        "filed_by": {"id": filed_by, "name": names.get(filed_by, "")} if filed_by else None,
        "filed_at": to_iso(row.filed_at) if row else None,
        "missed_at": to_iso(row.missed_at) if row else None,
    }


def state_of(row: DailyProduct | None) -> str:
    """owed, filed, late or missing."""
    if row is None:
        return "owed"
    if row.filed_at is None:
        return "missing"
    return "late" if row.filed_at > row.due_at else "filed"


def present_missing(period: RhythmPeriod, day: date) -> list[Json]:
    """The findings of a day: what was not there at its cut-off."""
    rows = [row for row in rows_of(period, day) if row.missed_at is not None]
    names = fetch((), [row.unit_id for row in rows], ())
    return [missing_json(row, names) for row in rows]


def missing_json(row: DailyProduct, names: Names) -> Json:
    """One finding."""
    product = product_on(row.kind, row.day)
    assert product is not None
    cases = row.numbers if row.kind == FEEDBACK else {}
    return {
        "kind": row.kind,
        "label": product.label,
        "unit": names.unit(row.unit_id),
        "due_at": to_iso(row.due_at),
        "missed_at": to_iso(row.missed_at),
        "filed_at": to_iso(row.filed_at),
        "cases": cases.get("cases"),
        "given": cases.get("given"),
    }


def present_feedback(ctx: Context, unit_id: int, day: date) -> Json:
    """Which units owed feedback and gave it, and what the last ones said."""
    product = product_on(FEEDBACK, day)
    due_at = product.due_at(day, ZoneInfo(settings().time_zone)) if product else ctx.now
    owed = feedback_owed(unit_id, day, min(due_at, ctx.now))
    query = select(Feedback, Case.number, Case.category).join(Case, Case.id == Feedback.case_id)
    told = query.where(Feedback.day == day, in_area(unit_id)).order_by(Feedback.id.desc())
    rows = db.session.execute(told.limit(MOST_FEEDBACK)).all()
    units = [one.unit_id for one in owed] + [row.Feedback.unit_id for row in rows]
    names = fetch([row.Feedback.given_by for row in rows], units, ())
    return {
        "due_at": to_iso(due_at),
        "units": [{"unit": names.unit(one.unit_id), "cases": one.cases, "given": one.given} for one in owed],
        "items": [feedback_json(row, names) for row in rows],
    }


def feedback_json(row: Any, names: Names) -> Json:
    """What a unit said of a case."""
    told: Feedback = row.Feedback
    return {
        "case_id": str(told.case_id),
        "number": row.number,
        "category": category_json(row.category, 1)["label"],
        "unit": names.unit(told.unit_id),
        "measure": told.measure,
        "progress": told.progress,
        "amount": told.amount,
        "amount_unit": told.amount_unit,
        "given_by": names.person(told.given_by),
        "given_at": to_iso(told.given_at),
    }


def present_periods(rows: Sequence[RhythmPeriod]) -> list[Json]:
    """Rhythms with the names of their units."""
    names = fetch((), [row.unit_id for row in rows], ())
    return [{**period_json(row), "unit": names.unit(row.unit_id)} for row in rows]
