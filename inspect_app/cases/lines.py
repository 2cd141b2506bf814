"""A case as lists read it: its id as a key, its instants as they are shown, all else as it is kept."""

from typing import Any, NamedTuple

from inspect_app.cases.models import Case
from inspect_app.core.clock import to_iso
from inspect_app.core.stored import key, key_of, wire_time


class Line(NamedTuple):
    """What a line of a list or of the ledger shows of the case itself.

    `place` is where it stands in the order of its list.
    """

    key: str
    number: str
    status: str
    version: int
    round: int
    category: str
    note: str
    reporter_id: int
    lat_e7: int | None
    lon_e7: int | None
    accuracy_dm: int | None
    fix_at: str | None
    position_source: str | None
    grid_id: int | None
    jurisdiction_unit_id: int
    handler_unit_id: int | None
    triage_code: str | None
    reported_at: str
    updated_at: str
    due_at: str | None
    source: str
    priority: int
    mode: str | None
    relapses: int
    place: Any = None


TIMES = ("fix_at", "reported_at", "updated_at", "due_at")
# In the order of the fields. Lists read columns: whole cases take three times as long to make.
COLUMNS = (
    key(Case.id).label("key"),
    *(Case.number, Case.status, Case.version, Case.round, Case.category, Case.note, Case.reporter_id),
    *(Case.lat_e7, Case.lon_e7, Case.accuracy_dm, wire_time(Case.fix_at), Case.position_source, Case.grid_id),
    *(Case.jurisdiction_unit_id, Case.handler_unit_id, Case.triage_code),
    *(wire_time(Case.reported_at), wire_time(Case.updated_at), wire_time(Case.due_at)),
    *(Case.source, Case.priority, Case.mode, Case.relapses),
)


def line_of(case: Case) -> Line:
    """The same of a case that is read whole."""
    names = Line._fields[1:-1]
    told: dict[str, Any] = {name: getattr(case, name) for name in names}
    times = {name: to_iso(told[name]) for name in TIMES}
    return Line(**{**told, **times, "key": key_of(case.id)})
