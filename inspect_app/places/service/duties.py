"""Importing duty rules: all or nothing; a new rule ends the open one about the same category and grid."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.duty_csv import DutyDraft, DutyReading
from inspect_app.places.faults import Fault, refuse
from inspect_app.places.models import DutyRule, Grid
from inspect_app.places.service.edition import begin_edition


@dataclass
class DutyCounts:
    """What an import did; `ended` counts older rules that a new one replaces."""

    added: int = 0
    ended: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Books:
    """What a table of duties refers to: ids by code, and the rules known before."""

    grids: dict[str, int]
    units: dict[str, int]
    rules: dict[tuple[str | None, int | None], list[DutyRule]]

    def about_the_same(self, draft: DutyDraft) -> list[DutyRule]:
        """The rules for the same category and grid."""
        grid_id = self.grids.get(draft.grid_code) if draft.grid_code else None
        return self.rules.get((draft.category, grid_id), [])


def import_duties(ctx: Context, reading: DutyReading, sha256: str) -> DutyCounts:
    """Bring the rules of a file into force; 422 `invalid_duties` lists every fault of the file."""
    begin_edition()
    books = read_books()
    refuse("invalid_duties", [*reading.faults, *book_faults(reading.drafts, books)])
    counts = DutyCounts()
    for draft in reading.drafts:
        put(draft, books, counts)
    db.session.flush()
    append(ctx, [Fact("places", "duties_imported", {"sha256": sha256, **asdict(counts)})])
    return counts


def read_books() -> Books:
    """All grids, units and rules."""
    rules: dict[tuple[str | None, int | None], list[DutyRule]] = {}
    for rule in db.session.scalars(select(DutyRule)):
        rules.setdefault((rule.category, rule.grid_id), []).append(rule)
    grids = dict(db.session.execute(select(Grid.code, Grid.id)).all())
    units = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    return Books(grids, units, rules)


def book_faults(drafts: list[DutyDraft], books: Books) -> Iterator[Fault]:
    """Unknown codes, and rules that older ones contradict."""
    for draft in drafts:
        if draft.grid_code and draft.grid_code not in books.grids:
            yield Fault(draft.where, f"there is no grid {draft.grid_code}")
            continue
        if draft.unit_code not in books.units:
            yield Fault(draft.where, f"there is no unit {draft.unit_code}")
            continue
        for rule in books.about_the_same(draft):
            if not (says_the_same(draft, rule, books) or gives_way(rule, draft)) and draft.overlaps(
                rule.valid_from, rule.valid_to
            ):
                until = rule.valid_to or "further notice"
                yield Fault(draft.where, f"a rule about the same holds from {rule.valid_from} to {until}")


def says_the_same(draft: DutyDraft, rule: DutyRule, books: Books) -> bool:
    """Whether the rule is this line, imported before."""
    said = (books.units.get(draft.unit_code), draft.valid_from, draft.valid_to, draft.source)
    return said == (rule.unit_id, rule.valid_from, rule.valid_to, rule.source)


def gives_way(rule: DutyRule, draft: DutyDraft) -> bool:
    """Whether a rule until further notice ends where the draft begins."""
    return rule.valid_to is None and rule.valid_from <= draft.valid_from


def put(draft: DutyDraft, books: Books, counts: DutyCounts) -> None:
    """Make the rule of a line, unless it is known, and end the one that it replaces."""
    same = books.about_the_same(draft)
    if any(says_the_same(draft, rule, books) for rule in same):
        counts.unchanged += 1
        return
    for rule in same:
        if gives_way(rule, draft):
            rule.valid_to = draft.valid_from
            counts.ended += 1
    grid_id = books.grids[draft.grid_code] if draft.grid_code else None
    unit_id = books.units[draft.unit_code]
    days = {"valid_from": draft.valid_from, "valid_to": draft.valid_to}
    db.session.add(
        DutyRule(category=draft.category, grid_id=grid_id, unit_id=unit_id, source=draft.source, **days)
    )
    counts.added += 1
