"""What the routes of the registry answer."""

from apiflask import Schema
from marshmallow import fields as f

from inspect_app.cases.api.answers import CaseSummaryOut
from inspect_app.cases.api.parts import Ref
from inspect_app.core.shapes import CellOut, FileOut, Label, one_of, page_of
from inspect_app.places.datum import Datum
from inspect_app.registry.kinds import Kind


class WordOut(Schema):
    """A code with its words."""

    code = f.String(required=True)
    label = f.Nested(Label, required=True)


class EntryKindOut(WordOut):
    """A kind with its types and states."""

    types = f.List(f.Nested(WordOut), required=True)
    states = f.List(f.Nested(WordOut), required=True)


class LeaderRoleOut(WordOut):
    """One of 一长三员, at what it is found, which document names it."""

    at = f.List(f.String(), required=True)
    source = f.String(required=True)


class EntryKindsOut(Schema):
    """The words of the registry's forms."""

    kinds = f.List(f.Nested(EntryKindOut), required=True)
    leader_roles = f.List(f.Nested(LeaderRoleOut), required=True)
    flags = f.List(f.Nested(WordOut), required=True)


class EntryRef(Schema):
    """An entry as others mention it."""

    id = f.UUID(required=True)
    kind = one_of(Kind)
    number = f.String(required=True)
    name = f.String(required=True)


class EntryPlaceOut(Schema):
    """A place in WGS-84 degrees, and the datum it came in."""

    lat = f.Float(required=True)
    lon = f.Float(required=True)
    datum = one_of(["wgs84"])
    source_datum = one_of(Datum)


class EntryLineOut(EntryRef):
    """An entry as a line of a list."""

    type = f.Nested(WordOut, required=True)
    state = f.Nested(WordOut, required=True)
    active = f.Boolean(required=True)
    address = f.String(required=True)
    position = f.Nested(EntryPlaceOut, required=True, allow_none=True)
    grid = f.Nested(Ref, required=True, allow_none=True)
    unit = f.Nested(Ref, required=True, allow_none=True)
    flags = f.List(f.Nested(WordOut), required=True)
    confirmed_at = f.AwareDateTime(required=True)


class NearEntryOut(EntryLineOut):
    """An entry near a place."""

    distance_m = f.Integer(required=True)


class NearEntriesOut(Schema):
    """Entries within `radius_m` metres, the nearest first."""

    radius_m = f.Integer(required=True)
    items = f.List(f.Nested(NearEntryOut), required=True)


class EntryHintOut(WordOut):
    """A hint beside a field."""

    field = f.String(required=True)
    suggestions = f.List(f.String(), required=True)


class LeaderOut(Schema):
    """A responsible person; `valid_to` is the first day no longer."""

    id = f.UUID(required=True)
    role = f.Nested(WordOut, required=True)
    grid = f.Nested(Ref, required=True, allow_none=True)
    name = f.String(required=True)
    post = f.String(required=True)
    phone = f.String(required=True)
    valid_from = f.String(required=True)
    valid_to = f.String(required=True, allow_none=True)
    in_office = f.Boolean(required=True)


class LedGridOut(Ref):
    """A grid and who is or was responsible for it; only those of its area change that."""

    level = f.String(required=True)
    unit = f.Nested(Ref, required=True)
    leaders = f.List(f.Nested(LeaderOut), required=True)
    may_change = f.Boolean(required=True)


class EntryRecordOut(Schema):
    """What became of the cases about an entry that the reader may see."""

    cases = f.Integer(required=True)
    open = f.Integer(required=True)
    closed = f.Integer(required=True)
    relapses = f.Integer(required=True)
    returns = f.Integer(required=True)


class EntryOut(EntryLineOut):
    """A whole entry. `contact` is null for those who may not see it."""

    version = f.Integer(required=True)
    credit_code = f.String(required=True)
    owner = f.Nested(EntryRef, required=True, allow_none=True)
    contractor = f.String(required=True)
    permit = f.String(required=True)
    permit_from = f.String(required=True, allow_none=True)
    permit_to = f.String(required=True, allow_none=True)
    contact = f.String(required=True, allow_none=True)
    note = f.String(required=True)
    notices = f.List(f.Nested(EntryHintOut), required=True)
    leaders = f.List(f.Nested(LeaderOut), required=True)
    record = f.Nested(EntryRecordOut, required=True)
    changed_by = f.Nested(Ref, required=True, allow_none=True)
    changed_at = f.AwareDateTime(required=True)
    confirmed_by = f.Nested(Ref, required=True, allow_none=True)
    may_change = f.Boolean(required=True)
    may_confirm = f.Boolean(required=True)


class EntryChangeOut(Schema):
    """A field that changed; the contact is told without its words."""

    field = f.String(required=True)
    before = f.String(required=True, allow_none=True)
    after = f.String(required=True, allow_none=True)


class EntryEventOut(Schema):
    """One thing that happened to an entry, as the log keeps it."""

    log_index = f.Integer(required=True)
    kind = f.String(required=True)
    label = f.Nested(Label, required=True)
    actor = f.Nested(Ref, required=True, allow_none=True)
    at = f.AwareDateTime(required=True)
    changes = f.List(f.Nested(EntryChangeOut), required=True)
    person = f.String(required=True, allow_none=True)


class EntryHistoryOut(Schema):
    """Everything that happened to an entry, the last first."""

    items = f.List(f.Nested(EntryEventOut), required=True)


class EntrySuggestionOut(Schema):
    """An entry that a case may be about, and why."""

    entry = f.Nested(EntryLineOut, required=True)
    reasons = f.List(f.Nested(WordOut), required=True)
    distance_m = f.Integer(required=True, allow_none=True)


class CaseEntriesOut(Schema):
    """What a case is about, and what it may be about."""

    linked = f.List(f.Nested(EntryLineOut), required=True)
    suggested = f.List(f.Nested(EntrySuggestionOut), required=True)
    may_link = f.Boolean(required=True)


class RegistryFaultOut(CellOut):
    """What is wrong in a line of a file."""

    row = f.Integer(required=True)
    field = f.String(required=True)
    message = f.String(required=True)


class RegistryImportOut(FileOut):
    """What a file brings; `applied` tells whether that is written. At most 200 faults are listed."""

    lines = f.Integer(required=True)
    added = f.Integer(required=True)
    changed = f.Integer(required=True)
    unchanged = f.Integer(required=True)
    faults = f.List(f.Nested(RegistryFaultOut), required=True)


EntryListOut = page_of(EntryLineOut, "EntryListOut")
LedGridsOut = page_of(LedGridOut, "LedGridsOut")
EntryCasesOut = page_of(CaseSummaryOut, "EntryCasesOut")
