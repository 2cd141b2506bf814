"""What the routes of deadlines answer, for the OpenAPI document."""

from apiflask import Schema
from marshmallow.fields import AwareDateTime, Boolean, Integer, List, Nested, String

from inspect_app.cases.api.parts import Reason
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.deadlines.rules import Mode
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.shapes import Label, one_of


class ClockOut(Schema):
    """What is owed by when."""

    kind = one_of(ClockKind)
    label = Nested(Label, required=True)
    started_at = AwareDateTime(required=True)
    due_at = AwareDateTime(required=True)
    met_at = AwareDateTime(allow_none=True, required=True)
    paused_at = AwareDateTime(allow_none=True, required=True)
    breached_at = AwareDateTime(allow_none=True, required=True)
    exempted_at = AwareDateTime(allow_none=True, required=True)
    provisional = Boolean(required=True)


class LineOut(Schema):
    """One stretch of time of an explanation."""

    from_ = AwareDateTime(data_key="from", required=True)
    to = AwareDateTime(required=True)
    kind = one_of(TimeKind)
    kind_label = Nested(Label, required=True)
    counted_minutes = Integer(allow_none=True, required=True)
    counted_days = Integer(allow_none=True, required=True)
    why = Nested(Reason, required=True)


class SpanOut(Schema):
    """One counting of a deadline: by which rule, how long, with which stretches."""

    why = Nested(Reason, required=True)
    rule = String(allow_none=True, required=True)
    source = Nested(Label, allow_none=True, required=True)
    length = Nested(Label, allow_none=True, required=True)
    percent = Integer(allow_none=True, required=True)
    level = Nested(Reason, allow_none=True, required=True)
    because = Nested(Reason, allow_none=True, required=True)
    from_ = AwareDateTime(data_key="from", required=True)
    due_at = AwareDateTime(required=True)
    ended_at = AwareDateTime(allow_none=True, required=True)
    lines = List(Nested(LineOut), required=True)


class ExplainedClockOut(ClockOut):
    """A clock with everything that made its deadline."""

    spans = List(Nested(SpanOut), required=True)


class ExplainedClocksOut(Schema):
    """Every clock of a case, explained line by line."""

    items = List(Nested(ExplainedClockOut), required=True)


class SuggestionOut(Schema):
    """The date a mode would give if the case were assigned now."""

    mode = one_of(Mode)
    label = Nested(Label, required=True)
    due_at = AwareDateTime(required=True)
    length = Nested(Label, required=True)
    level = Nested(Reason, allow_none=True, required=True)
    because = Nested(Reason, allow_none=True, required=True)
    provisional = Boolean(required=True)
    preset = Boolean(required=True)
