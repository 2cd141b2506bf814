"""What the routes of cases answer, for the OpenAPI document; a contract test holds the answers to it."""

from apiflask import Schema
from marshmallow.fields import UUID, AwareDateTime, Boolean, Dict, Float, Integer, List, Nested, String

from inspect_app.cases.api.deadline_answers import ClockOut, SuggestionOut
from inspect_app.cases.api.parts import CategoryRef, OfferOut, PositionOut, Reason, Ref, SourceRef
from inspect_app.cases.api.second_answers import DrawBriefOut, LookBackOut
from inspect_app.cases.forms import READERS
from inspect_app.cases.routing import NO_POSITION
from inspect_app.cases.statuses import ClockKind, RequestKind, RequestState, Status
from inspect_app.core.shapes import Label, one_of
from inspect_app.evidence.catalogue import SEVERITIES
from inspect_app.evidence.mark_schemas import MarkOut
from inspect_app.evidence.models import AWAITED, QUARANTINED, STORED
from inspect_app.evidence.roles import PHOTO_ROLES
from inspect_app.evidence.schemas import PHOTO_SOURCES, ClockSkewOut, StatementOut
from inspect_app.places.index import PlaceState


class ReceiptOut(Schema):
    """Proof that a photo is durable."""

    sha256 = String(required=True)
    size = Integer(required=True)
    received_at = AwareDateTime(required=True)
    log_index = Integer(required=True)
    leaf_hash = String(required=True)
    checkpoint = String(allow_none=True, required=True)


class FindingOut(Schema):
    """A hint about a photo, with its harmless causes."""

    code = String(required=True)
    severity = one_of(SEVERITIES)
    label = Nested(Label, required=True)
    detail = Dict(required=True)
    benign = List(Nested(Label), required=True)


class PhotoOut(Schema):
    """A photo of a case."""

    id = UUID(required=True)
    case_id = UUID(required=True)
    report_id = UUID(allow_none=True, required=True)
    role = one_of(PHOTO_ROLES)
    role_label = Nested(Label, required=True)
    state = one_of([AWAITED, STORED, QUARANTINED])
    quarantine_reason = String(allow_none=True, required=True)
    sha256 = String(required=True)
    size = Integer(required=True)
    media_type = String(required=True)
    captured_at = AwareDateTime(required=True)
    received_at = AwareDateTime(allow_none=True, required=True)
    source = one_of(PHOTO_SOURCES)
    position = Nested(PositionOut, allow_none=True, required=True)
    heading_deg = Float(allow_none=True, required=True)
    annotations = List(Nested(MarkOut), required=True)
    announced_by = Nested(Ref, required=True)
    derived = Boolean(required=True)
    width = Integer(allow_none=True, required=True)
    height = Integer(allow_none=True, required=True)
    findings = List(Nested(FindingOut), required=True)
    exif = Dict(allow_none=True, required=True)
    statement = Nested(StatementOut, required=True)
    clock = Nested(ClockSkewOut, allow_none=True, required=True)
    receipt = Nested(ReceiptOut, allow_none=True, required=True)


class NextClockOut(Schema):
    """The running clock that ends first."""

    kind = one_of(ClockKind)
    label = Nested(Label, required=True)
    due_at = AwareDateTime(required=True)


class CaseSummaryOut(Schema):
    """A case as one line of a list."""

    id = UUID(required=True)
    number = String(required=True)
    status = one_of(Status)
    status_label = Nested(Label, required=True)
    version = Integer(required=True)
    category = Nested(CategoryRef, required=True)
    note = String(required=True)
    position = Nested(PositionOut, allow_none=True, required=True)
    grid = Nested(Ref, allow_none=True, required=True)
    jurisdiction_unit = Nested(Ref, allow_none=True, required=True)
    handler_unit = Nested(Ref, allow_none=True, required=True)
    reported_at = AwareDateTime(required=True)
    updated_at = AwareDateTime(required=True)
    due_at = AwareDateTime(allow_none=True, required=True)
    overdue = Boolean(required=True)
    round = Integer(required=True)
    photos_total = Integer(required=True)
    photos_stored = Integer(required=True)
    thumbnail_photo_id = UUID(allow_none=True, required=True)
    reporter = Nested(Ref, required=True)
    triage_reason = Nested(Reason, allow_none=True, required=True)
    priority = Integer(required=True)
    next_clock = Nested(NextClockOut, allow_none=True, required=True)
    source = Nested(SourceRef, required=True)


class BlindOut(Schema):
    """Blind verification: `sealed` while photos are withheld until the caller's own photo is here."""

    required = Boolean(required=True)
    sealed = Boolean(required=True)
    own_photo = Boolean(required=True)
    withheld = Integer(required=True)


class AssignmentOut(Schema):
    """Who has the case."""

    unit = Nested(Ref, required=True)
    assigned_by = Nested(Ref, required=True)
    assigned_at = AwareDateTime(required=True)
    due_at = AwareDateTime(required=True)
    instructions = String(required=True)
    round = Integer(required=True)


class RectificationOut(Schema):
    """What a unit says it did."""

    round = Integer(required=True)
    measures = String(required=True)
    submitted_by = Nested(Ref, required=True)
    submitted_at = AwareDateTime(required=True)
    photo_ids = List(UUID(), required=True)


class RequestOut(Schema):
    """A request of a handling unit."""

    id = UUID(required=True)
    kind = one_of(RequestKind)
    kind_label = Nested(Label, required=True)
    state = one_of(RequestState)
    state_label = Nested(Label, required=True)
    requested_by = Nested(Ref, required=True)
    requested_at = AwareDateTime(required=True)
    reason = String(required=True)
    due_at = AwareDateTime(allow_none=True, required=True)
    unit = Nested(Ref, allow_none=True, required=True)
    decided_by = Nested(Ref, allow_none=True, required=True)
    decided_at = AwareDateTime(allow_none=True, required=True)
    decision_note = String(allow_none=True, required=True)
    reviewed_by = Nested(Ref, allow_none=True, required=True)
    reviewed_at = AwareDateTime(allow_none=True, required=True)
    review_note = String(allow_none=True, required=True)
    offers = List(Nested(OfferOut), required=True)


class ClosureOut(Schema):
    """One closing of a case."""

    closed_at = AwareDateTime(required=True)
    closed_by = Nested(Ref, allow_none=True, required=True)
    verified_by = Nested(Ref, allow_none=True, required=True)
    reopened_at = AwareDateTime(allow_none=True, required=True)
    reopened_by = Nested(Ref, allow_none=True, required=True)
    ground = String(allow_none=True, required=True)


class CasePlacementOut(Schema):
    """How sure the grid is."""

    state = one_of([*PlaceState, NO_POSITION])
    distance_m = Float(allow_none=True, required=True)
    candidates = List(Nested(Ref), required=True)


class CaseReportOut(Schema):
    """One report of a case."""

    id = UUID(required=True)
    reporter = Nested(Ref, required=True)
    captured_at = AwareDateTime(required=True)
    received_at = AwareDateTime(required=True)
    clock_offset_ms = Integer(allow_none=True, required=True)
    log_index = Integer(required=True)
    leaf_hash = String(required=True)
    source = Nested(SourceRef, required=True)


class SaidOut(Schema):
    """One thing a source says: a choice by its words, a day or an instant in ISO 8601."""

    name = String(required=True)
    type = one_of(READERS)
    label = Nested(Label, required=True)
    value = Nested(Label, required=True)


class OriginOut(Schema):
    """One source of a case: a report, or without one a list that named the same problem."""

    source = Nested(SourceRef, required=True)
    report_id = UUID(allow_none=True, required=True)
    at = AwareDateTime(required=True)
    said = List(Nested(SaidOut), required=True)


class FieldHintOut(Schema):
    """How a value reads that is kept as it was typed: a plate."""

    normalised = String(required=True)
    well_formed = Boolean(required=True)
    suggestions = List(String(), required=True)


class CaseOut(CaseSummaryOut):
    """A case with everything the caller may see and do."""

    fields_ = Dict(data_key="fields", required=True)
    field_hints = Dict(keys=String(), values=Nested(FieldHintOut), required=True)
    captured_at = AwareDateTime(required=True)
    placement = Nested(CasePlacementOut, required=True)
    missing_photo_roles = List(one_of(PHOTO_ROLES), required=True)
    reports = List(Nested(CaseReportOut), required=True)
    origins = List(Nested(OriginOut), required=True)
    photos = List(Nested(PhotoOut), required=True)
    blind = Nested(BlindOut, required=True)
    clocks = List(Nested(ClockOut), required=True)
    mode = Nested(Reason, allow_none=True, required=True)
    planned_at = AwareDateTime(allow_none=True, required=True)
    due_provisional = Boolean(required=True)
    deadline_suggestions = List(Nested(SuggestionOut), required=True)
    assignment = Nested(AssignmentOut, allow_none=True, required=True)
    helpers = List(Nested(Ref), required=True)
    rectifications = List(Nested(RectificationOut), required=True)
    requests = List(Nested(RequestOut), required=True)
    closures = List(Nested(ClosureOut), required=True)
    offers = List(Nested(OfferOut), required=True)
    request_offers = List(Nested(OfferOut), required=True)
    extensions_left = Integer(required=True)
    merged_into = UUID(allow_none=True, required=True)
    suggested_unit = Nested(Ref, allow_none=True, required=True)
    suggested_due_days = Integer(required=True)
    refusals = Integer(required=True)
    relapses = Integer(required=True)
    suspended_until = AwareDateTime(allow_none=True, required=True)
    draw = Nested(DrawBriefOut, allow_none=True, required=True)
    look_backs = List(Nested(LookBackOut), required=True)


class ReportReceiptOut(Schema):
    """The receipt of a report: its case, its number, and where it stands in the log."""

    id = UUID(required=True)
    case_id = UUID(required=True)
    number = String(required=True)
    received_at = AwareDateTime(required=True)
    log_index = Integer(required=True)
    leaf_hash = String(required=True)


class ReportOut(ReportReceiptOut):
    """The receipt of a report, and its case."""

    case = Nested(CaseOut, required=True)


class ActionOut(Schema):
    """What came of an action; `case` is null for somebody who does not see it any more."""

    case = Nested(CaseOut, required=True, allow_none=True)
    log_index = Integer(required=True)
