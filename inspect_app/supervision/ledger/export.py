"""Taking the ledger away as a workbook: streamed while it is read, and the log keeps that it was taken."""

from collections.abc import Iterator
from typing import Any

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction
from inspect_app.core.workbook import MOST_ROWS, Column, workbook
from inspect_app.supervision.ledger.cells import cells
from inspect_app.supervision.ledger.columns import COLUMNS
from inspect_app.supervision.ledger.lines import lines_of, names_of
from inspect_app.supervision.ledger.queries import LedgerFilter, batches, count_ledger

SUBJECT = "ledger:1"
SHEET = {"zh": "台账", "en": "Ledger"}


def log_export(ctx: Context, wanted: LedgerFilter) -> int:
    """Write into the log what is taken away; how many cases. 422 `ledger_too_long` beyond a sheet."""
    cases = count_ledger(ctx, wanted)
    if cases > MOST_ROWS:
        raise Problem("ledger_too_long", "A sheet holds about a million cases; narrow the filter.", 422)
    append(ctx, [Fact(SUBJECT, "ledger_exported", {"cases": cases}, {"filter": wanted.told})])
    return cases


def sheet_of(ctx: Context, wanted: LedgerFilter, language: str) -> Iterator[bytes]:
    """The bytes of the workbook."""
    columns = [Column(column.en if language == "en" else column.zh, column.width) for column in COLUMNS]
    return workbook(SHEET[language], columns, rows(ctx, wanted, language))


def rows(ctx: Context, wanted: LedgerFilter, language: str) -> Iterator[list[Any]]:
    """The lines of the sheet; each batch is let go of before the next is read."""
    with read_transaction():
        for cases in batches(ctx, wanted):
            lines = lines_of(cases)
            names = names_of(lines)
            yield from [cells(line, names, ctx.now, language) for line in lines]
            db.session.expunge_all()
