"""The lists that the routes of cases answer, and the lines that are in them."""

from apiflask import Schema
from marshmallow.fields import UUID, AwareDateTime, Boolean, Dict, Integer, List, Nested, String

from inspect_app.cases.api.answers import CaseSummaryOut
from inspect_app.cases.api.parts import CategoryRef, FieldOut, Reason, Ref, SourceRef
from inspect_app.cases.statuses import Status
from inspect_app.core.roles import Role
from inspect_app.core.shapes import Label, one_of, page_of
from inspect_app.evidence.roles import PHOTO_ROLES


class OwnReportOut(Schema):
    """One of the caller's reports, and how far its case is."""

    id = UUID(required=True)
    case_id = UUID(required=True)
    number = String(required=True)
    category = Nested(CategoryRef, required=True)
    status = one_of(Status)
    status_label = Nested(Label, required=True)
    captured_at = AwareDateTime(required=True)
    received_at = AwareDateTime(required=True)
    photos_total = Integer(required=True)
    photos_stored = Integer(required=True)
    thumbnail_photo_id = UUID(allow_none=True, required=True)


class HistoryEntryOut(Schema):
    """One event of a case; `payload` is null once its words were erased."""

    log_index = Integer(required=True)
    seq = Integer(required=True)
    kind = String(required=True)
    label = Nested(Label, required=True)
    actor = Nested(Ref, allow_none=True, required=True)
    at = AwareDateTime(required=True)
    payload = Dict(allow_none=True, required=True)
    leaf_hash = String(required=True)


class PhotoRoleOut(Schema):
    """A photo that a category asks for."""

    role = one_of(PHOTO_ROLES)
    label = Nested(Label, required=True)
    required = Boolean(required=True)


class CategoryOut(Schema):
    """A category in force: its form, its photos and its deadline."""

    code = String(required=True)
    label = Nested(Label, required=True)
    valid_from = String(required=True)
    valid_to = String(allow_none=True, required=True)
    fields_ = List(Nested(FieldOut), data_key="fields", required=True)
    photo_roles = List(Nested(PhotoRoleOut), required=True)
    after_photo_roles = List(Nested(PhotoRoleOut), required=True)
    default_due_days = Integer(required=True)
    stages = Integer(required=True)
    source = String(required=True)


class SourceOut(SourceRef):
    """A source in force: who may file it by hand, what it asks for, and whether its reports have photos."""

    number = Integer(required=True)
    level = Nested(Reason, required=True)
    roles = List(one_of(Role), required=True)
    photos = Boolean(required=True)
    fields_ = List(Nested(FieldOut), data_key="fields", required=True)
    valid_from = String(required=True)
    valid_to = String(allow_none=True, required=True)
    source = Nested(Label, required=True)


class StatusOut(Schema):
    """A status with its words."""

    code = one_of(Status)
    label = Nested(Label, required=True)
    terminal = Boolean(required=True)


class TransitionOut(Schema):
    """A row of the workflow table; without a target the status stays."""

    action = String(required=True)
    label = Nested(Label, required=True)
    sources = List(String(), required=True)
    target = String(allow_none=True, required=True)
    roles = List(one_of(Role), required=True)
    fields_ = List(Nested(FieldOut), data_key="fields", required=True)
    guards = List(Nested(Reason), required=True)
    event = String(required=True)
    danger = Boolean(required=True)


class WorkflowOut(Schema):
    """The workflow table."""

    statuses = List(Nested(StatusOut), required=True)
    transitions = List(Nested(TransitionOut), required=True)
    requests = List(Nested(TransitionOut), required=True)
    request_actions = List(Nested(TransitionOut), required=True)


CaseListOut = page_of(CaseSummaryOut, "CaseListOut")
ReportListOut = page_of(OwnReportOut, "ReportListOut")
HistoryOut = page_of(HistoryEntryOut, "HistoryOut")
CategoryListOut = page_of(CategoryOut, "CategoryListOut")
SourceListOut = page_of(SourceOut, "SourceListOut")
