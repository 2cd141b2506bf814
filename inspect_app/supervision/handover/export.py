"""What goes back to the superior: every row of a list with our numbers, measures and dates, as a workbook."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Fact, append
from inspect_app.cases.lines import line_of
from inspect_app.cases.statuses import STATUS_LABELS
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction
from inspect_app.core.workbook import Column, workbook
from inspect_app.places.datum import E7
from inspect_app.places.days import wall_time
from inspect_app.supervision.handover.columns import BACK, DECISIONS, FINDINGS, LATENESS, READ
from inspect_app.supervision.handover.models import HandOverList, HandOverRow
from inspect_app.supervision.handover.present import Around
from inspect_app.supervision.handover.queries import batches, closed_cases, heads_of
from inspect_app.supervision.handover.service import subject
from inspect_app.supervision.ledger.cells import named
from inspect_app.supervision.ledger.lines import Line, lines_of, names_of

SHEET = {"zh": "交办清单对账", "en": "Reconciliation"}
TEMPLATE = {"zh": "交办清单", "en": "Hand-over list"}


def log_export(ctx: Context, entry: HandOverList) -> None:
    """Write into the log that the list was taken away."""
    append(ctx, [Fact(subject(entry.id), "hand_over_list_exported", {"unit": entry.unit_id})])


def template(language: str) -> Iterator[bytes]:
    """An empty list with the columns that are read."""
    columns = [Column(column.en if language == "en" else column.zh, column.width) for column in READ]
    return workbook(TEMPLATE[language], columns, [])


def sheet_of(ctx: Context, list_id: UUID, language: str) -> Iterator[bytes]:
    """The bytes of the reconciliation."""
    columns = [Column(one.en if language == "en" else one.zh, one.width) for one in (*READ, *BACK)]
    return workbook(SHEET[language], columns, lines(ctx, list_id, language))


def lines(ctx: Context, list_id: UUID, language: str) -> Iterator[list[Any]]:
    """The rows of the sheet, in the order of the file that came."""
    with read_transaction():
        for found in batches(list_id):
            rows = [row for row, _ in found]
            cases = heads_of([row.case_id for row in rows if row.case_id])
            heads = {case.id: case for case in cases.values()}
            known = lines_of([line_of(case) for case in heads.values()])
            around = Around(cases, closed_cases(list(heads)), names_of(known))
            by_case = dict(zip(heads, known, strict=True))
            for row in rows:
                case = around.case_of(row)
                line = by_case[case.id] if case else None
                yield [*as_came(row), *as_is(row, line, around, (ctx.now, language))]
            db.session.expunge_all()


def as_came(row: HandOverRow) -> list[Any]:
    """What the superior said; the place in WGS-84 degrees."""
    return [
        row.number,
        row.received_on and row.received_on.isoformat(),
        row.place,
        row.site,
        None if row.lat_e7 is None else f"{row.lat_e7 / E7:.6f}",
        None if row.lon_e7 is None else f"{row.lon_e7 / E7:.6f}",
        row.category_words,
        row.unit_words,
        row.due_on and row.due_on.isoformat(),
        row.description,
    ]


def as_is(row: HandOverRow, line: Line | None, around: Around, told: tuple[datetime, str]) -> list[Any]:
    """What became of it by now, in a language."""
    now, language = told
    zone = settings().time_zone
    late = around.late(row, now)
    decision = row.decision and DECISIONS[row.decision][language]
    found: list[Any] = [FINDINGS[row.finding][language], decision]
    if line is None:
        return [*found, *[None] * (len(BACK) - 3), row.remark]
    return [
        *found,
        line.case.number,
        STATUS_LABELS[line.case.status][language],
        wall_time(line.clocks.accepted_at, zone),
        named(around.names.unit(line.case.handler_unit_id)),
        line.measures,
        wall_time(line.submitted_at, zone),
        wall_time(line.clocks.verified_at, zone),
        wall_time(line.closure and line.closure.closed_at, zone),
        None if late is None else LATENESS[late][language],
        row.remark,
    ]
