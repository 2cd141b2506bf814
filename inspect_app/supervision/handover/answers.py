"""What the routes of superiors' lists take and answer."""

from typing import Any

from apiflask import Schema
from marshmallow import fields as f
from marshmallow import post_load
from marshmallow.validate import Length, OneOf

from inspect_app.cases.api.parts import CategoryRef, Reason, Ref
from inspect_app.cases.api.schemas import PageIn
from inspect_app.cases.forms import clean_text
from inspect_app.cases.statuses import Status
from inspect_app.core.shapes import CellOut, FileIn, FileOut, Label, one_of, page_of
from inspect_app.places.datum import Datum
from inspect_app.supervision.handover.columns import LEVEL_WORDS
from inspect_app.supervision.handover.matching import Finding
from inspect_app.supervision.handover.models import CHOICES
from inspect_app.supervision.handover.queries import STATES
from inspect_app.supervision.handover.service import MOST_DECIDED, Decision

LEVELS = list(LEVEL_WORDS)
KINDS = [kind.value for kind in Finding]


class ListImportIn(FileIn):
    """What stands above the rows, and the datum of their coordinates; a trial run unless `apply`."""

    issuer = f.String(required=True, validate=Length(1, 60))
    level = f.String(required=True, validate=OneOf(LEVELS))
    batch = f.String(required=True, validate=Length(1, 60))
    received_on = f.Date(required=True)
    unit = f.Integer(load_default=None)
    datum = f.String(required=True, validate=OneOf([one.value for one in Datum]))

    @post_load
    def clean(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The words without what no database keeps."""
        return {**loaded, **{name: clean_text(loaded[name]) for name in ("issuer", "batch")}}


class RowsIn(PageIn):
    """Which rows of a list."""

    state = f.String(load_default=None, validate=OneOf(STATES))
    finding = f.String(load_default=None, validate=OneOf(KINDS))
    sure = f.Boolean(load_default=None)
    q = f.String(load_default="", validate=Length(max=100))


class DecisionIn(Schema):
    """What a person says of a row."""

    id = f.UUID(required=True)
    decision = f.String(required=True, validate=OneOf(CHOICES))
    case_id = f.UUID(load_default=None, allow_none=True)
    category = f.String(load_default=None, allow_none=True, validate=Length(1, 60))
    remark = f.String(load_default="", validate=Length(max=500))

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Decision:
        """The decision as a value."""
        words = clean_text(loaded["remark"])
        return Decision(loaded["id"], loaded["decision"], loaded["case_id"], loaded["category"], words)


class DecisionsIn(Schema):
    """What a person says of some rows: all of it is done, or nothing."""

    rows = f.List(f.Nested(DecisionIn), required=True, validate=Length(1, MOST_DECIDED))


class RowCountsOut(Schema):
    """How many rows a list has: by state, by finding, and how many of the waiting ones need a look."""

    rows = f.Integer(required=True)
    sure = f.Integer(required=True)
    doubtful = f.Integer(required=True)
    waiting = f.Integer(required=True)
    open = f.Integer(required=True)
    closed = f.Integer(required=True)
    left_out = f.Integer(required=True)
    refused = f.Integer(required=True)
    matched = f.Integer(required=True)
    new = f.Integer(required=True)
    unknown_place = f.Integer(required=True)


class HandOverListOut(Schema):
    """A superior's list; `closing_rate` in hundredths of a percent of the rows that were not left out."""

    id = f.UUID(required=True)
    unit = f.Nested(Ref, required=True)
    issuer = f.String(required=True)
    level = f.Nested(Reason, required=True)
    batch = f.String(required=True)
    received_on = f.String(required=True)
    imported_by = f.Nested(Ref, required=True)
    imported_at = f.AwareDateTime(required=True)
    counts = f.Nested(RowCountsOut, required=True)
    closing_rate = f.Integer(required=True, allow_none=True)


class MeantCaseOut(Schema):
    """A case that a row means."""

    id = f.UUID(required=True)
    number = f.String(required=True)
    status = one_of(Status)
    status_label = f.Nested(Label, required=True)
    category = f.Nested(CategoryRef, required=True)
    note = f.String(required=True)


class CandidateOut(MeantCaseOut):
    """A case that a row may mean, and why: metres, or percent of common words."""

    reason = f.String(required=True)
    distance_m = f.Integer(required=True, allow_none=True)
    share = f.Integer(required=True, allow_none=True)


class PlaceOut(Schema):
    """A place in WGS-84 degrees."""

    lat = f.Float(required=True)
    lon = f.Float(required=True)


class HandOverRowOut(Schema):
    """A row of a superior's list; `late` is whether the superior's own day went by."""

    id = f.UUID(required=True)
    row = f.Integer(required=True)
    number = f.String(required=True)
    received_on = f.String(required=True, allow_none=True)
    place = f.String(required=True)
    site = f.String(required=True)
    position = f.Nested(PlaceOut, required=True, allow_none=True)
    category = f.Nested(CategoryRef, required=True, allow_none=True)
    category_words = f.String(required=True)
    unit = f.Nested(Ref, required=True, allow_none=True)
    unit_words = f.String(required=True)
    due_on = f.String(required=True, allow_none=True)
    description = f.String(required=True)
    finding = f.Nested(Reason, required=True)
    sure = f.Boolean(required=True)
    candidates = f.List(f.Nested(CandidateOut), required=True)
    state = one_of(STATES)
    decision = f.Nested(Reason, required=True, allow_none=True)
    case = f.Nested(MeantCaseOut, required=True, allow_none=True)
    late = f.Boolean(required=True, allow_none=True)
    remark = f.String(required=True)
    decided_by = f.Nested(Ref, required=True, allow_none=True)
    decided_at = f.AwareDateTime(required=True, allow_none=True)


class ListFaultOut(CellOut):
    """What is wrong with a cell: the whole row stays out until it is mended."""

    row = f.Integer(required=True)
    column = f.Nested(Label, required=True)


class TriedRowOut(Schema):
    """What a row would be."""

    row = f.Integer(required=True)
    number = f.String(required=True)
    place = f.String(required=True)
    description = f.String(required=True)
    finding = f.Nested(Reason, required=True)
    sure = f.Boolean(required=True)
    best = f.Nested(CandidateOut, required=True, allow_none=True)


class ListImportOut(FileOut):
    """What a file would bring, or brought; lists end after two hundred, the numbers count all."""

    list_id = f.UUID(required=True, allow_none=True)
    rows = f.Integer(required=True)
    sure = f.Integer(required=True)
    findings = f.Dict(keys=f.String(), values=f.Integer(), required=True)
    faults = f.List(f.Nested(ListFaultOut), required=True)
    tried = f.List(f.Nested(TriedRowOut), required=True)


class DecidedOut(Schema):
    """The rows as they are now, and how far the list is."""

    list = f.Nested(HandOverListOut, required=True)
    rows = f.List(f.Nested(HandOverRowOut), required=True)


HandOverListsOut = page_of(HandOverListOut, "HandOverListsOut")
HandOverRowsOut = page_of(HandOverRowOut, "HandOverRowsOut")
