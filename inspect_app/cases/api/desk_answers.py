"""What the routes of the desks take and answer, for the OpenAPI document."""

from typing import Any

from apiflask import Schema
from marshmallow import RAISE, ValidationError, validate, validates
from marshmallow.fields import UUID, AwareDateTime, Boolean, Dict, Float, Integer, List, Nested, String

from inspect_app.accounts.schemas import VISIBLE
from inspect_app.cases.api.answers import CaseSummaryOut
from inspect_app.cases.api.schemas import CaseListIn

LONGEST_QUERY = 20
PAGING = {"limit", "cursor"}


class TallyOut(Schema):
    """The open cases of one status."""

    status = String(required=True)
    total = Integer(required=True)
    overdue = Integer(required=True)
    due_today = Integer(required=True)


class CountsOut(Schema):
    """How many open cases in scope wait, and how many are in a hurry."""

    statuses = List(Nested(TallyOut), required=True)
    total = Integer(required=True)
    overdue = Integer(required=True)
    due_today = Integer(required=True)
    requests = Integer(required=True)


class DuplicateOut(Schema):
    """A case that may be the same problem; `apart_ms` is positive when it was photographed later.

    `photo_bits`: how many of 256 bits differ between their two likest photos; null when none look alike.
    """

    case = Nested(CaseSummaryOut, required=True)
    distance_m = Float(required=True)
    apart_ms = Integer(required=True)
    same_category = Boolean(required=True)
    photo_bits = Integer(required=True, allow_none=True)
    captured_at = AwareDateTime(required=True)


class DuplicatesOut(Schema):
    """The likeliest first."""

    items = List(Nested(DuplicateOut), required=True)


class SavedFilterIn(Schema):
    """A name and the parameters of `GET /cases` it stands for."""

    name = String(required=True, validate=[validate.Length(1, 40), VISIBLE])
    query = Dict(
        keys=String(), values=String(validate=validate.Length(max=200)), required=True,
        validate=validate.Length(max=LONGEST_QUERY),
    )  # fmt: skip

    @validates("query")
    def known(self, value: dict[str, Any], **_: Any) -> None:
        """Only what the list itself would take, and no page of it."""
        if PAGING & value.keys():
            raise ValidationError("Where a list goes on is no part of a filter.")
        try:
            CaseListIn(unknown=RAISE).load(value)
        except ValidationError as error:
            faults = ", ".join(sorted(error.normalized_messages()))
            raise ValidationError(f"The list of cases does not take this: {faults}.") from None


class SavedFilterOut(Schema):
    """A filter as its owner sees it."""

    id = UUID(required=True)
    name = String(required=True)
    query = Dict(keys=String(), values=String(), required=True)
    created_at = String(required=True)


class SavedFiltersOut(Schema):
    """All of a person's filters."""

    items = List(Nested(SavedFilterOut), required=True)
