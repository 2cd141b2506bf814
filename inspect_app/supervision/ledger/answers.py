"""What the routes of the ledger take and answer."""

from typing import Any

from apiflask import Schema
from marshmallow import fields as f
from marshmallow import post_load
from marshmallow.validate import Length, OneOf, Range

from inspect_app.cases.api.parts import CategoryRef, PositionOut, Reason, Ref, SourceRef
from inspect_app.cases.forms import clean_text
from inspect_app.cases.statuses import Status
from inspect_app.core.shapes import CellOut, FileOut, Label, one_of, page_of
from inspect_app.supervision.ledger.importing import LARGEST, LONGEST_MEASURE, LONGEST_UNIT
from inspect_app.supervision.ledger.models import DECISIONS
from inspect_app.supervision.ledger.service import Told

LONGEST_NOTE = 2000


class SignoffIn(Schema):
    """Signed off, or refused with a reason."""

    decision = f.String(required=True, validate=OneOf(DECISIONS))
    note = f.String(load_default="", validate=Length(max=LONGEST_NOTE))

    @post_load
    def clean(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The note without what no database keeps."""
        return {**loaded, "note": clean_text(loaded["note"])}


class FeedbackIn(Schema):
    """What is done, how far it is in percent, and how much of what: nothing less is feedback."""

    measure = f.String(required=True, validate=Length(1, LONGEST_MEASURE))
    progress = f.Integer(required=True, strict=True, validate=Range(0, 100))
    amount = f.Integer(required=True, strict=True, validate=Range(0, LARGEST))
    amount_unit = f.String(required=True, validate=Length(1, LONGEST_UNIT))

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Told:
        """The feedback as a value."""
        words = {name: clean_text(loaded[name]) for name in ("measure", "amount_unit")}
        return Told(**{**loaded, **words})


class FeedbackOut(Schema):
    """The last thing a unit said of a case."""

    day = f.String(required=True)
    measure = f.String(required=True)
    progress = f.Integer(required=True)
    amount = f.Integer(required=True)
    amount_unit = f.String(required=True)
    given_by = f.Nested(Ref, required=True)
    given_at = f.AwareDateTime(required=True)


class LedgerLineOut(Schema):
    """One case as the ledger tells it."""

    id = f.UUID(required=True)
    number = f.String(required=True)
    version = f.Integer(required=True)
    status = one_of(Status)
    status_label = f.Nested(Label, required=True)
    category = f.Nested(CategoryRef, required=True)
    note = f.String(required=True)
    sources = f.List(f.Nested(SourceRef), required=True)
    position = f.Nested(PositionOut, required=True, allow_none=True)
    grid = f.Nested(Ref, required=True, allow_none=True)
    jurisdiction_unit = f.Nested(Ref, required=True)
    handler_unit = f.Nested(Ref, required=True, allow_none=True)
    reporter = f.Nested(Ref, required=True)
    reported_at = f.AwareDateTime(required=True)
    accepted_at = f.AwareDateTime(required=True, allow_none=True)
    assigned_at = f.AwareDateTime(required=True, allow_none=True)
    due_at = f.AwareDateTime(required=True, allow_none=True)
    measures = f.String(required=True)
    submitted_at = f.AwareDateTime(required=True, allow_none=True)
    verified_at = f.AwareDateTime(required=True, allow_none=True)
    verifier = f.Nested(Ref, required=True, allow_none=True)
    returns = f.Integer(required=True)
    extensions = f.Integer(required=True)
    lateness = f.Nested(Reason, required=True)
    late_hours = f.Integer(required=True)
    closed_at = f.AwareDateTime(required=True, allow_none=True)
    closer = f.Nested(Ref, required=True, allow_none=True)
    signoff = f.Nested(Reason, required=True)
    signer = f.Nested(Ref, required=True, allow_none=True)
    signed_at = f.AwareDateTime(required=True, allow_none=True)
    relapses = f.Integer(required=True)
    feedback = f.Nested(FeedbackOut, required=True, allow_none=True)


LedgerOut = page_of(LedgerLineOut, "LedgerOut")


class LedgerCountOut(Schema):
    """How many cases a filter leaves."""

    cases = f.Integer(required=True)


class WrittenOut(Schema):
    """The line as it is now, and where the log has it. None when the case left the caller's ledger."""

    line = f.Nested(LedgerLineOut, required=True, allow_none=True)
    log_index = f.Integer(required=True)


class RemarkOut(CellOut):
    """What is to be said of one cell of a file."""

    column = f.Nested(Label, required=True)
    record = f.String(required=True)


class ChangeOut(Schema):
    """A feedback that a file brings."""

    row = f.Integer(required=True)
    number = f.String(required=True)
    measure = f.String(required=True)
    progress = f.Integer(required=True)
    amount = f.Integer(required=True)
    amount_unit = f.String(required=True)


class ImportOut(FileOut):
    """What a file would do, or did. Lists end after two hundred; the numbers count all."""

    lines = f.Integer(required=True)
    unchanged = f.Integer(required=True)
    differences_total = f.Integer(required=True)
    changes_total = f.Integer(required=True)
    faults = f.List(f.Nested(RemarkOut), required=True)
    differences = f.List(f.Nested(RemarkOut), required=True)
    changes = f.List(f.Nested(ChangeOut), required=True)
