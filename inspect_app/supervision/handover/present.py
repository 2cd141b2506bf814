"""Superiors' lists for clients: how far each is, and its rows with the cases they mean or may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from inspect_app.cases.models import Case, Closure
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.present.summary import category_ref
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.places.datum import E7
from inspect_app.places.days import midnight
from inspect_app.supervision.handover.columns import DECISIONS, FINDINGS, LEVEL_WORDS
from inspect_app.supervision.handover.models import HandOverList, HandOverRow
from inspect_app.supervision.handover.queries import LEFT_OUT, STATES, closed_cases, heads_of, tallies

Json = dict[str, Any]
COUNTS = ("rows", "sure", "doubtful", *STATES, "matched", "new", "unknown_place")


def present_lists(rows: Sequence[HandOverList]) -> list[Json]:
    """Lists with their counts."""
    counts = tallies([row.id for row in rows])
    names = fetch([row.imported_by for row in rows], [row.unit_id for row in rows], ())
    return [list_json(row, counts[row.id], names) for row in rows]


def list_json(row: HandOverList, counts: Mapping[str, int], names: Names) -> Json:
    """One list; `closing_rate` is in hundredths of a percent of what was not left out."""
    owed = counts["rows"] - counts[LEFT_OUT]
    return {
        "id": str(row.id),
        "unit": names.unit(row.unit_id),
        "issuer": row.issuer,
        "level": {"code": row.level, **LEVEL_WORDS[row.level]},
        "batch": row.batch,
        "received_on": row.received_on.isoformat(),
        "imported_by": names.person(row.imported_by),
        "imported_at": to_iso(row.imported_at),
        "counts": {name: counts[name] for name in COUNTS},
        "closing_rate": None if owed == 0 else 10_000 * counts["closed"] // owed,
    }


def present_rows(found: Sequence[tuple[HandOverRow, str]], now: datetime) -> list[Json]:
    """Rows of a list."""
    rows = [row for row, _ in found]
    meant = {row.case_id for row in rows if row.case_id}
    maybe = {UUID(one["case"]) for row in rows if row.decision is None for one in row.candidates}
    cases = heads_of(list(meant | maybe))
    closed = closed_cases([case.id for case in cases.values()])
    names = fetch([row.decided_by for row in rows], [row.unit_id for row in rows], ())
    around = Around(cases, closed, names)
    return [{**row_json(row, around), "state": state, "late": around.late(row, now)} for row, state in found]


@dataclass(frozen=True)
class Around:
    """What rows mention: cases by the ids that the rows have, their standing closings, names."""

    cases: Mapping[UUID, Case]
    closed: Mapping[UUID, Closure]
    names: Names

    def case_of(self, row: HandOverRow) -> Case | None:
        """The case of a row as it stands now."""
        return None if row.case_id is None else self.cases.get(row.case_id)

    def late(self, row: HandOverRow, now: datetime) -> bool | None:
        """Whether the superior's day went by before the case was closed; None without a day or a case."""
        case = self.case_of(row)
        if row.due_on is None or case is None:
            return None
        closure = self.closed.get(case.id)
        ended = closure.closed_at if closure and case.status == Status.CLOSED else now
        return ended >= midnight(row.due_on + timedelta(days=1))


def row_json(row: HandOverRow, around: Around) -> Json:
    """One row: what the superior says, what it was found to be, what was decided."""
    case, cases, names = around.case_of(row), around.cases, around.names
    candidates = row.candidates if row.decision is None else []
    return {
        "id": str(row.id),
        "row": row.row,
        "number": row.number,
        "received_on": row.received_on and row.received_on.isoformat(),
        "place": row.place,
        "site": row.site,
        "position": position_of(row.lat_e7, row.lon_e7),
        "category": row.category and category_ref(row.category),
        "category_words": row.category_words,
        "unit": names.unit(row.unit_id),
        "unit_words": row.unit_words,
        "due_on": row.due_on and row.due_on.isoformat(),
        "description": row.description,
        "finding": {"code": row.finding, **FINDINGS[row.finding]},
        "sure": row.sure,
        "candidates": [
            {**case_json(cases[UUID(one["case"])]), **told(one)}
            for one in candidates
            if UUID(one["case"]) in cases
        ],
        "decision": row.decision and {"code": row.decision, **DECISIONS[row.decision]},
        "case": case and case_json(case),
        "remark": row.remark,
        "decided_by": names.person(row.decided_by),
        "decided_at": to_iso(row.decided_at),
    }


def told(one: Mapping[str, Any]) -> Json:
    """Why a case may be meant: metres, or percent of common words."""
    return {name: one[name] for name in ("reason", "distance_m", "share")}


def case_json(case: Case) -> Json:
    """A case as a row mentions it."""
    return {
        "id": str(case.id),
        "number": case.number,
        "status": case.status,
        "status_label": STATUS_LABELS[Status(case.status)],
        "category": category_ref(case.category),
        "note": case.note,
    }


def position_of(lat_e7: int | None, lon_e7: int | None) -> Json | None:
    """A place in WGS-84 degrees."""
    if lat_e7 is None or lon_e7 is None:
        return None
    return {"lat": lat_e7 / E7, "lon": lon_e7 / E7}
