"""The list of cases, page by page: along the index of an order, or by words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from inspect_app.cases.lines import COLUMNS, Line
from inspect_app.cases.models import Case
from inspect_app.cases.orders import ORDERS, URGENCY, Keys, Order
from inspect_app.cases.queries import CaseFilter, conditions
from inspect_app.cases.scope import visible_along, visible_in_bulk
from inspect_app.cases.search import matches, matches_plainly
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.core.stored import plain_rows, wire_id

STRETCH = 2_000  # cases among which a frequent word is looked for before the index of letters is asked


def list_cases(
    ctx: Context, wanted: CaseFilter, cursor: str | None, limit: int
) -> tuple[Sequence[Line], str | None]:
    """The cases in scope in the order wanted, and the cursor of the next page."""
    behind = decode_cursor(cursor, from_millis, UUID)
    find = find_words if wanted.q else find_page
    found = [Line(*row) for row in find(ctx, wanted, behind, limit + 1)]
    if len(found) <= limit:
        return found, None
    found.pop()
    return found, encode_cursor(to_millis(found[-1].place), wire_id(found[-1].key))


def find_page(
    ctx: Context, wanted: CaseFilter, behind: Keys | None, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """A page read along the index of its order."""
    order = ORDERS[wanted.order]
    # By urgency many cases are looked at before the page is full; by change it soon is.
    seen = visible_along(ctx.actor, many=wanted.order == URGENCY)
    query = lines(order.key).where(*order.after(behind), seen, *conditions(ctx, wanted))
    return plain_rows(query.order_by(*order.keys()).limit(limit))


def find_words(
    ctx: Context, wanted: CaseFilter, behind: Keys | None, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """A page of cases with the words: frequent ones fill it from the next cases, rare ones are looked up.

    Either way alone takes seconds for the other kind of word in a city of years.
    """
    order = ORDERS[wanted.order]
    seen = (visible_in_bulk(ctx.actor), *conditions(ctx, replace(wanted, q="")))
    stretch = (*order.after(behind), *order.up_to(stretch_end(order, behind)))
    near = lines(order.key).where(*seen, matches_plainly(wanted.q, ctx.now), *stretch)
    rows = plain_rows(near.order_by(*order.keys()).limit(limit))
    if len(rows) == limit:
        return rows
    far = select(Case.id, order.key.label("key")).where(
        *seen, matches(wanted.q, ctx.now), *order.after(behind)
    )
    found = far.cte("found").prefix_with("MATERIALIZED")  # else a walk along the order may seem cheaper
    page = select(found).order_by(*order.keys(found.c)).limit(limit).subquery("page")
    return plain_rows(lines(page.c.key).join(page, page.c.id == Case.id).order_by(*order.keys(page.c)))


def lines(place: Any) -> Select[*tuple[Any, ...]]:
    """What a line of the list shows, and where it stands."""
    return select(*COLUMNS, place.label("place"))


def stretch_end(order: Order, behind: Keys | None) -> Keys | None:
    """The last of the next STRETCH cases in an order, whoever sees them; None when there are no more."""
    query = select(order.key, Case.id).where(*order.after(behind)).order_by(*order.keys())
    row = db.session.execute(query.offset(STRETCH).limit(1)).first()
    return None if row is None else list(row)
