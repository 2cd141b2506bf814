"""What the routes of supervision take and answer, for the OpenAPI document."""

from apiflask import Schema
from marshmallow.fields import UUID, AwareDateTime, Boolean, Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range

from inspect_app.cases.api.parts import Reason, Ref
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from inspect_app.core.shapes import Label, identifier, one_of, page_of
from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.states import ACTIONS, DocumentState, ProposalState

LONGEST, MOST_PROPOSALS, MOST_PHOTOS = 2000, 50, 20


class PageIn(Schema):
    """Which part of a list."""

    cursor = String(load_default=None)
    limit = Integer(load_default=DEFAULT_LIMIT, validate=Range(1, MAX_LIMIT))


class ProposalsIn(PageIn):
    """Which proposals."""

    state = String(load_default=None, validate=OneOf([s.value for s in ProposalState]))
    unit = Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))


class DocumentsIn(PageIn):
    """Which documents."""

    state = String(load_default=None, validate=OneOf([s.value for s in DocumentState]))
    rung = String(load_default=None, validate=OneOf([r.value for r in Rung]))
    case = UUID(load_default=None)


class IssueIn(Schema):
    """What a person orders: by which rung, of which unit and whose duty, about what, on which grounds."""

    rung = String(required=True, validate=OneOf([r.value for r in Rung]))
    unit_id = identifier(required=True)
    addressee = String(load_default="", validate=Length(max=60))
    demand = String(required=True, validate=Length(min=1, max=LONGEST))
    proposal_ids = List(UUID(), load_default=list, validate=Length(max=MOST_PROPOSALS))
    case_ids = List(UUID(), load_default=list, validate=Length(max=MOST_PROPOSALS))


class DeclineIn(Schema):
    """Why nothing follows."""

    words = String(required=True, validate=Length(min=1, max=LONGEST))


class MoveIn(Schema):
    """Words that go with a step, and the photos that an answer rests on."""

    words = String(load_default="", validate=Length(max=LONGEST))
    photo_ids = List(UUID(), load_default=list, validate=Length(max=MOST_PHOTOS))


class DocumentCaseOut(Schema):
    """A case by its number; `open` when the caller may open it."""

    id = UUID(required=True)
    number = String(required=True)
    category = Nested(Label, required=True)
    status = Nested(Reason, required=True)
    open = Boolean(required=True)


class ProposalOut(Schema):
    """What a rule suggests, and what became of it. `cases` are the first of `cases_total`."""

    id = UUID(required=True)
    kind = one_of(["ladder", "accountability"])
    rung = Nested(Reason, required=True)
    rule = String(required=True)
    period = String(required=True)
    ground = Nested(Label, required=True)
    office = Nested(Reason, allow_none=True, required=True)
    unit = Nested(Ref, required=True)
    cases = List(Nested(DocumentCaseOut), required=True)
    cases_total = Integer(required=True)
    state = Nested(Reason, required=True)
    made_at = AwareDateTime(required=True)
    decided_by = Nested(Ref, allow_none=True, required=True)
    decided_at = AwareDateTime(allow_none=True, required=True)
    note = String(allow_none=True, required=True)
    document_id = UUID(allow_none=True, required=True)


class DocumentStepOut(Schema):
    """A step that the state of the document allows the caller's role; greyed out with its reason."""

    action = one_of(ACTIONS)
    label = Nested(Label, required=True)
    enabled = Boolean(required=True)
    reason = Nested(Reason, allow_none=True, required=True)
    words_needed = Boolean(required=True)


class DocumentLineOut(Schema):
    """A document as one line of a list; `due_at` is what the unit owes next, None when it owes nothing."""

    id = UUID(required=True)
    number = String(required=True)
    rung = Nested(Reason, required=True)
    state = Nested(Reason, required=True)
    issuing_unit = Nested(Ref, required=True)
    unit = Nested(Ref, required=True)
    addressee = String(required=True)
    issued_at = AwareDateTime(required=True)
    due_at = AwareDateTime(allow_none=True, required=True)
    overdue = Boolean(required=True)


class DocumentReplyOut(Schema):
    """What the unit answered in one round."""

    round = Integer(required=True)
    words = String(required=True)
    photo_ids = List(UUID(), required=True)
    replied_by = Nested(Ref, required=True)
    replied_at = AwareDateTime(required=True)
    returned_by = Nested(Ref, allow_none=True, required=True)
    returned_at = AwareDateTime(allow_none=True, required=True)
    return_note = String(allow_none=True, required=True)


class DocumentFindingOut(Schema):
    """Something that was not done in time."""

    code = String(required=True)
    label = Nested(Label, required=True)
    round = Integer(required=True)
    due_at = AwareDateTime(required=True)
    found_at = AwareDateTime(required=True)


class DocumentOut(DocumentLineOut):
    """One numbered document, whole."""

    version = Integer(required=True)
    round = Integer(required=True)
    demand = String(required=True)
    grounds = List(Nested(Label), required=True)
    cases = List(Nested(DocumentCaseOut), required=True)
    issued_by = Nested(Ref, required=True)
    receive_due_at = AwareDateTime(required=True)
    reply_due_at = AwareDateTime(required=True)
    provisional = Boolean(required=True)
    delivered_to = Integer(required=True)
    received_by = Nested(Ref, allow_none=True, required=True)
    received_at = AwareDateTime(allow_none=True, required=True)
    replies = List(Nested(DocumentReplyOut), required=True)
    findings = List(Nested(DocumentFindingOut), required=True)
    ended_by = Nested(Ref, allow_none=True, required=True)
    ended_at = AwareDateTime(allow_none=True, required=True)
    end_note = String(allow_none=True, required=True)
    log_index = Integer(required=True)
    leaf_hash = String(required=True)
    checkpoint = String(allow_none=True, required=True)
    pdf_sha256 = String(allow_none=True, required=True)
    pdf_size = Integer(allow_none=True, required=True)
    offers = List(Nested(DocumentStepOut), required=True)


class WaitingOut(Schema):
    """How much waits for the caller."""

    proposals = Integer(required=True)
    to_answer = Integer(required=True)
    to_judge = Integer(required=True)


class RungOut(Reason):
    """A rung and how many days it gives today."""

    receive = Nested(Label, required=True)
    reply = Nested(Label, required=True)


class RungListOut(Schema):
    """The ladder, lowest rung first."""

    items = List(Nested(RungOut), required=True)


ProposalListOut = page_of(ProposalOut, "ProposalList")
DocumentListOut = page_of(DocumentLineOut, "DocumentList")
