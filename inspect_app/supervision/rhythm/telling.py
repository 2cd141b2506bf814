"""What people are told of the daily rhythm: a report that was filed, a product that is missing."""

from inspect_app.accounts.scope import parent_of
from inspect_app.cases.names import unit_refs
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.notify.audience import Parties
from inspect_app.notify.service import Happening, announce
from inspect_app.supervision.rhythm.models import DailyProduct
from inspect_app.supervision.rhythm.rules import FEEDBACK, product_on


def tell_filed(ctx: Context, row: DailyProduct) -> None:
    """The report of a day is there: the level above hears its numbers."""
    counts = row.numbers["counts"]
    details = {"day": row.day.isoformat(), "unit": unit_name(row.unit_id), **counts}
    key = f"day:{row.unit_id}:{row.day}/report/{to_millis(ctx.now)}"
    above = parent_of(row.unit_id) or row.unit_id
    subject = f"day:{row.unit_id}:{row.day}"
    announce(ctx, Happening("daily_product_filed", key, subject, Parties(jurisdiction_unit=above), details))


def tell_missing(ctx: Context, row: DailyProduct, area: int) -> None:
    """Something was not there at its cut-off: whoever owes it and those above hear of it."""
    product = product_on(row.kind, row.day)
    assert product is not None
    details = {
        "day": row.day.isoformat(),
        "unit": unit_name(row.unit_id),
        "product": dict(product.label),
        "missed": {"at": to_millis(row.due_at)},
    }
    key = f"day:{area}:{row.day}/{row.kind}/{row.unit_id}/missing"
    handler = row.unit_id if row.kind == FEEDBACK else None
    parties = Parties(jurisdiction_unit=area, handler_unit=handler)
    event = "daily_product_missing.feedback" if row.kind == FEEDBACK else "daily_product_missing.written"
    announce(ctx, Happening(event, key, f"day:{area}:{row.day}", parties, details))


def unit_name(unit_id: int) -> str:
    """How a unit is called."""
    return str(unit_refs([unit_id])[unit_id]["name"])
