"""A ledger that comes back: what it would change, line by line, and taking just that.

Only the four columns of feedback are taken. Everything else in the file is compared and never written: a cell
that says something else than the record is told with its address, and the record stays.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_app.audit.log import Fact, append
from inspect_app.cases.forms import clean_text
from inspect_app.cases.lines import line_of
from inspect_app.cases.models import Case
from inspect_app.cases.service import lock_case
from inspect_app.cases.statuses import OWING_WORK
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role
from inspect_app.core.table_file import FileLine
from inspect_app.core.workbook import cell_text
from inspect_app.supervision.ledger.cells import Clerk
from inspect_app.supervision.ledger.columns import COLUMNS, LedgerColumn
from inspect_app.supervision.ledger.export import SUBJECT
from inspect_app.supervision.ledger.lines import lines_of, names_of
from inspect_app.supervision.ledger.queries import BATCH, by_numbers
from inspect_app.supervision.ledger.reading import known
from inspect_app.supervision.ledger.service import Told, feedback_fact

ENTRIES = [column for column in COLUMNS if column.entry]
RECORDS = [column for column in COLUMNS if not column.entry and not column.moves]
MOST_TOLD = 200  # faults, differences and changes an answer lists; their numbers are complete
LONGEST_MEASURE, LONGEST_UNIT, LARGEST = 2000, 20, 1_000_000_000


@dataclass(frozen=True)
class Remark:
    """What is to be said of one cell."""

    cell: str
    code: str
    column: str
    found: str
    record: str = ""


@dataclass(frozen=True)
class Change:
    """A feedback that the file brings for a case."""

    row: int
    case: Case
    told: Told


@dataclass
class Findings:
    """What a file would do: faults stop it, differences are told, changes are made."""

    sha256: str
    lines: int = 0
    unchanged: int = 0
    faults: list[Remark] = field(default_factory=list)
    differences: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def examine(ctx: Context, data: bytes, lines: Sequence[FileLine], language: str) -> Findings:
    """What the file says beside what is; nothing is written."""
    findings = Findings(hashlib.sha256(data).hexdigest(), lines=len(lines))
    cases = by_numbers(ctx, [line.texts["number"] for line in lines])
    seen: set[str] = set()
    for first in range(0, len(lines), BATCH):
        part = lines[first : first + BATCH]
        now = recorded(ctx, [cases[n] for line in part if (n := line.texts["number"]) in cases], language)
        for line in part:
            look_at(ctx, findings, line, (cases, now, seen))
    return findings


def recorded(ctx: Context, cases: list[Case], language: str) -> dict[str, dict[str, str]]:
    """What a sheet taken now would say of each case, by number and column."""
    lines = lines_of([line_of(case) for case in cases])
    clerk = Clerk(names_of(lines), ctx.now, language)
    titles = [column.name for column in COLUMNS]
    rows = [[as_read(cell) for cell in clerk.cells(line)] for line in lines]
    return {row[0]: dict(zip(titles, row, strict=True)) for row in rows}


def as_read(cell: Any) -> str:
    """A cell as it comes back from a file."""
    return "" if cell is None else cell_text(cell).strip()


def look_at(ctx: Context, findings: Findings, line: FileLine, record: tuple[Any, Any, set[str]]) -> None:
    """Compare one line with its case."""
    cases, now, seen = record
    number = line.texts["number"]
    case = cases.get(number)
    if case is None or number in seen:
        code = "number_twice" if number in seen else "number_unknown"
        findings.faults.append(Remark(line.where("number"), code, "number", number))
        return
    seen.add(number)
    is_now = now[number]
    differing = [c for c in known(RECORDS, line) if line.texts[c.name] != is_now[c.name]]
    findings.differences += [remark(line, c, "differs", is_now[c.name]) for c in differing]
    if all(line.texts[column.name] == is_now[column.name] for column in known(ENTRIES, line)):
        findings.unchanged += not differing
        return
    faults = list(faults_of(ctx, line, case))
    findings.faults += faults
    if not faults:
        findings.changes.append(Change(line.row, case, told_by(line)))


def remark(line: FileLine, column: LedgerColumn, code: str, record: str = "") -> Remark:
    """What is to be said of a cell of a line."""
    return Remark(line.where(column.name), code, column.name, line.texts[column.name], record)


def faults_of(ctx: Context, line: FileLine, case: Case) -> Iterator[Remark]:
    """Why the feedback of a line cannot be taken."""
    for column in ENTRIES:
        if column.name not in line.places:
            yield Remark(line.where("number"), "column_missing", column.name, "")
            return
        if not fits(column.name, line.texts[column.name]):
            yield remark(line, column, f"bad_{column.name}")
    if (refusal := refused(ctx, case)) is not None:
        yield Remark(line.where("number"), refusal, "number", case.number)


def fits(name: str, words: str) -> bool:
    """Whether a cell of feedback says what it has to."""
    if name == "measure":
        return 0 < len(clean_text(words)) <= LONGEST_MEASURE
    if name == "amount_unit":
        return 0 < len(clean_text(words)) <= LONGEST_UNIT
    most = 100 if name == "progress" else LARGEST
    return words.isascii() and words.isdigit() and int(words) <= most


def told_by(line: FileLine) -> Told:
    """The feedback of a line that has no fault."""
    words = line.texts
    return Told(
        clean_text(words["measure"]),
        int(words["progress"]),
        int(words["amount"]),
        clean_text(words["amount_unit"]),
    )


def refused(ctx: Context, case: Case) -> str | None:
    """Why the actor may not give feedback on a case; None when it is possible."""
    from_unit = case.handler_unit_id in ctx.actor.units_as(Role.HANDLER)
    if not from_unit:
        return "not_your_unit"
    return None if case.status in OWING_WORK else "no_work_in_hand"


def take(ctx: Context, findings: Findings) -> int:
    """Write every change of a file without faults, or nothing; how many. Again changes nothing."""
    if findings.faults:
        detail = "Mend the faults that the trial run names, then send it again."
        raise Problem("ledger_has_faults", detail, 422)
    if not findings.changes:
        return 0
    changes = sorted(findings.changes, key=lambda one: one.case.id)
    facts = [feedback_fact(ctx, lock_case(ctx, one.case.id), one.told) for one in changes]
    public = {"sha256": findings.sha256, "lines": findings.lines, "changes": len(facts)}
    append(ctx, [*facts, Fact(SUBJECT, "ledger_imported", public)])
    return len(facts)
