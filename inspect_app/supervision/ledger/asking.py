"""What a request for the ledger means: filters of the case list, sign-off, the cases behind a number."""

from typing import Any

from marshmallow import ValidationError, post_load, validate
from marshmallow import fields as f
from sqlalchemy import ColumnElement

from inspect_app.cases.api.schemas import CaseListIn, read_filter
from inspect_app.core.context import Context
from inspect_app.core.errors import field_problem
from inspect_app.core.guards import current_context
from inspect_app.core.shapes import FileIn, LanguageIn
from inspect_app.supervision.indicators.api import read_period
from inspect_app.supervision.indicators.conditions import PARTS
from inspect_app.supervision.indicators.definitions import find_definition
from inspect_app.supervision.indicators.groups import GROUPS, in_group
from inspect_app.supervision.indicators.queries import behind
from inspect_app.supervision.ledger.models import SIGNED
from inspect_app.supervision.ledger.queries import WAITING, LedgerFilter
from inspect_app.supervision.rhythm.counting import COUNTS, Day, in_area

Json = dict[str, Any]


class LedgerFilterIn(CaseListIn):
    """The filters of the case list; `signoff`; the cases of an indicator (`indicator part by group from to`)
    or of a number of a day (`count day unit`).
    """

    signoff = f.String(load_default=None, validate=validate.OneOf([WAITING, SIGNED]))
    indicator = f.String(load_default=None)
    part = f.String(load_default="numerator", validate=validate.OneOf(PARTS))
    by = f.String(load_default="all", validate=validate.OneOf(list(GROUPS)))
    group = f.String(load_default=None, validate=validate.Length(1, 60))
    first = f.Date(load_default=None, data_key="from")
    last = f.Date(load_default=None, data_key="to")
    count = f.String(load_default=None, validate=validate.OneOf(list(COUNTS)))
    day = f.Date(load_default=None)

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The filter as a value, beside cursor and limit."""
        ctx = current_context()
        plain = {**data, "unit": None} if data["count"] else data
        told = {
            name: str(value) for name, value in data.items() if value not in (None, "") and value is not False
        }
        wanted = LedgerFilter(read_filter(plain), data["signoff"], tuple(self.numbers(ctx, data)), told)
        return {"wanted": wanted, "cursor": data["cursor"], "limit": data["limit"], "lang": data.get("lang")}

    def numbers(self, ctx: Context, data: Json) -> list[ColumnElement[bool]]:
        """The conditions behind a number."""
        found: list[ColumnElement[bool]] = []
        if data["indicator"]:
            period = read_period(data["first"], data["last"])
            definition = find_definition(data["indicator"], period.last)
            if definition is None:
                raise field_problem("indicator", "There is no such indicator.")
            found += behind(ctx, period, definition, data["part"])
        if data["group"] is not None:
            found.append(in_group(data["by"], data["group"]))
        if data["count"]:
            if data["day"] is None or data["unit"] is None:
                raise ValidationError("Say of which day and unit.", "count")
            found += [COUNTS[data["count"]](Day(data["day"])), in_area(data["unit"])]
        return found


class ExportIn(LedgerFilterIn, LanguageIn):
    """The same, and in which language the sheet is."""


class ImportIn(FileIn, LanguageIn):
    """A ledger that comes back, and in which language it is."""
