"""What the routes of the daily rhythm answer."""

from apiflask import Schema
from marshmallow import fields as f

from inspect_app.cases.api.parts import Ref
from inspect_app.core.shapes import Label, one_of

STATES = ("owed", "filed", "late", "missing")


class RhythmRef(Schema):
    """Since when a unit keeps the rhythm, and why."""

    id = f.UUID(required=True)
    unit_id = f.Integer(required=True)
    first_day = f.String(required=True)
    last_day = f.String(required=True, allow_none=True)
    document = f.String(required=True)
    started_at = f.AwareDateTime(required=True)


class RhythmOut(RhythmRef):
    """A rhythm with its unit."""

    unit = f.Nested(Ref, required=True)


class RhythmListOut(Schema):
    """Rhythms, the last begun first."""

    items = f.List(f.Nested(RhythmOut), required=True)


class DayCountOut(Schema):
    """A number of the day; the ledger lists its cases."""

    code = f.String(required=True)
    label = f.Nested(Label, required=True)
    cases = f.Integer(required=True)


class ProductOut(Schema):
    """One product: owed, filed, late or missing. `numbers` are those of the moment it was filed."""

    kind = f.String(required=True)
    label = f.Nested(Label, required=True)
    due_at = f.AwareDateTime(required=True)
    cut_off = f.String(required=True)
    words_required = f.Boolean(required=True)
    source = f.Nested(Label, required=True)
    state = one_of(STATES)
    words = f.String(required=True)
    numbers = f.Dict(required=True, allow_none=True)
    filed_by = f.Nested(Ref, required=True, allow_none=True)
    filed_at = f.AwareDateTime(required=True, allow_none=True)
    missed_at = f.AwareDateTime(required=True, allow_none=True)


class MissingOut(Schema):
    """A finding: something was not there at its cut-off. `cases` and `given` are of feedback only."""

    kind = f.String(required=True)
    label = f.Nested(Label, required=True)
    unit = f.Nested(Ref, required=True)
    due_at = f.AwareDateTime(required=True)
    missed_at = f.AwareDateTime(required=True)
    filed_at = f.AwareDateTime(required=True, allow_none=True)
    cases = f.Integer(required=True, allow_none=True)
    given = f.Integer(required=True, allow_none=True)


class OwedOut(Schema):
    """How many cases a unit had in hand, and on how many it gave feedback."""

    unit = f.Nested(Ref, required=True)
    cases = f.Integer(required=True)
    given = f.Integer(required=True)


class DayFeedbackOut(Schema):
    """What a unit said of a case."""

    case_id = f.UUID(required=True)
    number = f.String(required=True)
    category = f.Nested(Label, required=True)
    unit = f.Nested(Ref, required=True)
    measure = f.String(required=True)
    progress = f.Integer(required=True)
    amount = f.Integer(required=True)
    amount_unit = f.String(required=True)
    given_by = f.Nested(Ref, required=True)
    given_at = f.AwareDateTime(required=True)


class DayFeedbacksOut(Schema):
    """Feedback of a day: who owes it, and the last two hundred that came."""

    due_at = f.AwareDateTime(required=True)
    units = f.List(f.Nested(OwedOut), required=True)
    items = f.List(f.Nested(DayFeedbackOut), required=True)


class DayOut(Schema):
    """The day of a unit."""

    unit = f.Nested(Ref, required=True)
    day = f.String(required=True)
    rhythm = f.Nested(RhythmRef, required=True, allow_none=True)
    counts = f.List(f.Nested(DayCountOut), required=True)
    categories = f.List(f.Nested(DayCountOut), required=True)
    open = f.Integer(required=True)
    unsigned = f.Integer(required=True)
    reconciles = f.Boolean(required=True)
    products = f.List(f.Nested(ProductOut), required=True)
    feedback = f.Nested(DayFeedbacksOut, required=True)
    missing = f.List(f.Nested(MissingOut), required=True)
