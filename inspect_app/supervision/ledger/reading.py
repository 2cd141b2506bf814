"""Reading a ledger that comes back as a workbook: its lines by the columns of the ledger."""

from collections.abc import Iterable

from inspect_app.core.errors import Problem
from inspect_app.core.table_file import FileLine, lines_of, sheet, text
from inspect_app.supervision.ledger.columns import BY_TITLE, LedgerColumn

NAMES = {title: column.name for title, column in BY_TITLE.items()}


def read_ledger(data: bytes) -> list[FileLine]:
    """The lines of the first sheet; Problem `unreadable_workbook` or `ledger_without_numbers`."""
    table = sheet(data)
    heading = {NAMES.get(text(cell)) for cell in table[0]} if table else set()
    if "number" not in heading:
        detail = "The first line must name the columns, and one of them must be 案件编号 (Number)."
        raise Problem("ledger_without_numbers", detail, 422)
    return lines_of(table, NAMES)


def known(columns: Iterable[LedgerColumn], line: FileLine) -> list[LedgerColumn]:
    """Those of the columns that the file has."""
    return [column for column in columns if column.name in line.places]
