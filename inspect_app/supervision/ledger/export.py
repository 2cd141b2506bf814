"""Taking the ledger away as a workbook or CSV: sent while it is read, and the log keeps that it was taken."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem
from inspect_app.core.spreadsheet import BOM, csv_lines
from inspect_app.core.transaction import read_transaction
from inspect_app.core.workbook import MOST_ROWS, Column, workbook
from inspect_app.supervision.ledger.cells import Clerk
from inspect_app.supervision.ledger.columns import COLUMNS
from inspect_app.supervision.ledger.lines import lines_of, names_of
from inspect_app.supervision.ledger.queries import LedgerFilter, batches, count_ledger

SUBJECT = "ledger:1"
SHEET = {"zh": "台账", "en": "Ledger"}


def log_export(ctx: Context, wanted: LedgerFilter, form: str) -> int:
    """Write into the log what is taken away, as `xlsx` or `csv`; how many cases.

    Problems: 422 `ledger_too_long` beyond what a spreadsheet shows.
    """
    cases = count_ledger(ctx, wanted)
    if cases > MOST_ROWS:
        raise Problem("ledger_too_long", "A sheet holds about a million cases; narrow the filter.", 422)
    append(ctx, [Fact(SUBJECT, "ledger_exported", {"cases": cases, "form": form}, {"filter": wanted.told})])
    return cases


def sheet_of(ctx: Context, wanted: LedgerFilter, language: str) -> Iterator[bytes]:
    """The bytes of the workbook."""
    columns = [Column(title, column.width) for title, column in zip(titles(language), COLUMNS, strict=True)]
    rows = chain.from_iterable(parts(ctx, wanted, language))
    return workbook(SHEET[language], columns, rows)


def csv_of(ctx: Context, wanted: LedgerFilter, language: str) -> Iterator[bytes]:
    """The bytes of the same as CSV in UTF-8, with the mark by which Excel knows it."""
    yield (BOM + csv_lines([titles(language)])).encode()
    for rows in parts(ctx, wanted, language):
        yield csv_lines(rows).encode()


def titles(language: str) -> list[str]:
    """The heading."""
    return [column.en if language == "en" else column.zh for column in COLUMNS]


def parts(ctx: Context, wanted: LedgerFilter, language: str) -> Iterator[list[tuple[Any, ...]]]:
    """The lines as cells, some hundred at a time; each part is let go of before the next is read."""
    with read_transaction():
        for cases in batches(ctx, wanted):
            lines = lines_of(cases)
            clerk = Clerk(names_of(lines), ctx.now, language)
            yield [clerk.cells(line) for line in lines]
