"""What the auditor's routes answer: entries of the log, chains of custody, samples."""

from apiflask import Schema
from marshmallow.fields import UUID, AwareDateTime, Dict, Integer, List, Nested, String

from inspect_app.cases.api.answers import PhotoOut
from inspect_app.cases.api.lists import HistoryEntryOut
from inspect_app.cases.api.parts import CategoryRef, Ref
from inspect_app.cases.api.second_answers import DrawOut
from inspect_app.cases.statuses import Status
from inspect_app.core.shapes import Label, one_of, page_of
from inspect_app.review.sampling.models import DRAWN, VERDICTS, VOIDED


class KindOut(Schema):
    """A kind of entry and its words."""

    kind = String(required=True)
    label = Nested(Label, required=True)


class CaseNumberOut(Schema):
    """A case by its number."""

    id = UUID(required=True)
    number = String(required=True)


class LogEntryOut(HistoryEntryOut):
    """An entry as its searchable twin; `case` is null for what is not about a case."""

    subject = String(required=True)
    case = Nested(CaseNumberOut, allow_none=True, required=True)
    actor_id = Integer(allow_none=True, required=True)
    leaf_hash = String(allow_none=True, required=True)


class OpeningOut(Schema):
    """What opens a commitment: SHA-256(salt ‖ payload), the salt in hex, the payload as canonical JSON."""

    salt = String(required=True)
    payload = String(required=True)


class StepOut(LogEntryOut):
    """An entry with its stored bytes as text, and what opens its commitment unless that was erased."""

    body = String(allow_none=True, required=True)
    opening = Nested(OpeningOut, allow_none=True, required=True)


class CustodyCaseOut(Schema):
    """The case of a chain of custody."""

    id = UUID(required=True)
    number = String(required=True)
    category = Nested(CategoryRef, required=True)
    status = one_of(Status)
    status_label = Nested(Label, required=True)


class CustodyReportOut(Schema):
    """The phone's side of a report; `clock_offset_ms` is server minus phone."""

    captured_at = AwareDateTime(required=True)
    received_at = AwareDateTime(required=True)
    clock_offset_ms = Integer(allow_none=True, required=True)
    body_sha256 = String(required=True)
    device = Dict(keys=String(), values=String(), required=True)


class CustodyPhotoOut(PhotoOut):
    """A photo with the enrolled browser that signed its circumstances."""

    device_id = Integer(allow_none=True, required=True)


class CustodyOut(Schema):
    """A chain of custody: the steps in the order of the log, reports and photos by id."""

    case = Nested(CustodyCaseOut, required=True)
    steps = List(Nested(StepOut), required=True)
    reports = Dict(keys=String(), values=Nested(CustodyReportOut), required=True)
    photos = Dict(keys=String(), values=Nested(CustodyPhotoOut), required=True)
    draws = List(Nested(DrawOut), required=True)


class SampleLineOut(Schema):
    """A draw of closed cases, and how far it is: how many cases have which verdict."""

    id = UUID(required=True)
    begin = AwareDateTime(data_key="from", required=True)
    end = AwareDateTime(data_key="to", required=True)
    n = Integer(required=True)
    population = Integer(required=True)
    drawn_by = Nested(Ref, required=True)
    drawn_at = AwareDateTime(required=True)
    log_index = Integer(required=True)
    total = Integer(required=True)
    verdicts = Dict(keys=String(), values=Integer(), required=True)


class SampleCaseOut(Schema):
    """A case of a sample, and what was found in it."""

    case_id = UUID(required=True)
    place = Integer(required=True)
    why = one_of([DRAWN, VOIDED])
    number = String(required=True)
    category = Nested(CategoryRef, required=True)
    status = one_of(Status)
    status_label = Nested(Label, required=True)
    jurisdiction_unit = Nested(Ref, allow_none=True, required=True)
    verdict = one_of(VERDICTS, allow_none=True)
    note = String(required=True)
    judged_by = Nested(Ref, allow_none=True, required=True)
    judged_at = AwareDateTime(allow_none=True, required=True)


class SampleOut(SampleLineOut):
    """A sample with its cases, and what is needed to draw it again."""

    seed = String(required=True)
    checkpoint_size = Integer(required=True)
    checkpoint_note = String(required=True)
    list_sha256 = String(required=True)
    cases = List(Nested(SampleCaseOut), required=True)


KindListOut = page_of(KindOut, "KindListOut")
EntryListOut = page_of(LogEntryOut, "EntryListOut")
SampleListOut = page_of(SampleLineOut, "SampleListOut")
