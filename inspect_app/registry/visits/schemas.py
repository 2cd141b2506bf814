"""What the routes of visits take and answer."""

from typing import Any

from apiflask import Schema
from marshmallow import fields as f
from marshmallow import post_load
from marshmallow.validate import Length, OneOf

from inspect_app.cases.api.parts import CategoryRef, Ref
from inspect_app.cases.api.schemas import ClientIn
from inspect_app.cases.forms import clean_text
from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.shapes import one_of, page_of
from inspect_app.evidence.schemas import PhotoAnnouncementIn, PositionIn
from inspect_app.registry.answers import EntryRef, WordOut
from inspect_app.registry.kinds import Kind
from inspect_app.registry.visits.checklists import Mode, Result
from inspect_app.registry.visits.service import Answer

Json = dict[str, Any]


class VisitItemIn(Schema):
    """One line of the checklist; `case_id` names the case of it, open already or opened by this visit."""

    code = f.String(required=True, validate=Length(1, 40))
    result = f.String(required=True, validate=OneOf([one.value for one in Result]))
    note = f.String(load_default="", validate=Length(max=1000))
    case_id = f.UUID(load_default=None, allow_none=True)
    photos = f.List(f.Nested(PhotoAnnouncementIn), load_default=list, validate=Length(max=10))

    @post_load
    def make(self, data: Json, **_: Any) -> Answer:
        """The value the service works with."""
        note, photos = clean_text(data["note"]), tuple(data["photos"])
        return Answer(data["code"], Result(data["result"]), note, data["case_id"], photos)


class VisitIn(Schema):
    """A visit as frozen on the phone."""

    entry_id = f.UUID(required=True)
    checklist = f.String(required=True, validate=Length(1, 60))
    note = f.String(load_default="", validate=Length(max=2000))
    captured_at = f.AwareDateTime(required=True, format="iso")
    position = f.Nested(PositionIn, load_default=None, allow_none=True)
    items = f.List(f.Nested(VisitItemIn), required=True, validate=Length(1, 30))
    client = f.Nested(ClientIn, load_default=dict)

    @post_load
    def clean(self, data: Json, **_: Any) -> Json:
        """The fields of a `VisitForm`."""
        offset = data.pop("client").get("clock_offset_ms")
        answers, note = tuple(data.pop("items")), clean_text(data["note"])
        times = {"captured_at": whole_milliseconds(data["captured_at"]), "clock_offset_ms": offset}
        return {**data, **times, "note": note, "answers": answers}


class ChecklistItemOut(WordOut):
    """One line of a checklist."""


class ChecklistOut(WordOut):
    """A checklist in force: for which kind of entry, in which city, by which document."""

    region = f.String(required=True)
    kind = one_of(Kind)
    mode = one_of(Mode)
    category = f.Nested(CategoryRef, required=True)
    valid_from = f.String(required=True)
    source = f.String(required=True)
    items = f.List(f.Nested(ChecklistItemOut), required=True)


class ChecklistsOut(Schema):
    """The checklists in force today."""

    items = f.List(f.Nested(ChecklistOut), required=True)


class VisitItemOut(WordOut):
    """One line of a visit; `case_id` and its number when it became a case."""

    result = f.Nested(WordOut, required=True)
    note = f.String(required=True)
    case_id = f.UUID(required=True, allow_none=True)
    number = f.String(required=True, allow_none=True)
    photo_ids = f.List(f.UUID(), required=True)


class VisitOut(Schema):
    """A visit with what each line said."""

    id = f.UUID(required=True)
    entry = f.Nested(EntryRef, required=True)
    checklist = f.Nested(WordOut, required=True)
    mode = one_of(Mode)
    visited_by = f.Nested(Ref, required=True)
    captured_at = f.AwareDateTime(required=True)
    received_at = f.AwareDateTime(required=True)
    note = f.String(required=True)
    items = f.List(f.Nested(VisitItemOut), required=True)
    log_index = f.Integer(required=True)
    leaf_hash = f.String(required=True)


class EntryProofOut(WordOut):
    """One proof of an ordered checklist, and whether some visit gave it."""

    done = f.Boolean(required=True)


class EntryProofsOut(Schema):
    """How far an entry is with an ordered checklist; null where it has none."""

    checklist = f.Nested(WordOut, required=True)
    items = f.List(f.Nested(EntryProofOut), required=True)
    case_id = f.UUID(required=True, allow_none=True)


class EntryVisitsOut(page_of(VisitOut, "VisitPage")):  # type: ignore[misc]
    """The visits to an entry, last first, and how far its proofs are."""

    proofs = f.Nested(EntryProofsOut, required=True, allow_none=True)
