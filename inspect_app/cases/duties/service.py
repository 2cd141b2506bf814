"""Drafting duty tables and bringing one into force; what is in force is never edited, only followed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from inspect_app.accounts.scope import root_unit_id
from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import Fact, append
from inspect_app.cases.duties.checking import check_table
from inspect_app.cases.duties.models import DRAFT, IN_FORCE, DutyRow, DutyTable
from inspect_app.cases.duties.queries import as_draft, rows_of, table_on
from inspect_app.cases.duties.table_sheet import Draft
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role
from inspect_app.places.days import local_day


@dataclass(frozen=True)
class Order:
    """What puts a table in force: from which day, why, and whether what it leaves open is accepted."""

    valid_from: date
    reason: str
    accept_gaps: bool = False


def draft_table(
    ctx: Context, table_id: UUID, name: str, document: str, *, copy: bool
) -> tuple[DutyTable, bool]:
    """A new draft, with the rows of the table in force if wanted; True when it is new. Again renames it."""
    known = db.session.get(DutyTable, table_id)
    if known is not None:
        known = locked_draft(table_id)
        known.name, known.document, known.changed_at = name, document, ctx.now
        db.session.flush()
        return known, False
    table = DutyTable(
        id=table_id,
        name=name,
        document=document,
        state=DRAFT,
        made_by=ctx.actor.id,
        made_at=ctx.now,
        changed_at=ctx.now,
    )
    db.session.add(table)
    db.session.flush()
    before = table_on(local_day(ctx.now)) if copy else None
    if before is not None:
        put_rows(table_id, [as_draft(row) for row in rows_of(before)])
    return table, True


def replace_rows(ctx: Context, table_id: UUID, drafts: Sequence[Draft]) -> DutyTable:
    """Give a draft these rows instead of those it had."""
    table = locked_draft(table_id)
    db.session.execute(delete(DutyRow).where(DutyRow.table_id == table_id))
    put_rows(table_id, drafts)
    table.changed_at = ctx.now
    db.session.flush()
    return table


def put_rows(table_id: UUID, drafts: Sequence[Draft]) -> None:
    """Add rows, numbered as a spreadsheet would: the first stands below the heading."""
    for line, draft in enumerate(drafts, start=2):
        db.session.add(
            DutyRow(
                table_id=table_id,
                line=line,
                category=draft.category,
                grid_id=draft.area,
                source=draft.source,
                unit_id=draft.unit,
                helper_unit_ids=list(draft.helpers),
                percent=draft.percent,
                priority=draft.priority,
                basis=draft.basis,
            )
        )
    db.session.flush()


def drop_draft(table_id: UUID) -> None:
    """Throw a draft away; one that is gone already is no mistake."""
    if db.session.get(DutyTable, table_id) is None:
        return
    table = locked_draft(table_id)
    db.session.execute(delete(DutyRow).where(DutyRow.table_id == table_id))
    db.session.delete(table)
    db.session.flush()


def locked_draft(table_id: UUID) -> DutyTable:
    """A draft, locked; 404, or 409 `duty_table_in_force`."""
    query = select(DutyTable).where(DutyTable.id == table_id)
    table = db.session.scalars(query.with_for_update()).one_or_none()
    if table is None:
        raise not_found()
    if table.state != DRAFT:
        detail = "This table is in force and stays as it is; draft a new one that follows it."
        raise Problem("duty_table_in_force", detail, 409)
    return table


def enact(ctx: Context, table_id: UUID, order: Order) -> DutyTable:
    """Bring a draft into force from a day on: 403 `wrong_role`, 422 `duty_table_faulty`, `duty_gaps`.

    The same order again changes nothing.
    """
    check_authority(ctx)
    known = db.session.get(DutyTable, table_id)
    if known is not None and known.state == IN_FORCE and known.valid_from == order.valid_from:
        return known
    table = locked_draft(table_id)
    if order.valid_from < local_day(ctx.now):
        raise field_problem("valid_from", "A table begins today or later.", "duty_day_past")
    drafts = [as_draft(row) for row in rows_of(table_id)]
    left_open = check_ready(ctx, drafts, accept_gaps=order.accept_gaps)
    table.state, table.valid_from, table.reason = IN_FORCE, order.valid_from, order.reason
    table.enacted_by, table.enacted_at, table.gaps = ctx.actor.id, ctx.now, left_open
    table.sha256 = hash_of(drafts)
    db.session.flush()
    public = {
        "table": str(table.id),
        "rows": len(drafts),
        "sha256": table.sha256,
        "from": order.valid_from.isoformat(),
        "gaps": left_open,
    }
    words = {"name": table.name, "document": table.document, "reason": order.reason}
    append(ctx, [Fact("places", "duty_table_enacted", public, words)])
    return table


def may_enact(actor: Actor) -> bool:
    """Whether somebody may bring a table into force."""
    above_all = root_unit_id() in actor.units_as(Role.SUPERVISOR)
    return above_all or bool({Role.SYSTEM, Role.SECADMIN} & actor.roles)


def check_authority(ctx: Context) -> None:
    """Only the system, a supervisor of the topmost unit or a security administrator brings one into force."""
    if may_enact(ctx.actor):
        return
    detail = "Only a supervisor of the topmost unit or a security administrator brings a table into force."
    raise Problem("wrong_role", detail, 403)


def check_ready(ctx: Context, drafts: Sequence[Draft], *, accept_gaps: bool) -> int:
    """How many gaps the rows leave open; refuses faulty rows, no rows, and gaps that nobody accepts."""
    if not drafts:
        raise Problem("duty_table_empty", "This table has no rows yet.", 422)
    verdict = check_table(drafts, ctx.now)
    if verdict.faults:
        errors = [{"field": fault.where, "message": fault.code} for fault in verdict.faults]
        raise Problem("duty_table_faulty", "Mend the rows that the check names first.", 422, errors=errors)
    if verdict.gaps and not accept_gaps:
        detail = "Some categories have no unit in some areas; add rows, or accept that people decide there."
        raise Problem("duty_gaps", detail, 422, gaps=len(verdict.gaps))
    return len(verdict.gaps)


def hash_of(drafts: Sequence[Draft]) -> str:
    """SHA-256 over the canonical JSON of the rows, in their order."""
    rows = [
        [*draft.key, draft.unit, list(draft.helpers), draft.percent, draft.priority, draft.basis]
        for draft in drafts
    ]
    return hashlib.sha256(canonical(rows)).hexdigest()
