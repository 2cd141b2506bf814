"""What the routes of duty tables take and answer, for the OpenAPI document."""

from apiflask import Schema
from marshmallow import fields as f
from marshmallow.fields import UUID, AwareDateTime, Boolean, Float, Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range

from inspect_app.cases.api.parts import CategoryRef, Reason, Ref
from inspect_app.cases.duties.models import DRAFT, IN_FORCE
from inspect_app.cases.duties.table_sheet import HIGHEST_PRIORITY, LONGEST_BASIS, MOST_ROWS
from inspect_app.cases.duties.trial import KINDS
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.shapes import Label, SheetFaultsOut, identifier, one_of, page_of

LANGUAGE = String(load_default="zh", validate=OneOf(["zh", "en"]))


class DutyDraftIn(Schema):
    """A draft: its name, the document it follows, and whether it begins with the rows in force."""

    name = String(required=True, validate=Length(min=1, max=120))
    document = String(required=True, validate=Length(min=1, max=200))
    copy = Boolean(load_default=False)


class DutyRowIn(Schema):
    """One row; null means any."""

    category = String(load_default=None, allow_none=True)
    area_id = identifier(load_default=None, allow_none=True)
    source = String(load_default=None, allow_none=True)
    unit_id = identifier(required=True)
    helper_ids = List(identifier(), load_default=list, validate=Length(max=20))
    percent = Integer(load_default=None, allow_none=True, strict=True, validate=Range(1, 100))
    priority = Integer(load_default=None, allow_none=True, strict=True, validate=Range(0, HIGHEST_PRIORITY))
    basis = String(load_default="", validate=Length(max=LONGEST_BASIS))


class DutyRowsIn(Schema):
    """All the rows of a draft, in their order."""

    rows = List(Nested(DutyRowIn), required=True, validate=Length(max=MOST_ROWS))


class DutyEnactIn(Schema):
    """From which day a draft is in force, and why; `accept_gaps` when people decide what it leaves open."""

    valid_from = f.Date(required=True)
    reason = String(required=True, validate=Length(min=1, max=500))
    accept_gaps = Boolean(load_default=False)


class DutySheetIn(Schema):
    """In which language the sheet is."""

    lang = LANGUAGE


class TrialIn(Schema):
    """On the cases of which days; of which outcomes; of one unit before or after."""

    first = f.Date(load_default=None, data_key="from")
    last = f.Date(load_default=None, data_key="to")
    kind = String(load_default=None, validate=OneOf(KINDS))
    unit = Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))
    offset = Integer(load_default=0, validate=Range(0, 1_000_000))
    limit = Integer(load_default=50, validate=Range(1, 200))
    lang = LANGUAGE


class DutyTableOut(Schema):
    """A table as a line of the list."""

    id = UUID(required=True)
    name = String(required=True)
    document = String(required=True)
    state = one_of([DRAFT, IN_FORCE])
    rows_total = Integer(required=True)
    made_by = Nested(Ref, allow_none=True, required=True)
    changed_at = AwareDateTime(required=True)
    valid_from = f.Date(allow_none=True, required=True)
    enacted_by = Nested(Ref, allow_none=True, required=True)
    enacted_at = AwareDateTime(allow_none=True, required=True)
    reason = String(allow_none=True, required=True)
    gaps = Integer(allow_none=True, required=True)
    sha256 = String(allow_none=True, required=True)


class DutyTablesOut(Schema):
    """Drafts, then what is or was in force; `current` is in force today."""

    items = List(Nested(DutyTableOut), required=True)
    current = UUID(allow_none=True, required=True)
    may_enact = Boolean(required=True)


class DutyKeyOut(Schema):
    """What a row is about; null means any."""

    category = Nested(CategoryRef, allow_none=True, required=True)
    area = Nested(Ref, allow_none=True, required=True)
    source = Nested(CategoryRef, allow_none=True, required=True)


class DutyRowBriefOut(Schema):
    """Whom a row names."""

    line = Integer(required=True)
    unit = Nested(Ref, required=True)
    helpers = List(Nested(Ref), required=True)
    percent = Integer(allow_none=True, required=True)
    priority = Integer(allow_none=True, required=True)


class DutyRowOut(DutyKeyOut, DutyRowBriefOut):
    """A row of a table."""

    basis = String(required=True)


class DutyGapOut(Schema):
    """A category in an area that no row covers."""

    category = Nested(CategoryRef, required=True)
    area = Nested(Ref, allow_none=True, required=True)


class DutyCheckOut(SheetFaultsOut):
    """What is wrong with a table, and what it leaves open; at most 200 of each."""

    gaps = List(Nested(DutyGapOut), required=True)
    gaps_total = Integer(required=True)


class WholeDutyTableOut(DutyTableOut):
    """A table with its rows and what is wrong with it."""

    rows = List(Nested(DutyRowOut), required=True)
    check = Nested(DutyCheckOut, required=True)


class DutySheetOut(SheetFaultsOut):
    """What a sheet brought: its rows when it has no faults."""

    rows = Integer(required=True)


class TrialKindOut(Schema):
    """How many cases had this outcome."""

    kind = one_of(KINDS)
    label = Nested(Label, required=True)
    cases = Integer(required=True)


class TrialMoveOut(Schema):
    """How many cases would go from one unit to another."""

    before = Nested(Ref, allow_none=True, required=True)
    after = Nested(Ref, allow_none=True, required=True)
    cases = Integer(required=True)


class TrialOutcomeOut(Schema):
    """One case: who was to lead, who would, by which line, and who got it in the end."""

    case_id = UUID(required=True)
    number = String(required=True)
    category = Nested(CategoryRef, required=True)
    grid = Nested(Ref, allow_none=True, required=True)
    reported_at = AwareDateTime(required=True)
    kind = one_of(KINDS)
    before = Nested(Ref, allow_none=True, required=True)
    after = Nested(Ref, allow_none=True, required=True)
    handler = Nested(Ref, allow_none=True, required=True)
    line = Integer(allow_none=True, required=True)
    several = Boolean(required=True)


class TrialOut(page_of(TrialOutcomeOut, "TrialPageOut")):  # type: ignore[misc]
    """A trial; `cut` when there were more cases than it looks at."""

    cases = Integer(required=True)
    counts = List(Nested(TrialKindOut), required=True)
    several = Integer(required=True)
    cut = Boolean(required=True)
    moves = List(Nested(TrialMoveOut), required=True)
    listed = Integer(required=True)


class DisputedRowOut(Schema):
    """A row, how many cases it handed to its lead, and how many the lead refused."""

    line = Integer(required=True)
    given = Integer(required=True)
    refused = Integer(required=True)


class DisputedUnitOut(Schema):
    """A unit, how many cases it was handed, and how many it refused."""

    unit = Nested(Ref, required=True)
    given = Integer(required=True)
    refused = Integer(required=True)


class DisputesOut(Schema):
    """Refusals of what a table routed, the most disputed first."""

    rows = List(Nested(DisputedRowOut), required=True)
    units = List(Nested(DisputedUnitOut), required=True)


class DutyTableRef(Schema):
    """A table as others mention it."""

    id = UUID(required=True)
    name = String(required=True)
    document = String(required=True)
    valid_from = f.Date(allow_none=True, required=True)


class DutyStepOut(DutyKeyOut):
    """One place where the resolver looked, and what it found there."""

    rows = List(Nested(DutyRowBriefOut), required=True)
    counts = Boolean(required=True)


class DutyCandidateOut(Schema):
    """Another grid within the accuracy of the position, and who would lead there."""

    grid = Nested(Ref, allow_none=True, required=True)
    unit = Nested(Ref, allow_none=True, required=True)


class StationRingOut(Schema):
    """The station ring that raised the case."""

    station = Nested(Ref, required=True)
    distance_m = Float(required=True)
    within_m = Integer(allow_none=True, required=True)
    percent = Integer(allow_none=True, required=True)
    source = Nested(Label, allow_none=True, required=True)


class CallOut(Schema):
    """Somebody on duty; the number only for those who may read the roster."""

    id = Integer(required=True)
    name = String(required=True)
    phone = String(required=True, allow_none=True)


class OnDutyOut(Schema):
    """Who is on duty now in the unit that has the case, or is suggested for it."""

    unit = Nested(Ref, required=True)
    people = List(Nested(CallOut), required=True)


class RoutingOut(Schema):
    """Why a case was routed as it was; without a table single duty rules decided."""

    table = Nested(DutyTableRef, allow_none=True, required=True)
    unit = Nested(Ref, allow_none=True, required=True)
    steps = List(Nested(DutyStepOut), required=True)
    candidates = List(Nested(DutyCandidateOut), required=True)
    on_duty = Nested(OnDutyOut, allow_none=True, required=True)
    ring = Nested(StationRingOut, allow_none=True, required=True)
    priority = Integer(required=True)
    triage_reason = Nested(Reason, allow_none=True, required=True)
