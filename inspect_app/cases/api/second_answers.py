"""What the routes answer of draws and look-backs."""

from apiflask import Schema
from marshmallow.fields import UUID, AwareDateTime, Boolean, Integer, List, Nested, String

from inspect_app.cases.api.parts import CategoryRef, PositionOut, Reason, Ref
from inspect_app.cases.draws.eligibility import Purpose
from inspect_app.cases.lookbacks.models import STATES, WHYS
from inspect_app.cases.statuses import Status
from inspect_app.core.shapes import Label, one_of, page_of


class LeftOutOut(Schema):
    """How many people were left out of a draw for one reason."""

    reason = Nested(Reason, required=True)
    people = Integer(required=True)


class DrawBriefOut(Schema):
    """Who verifies now; `withheld` from the unit whose work it is."""

    state = one_of(["drawn", "nobody"])
    person = Nested(Ref, allow_none=True, required=True)
    mine = Boolean(required=True)
    withheld = Boolean(required=True)
    pool_size = Integer(required=True)
    attempt = Integer(required=True)
    width = Nested(Reason, required=True)
    excluded = List(Nested(LeftOutOut), required=True)
    drawn_at = AwareDateTime(required=True)
    log_index = Integer(required=True)


class DrawOut(Schema):
    """A draw with all that repeats it; `leaf` is the hash of the entry that called for it."""

    purpose = one_of(Purpose)
    case_id = UUID(required=True)
    round = Integer(required=True)
    attempt = Integer(required=True)
    width = Nested(Reason, required=True)
    rule = String(required=True)
    cause_index = Integer(required=True)
    leaf = String(required=True)
    log_index = Integer(required=True)
    pool = List(Nested(Ref), required=True)
    excluded = List(Nested(LeftOutOut), required=True)
    seed = String(required=True)
    person = Nested(Ref, allow_none=True, required=True)
    drawn_at = AwareDateTime(required=True)
    faults = List(String(), required=True)


class LookBackOut(Schema):
    """One visit to a closed case: planned, to do, done. `recheck`: by the weekly draw."""

    id = Integer(required=True)
    why = one_of(WHYS)
    recheck = Boolean(required=True)
    risk = Nested(Reason, required=True)
    reasons = List(Nested(Reason), required=True)
    days = Integer(required=True)
    state = one_of(STATES)
    state_label = Nested(Label, required=True)
    opens_at = AwareDateTime(required=True)
    due_at = AwareDateTime(allow_none=True, required=True)
    overdue = Boolean(required=True)
    person = Nested(Ref, allow_none=True, required=True)
    mine = Boolean(required=True)
    ended_at = AwareDateTime(allow_none=True, required=True)
    ended_by = Nested(Ref, allow_none=True, required=True)
    note = String(allow_none=True, required=True)
    photo_id = UUID(allow_none=True, required=True)
    distance_m = Integer(allow_none=True, required=True)


class CaseLineOut(Schema):
    """A case as a line that leads to it."""

    id = UUID(required=True)
    number = String(required=True)
    status = one_of(Status)
    status_label = Nested(Label, required=True)
    category = Nested(CategoryRef, required=True)
    note = String(required=True)
    grid = Nested(Ref, allow_none=True, required=True)
    position = Nested(PositionOut, allow_none=True, required=True)


class LookBackLineOut(LookBackOut):
    """A look-back with its case."""

    case = Nested(CaseLineOut, required=True)


class RelocationOut(Schema):
    """A hint: the same operator in another case elsewhere, and what may be harmless about it."""

    case = Nested(CaseLineOut, required=True)
    kinds = List(Nested(Reason), required=True)
    distance_m = Integer(required=True)
    days = Integer(required=True)
    benign = List(Nested(Label), required=True)


class RelocationsOut(Schema):
    """The hints of a case, at most twenty."""

    items = List(Nested(RelocationOut), required=True)


LookBackListOut = page_of(LookBackLineOut, "LookBackListOut")
