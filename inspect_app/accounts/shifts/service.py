"""Keeping the roster: putting somebody on it, taking a whole sheet, taking somebody off what is to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.accounts.shifts.models import DutyShift
from inspect_app.accounts.shifts.queries import eligible, may_edit, unit_for
from inspect_app.accounts.shifts.rules import span_fault
from inspect_app.accounts.shifts.sheet import ShiftDraft
from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import uuid7

SPAN_WORDS = {
    "bad_span": "A shift ends after it begins, within 31 days.",
    "shift_over": "This shift is over already; who was on duty is not written afterwards.",
}


def put_shift(ctx: Context, unit_id: int, shift_id: UUID, draft: ShiftDraft) -> tuple[DutyShift, bool]:
    """Put somebody on the roster; True when new. The same id with other words: 409 `shift_conflict`."""
    check_may_edit(ctx, unit_id)
    known = db.session.get(DutyShift, shift_id)
    if known is not None:
        if (known.unit_id, drafted(known)) != (unit_id, draft):
            raise Problem("shift_conflict", "Another shift was entered with this id.", 409)
        return known, False
    if draft.person not in {person.id for person in eligible(unit_id, ctx.now)}:
        raise field_problem("person_id", "This person has no office in this unit.", "unknown_person")
    wrong = span_fault(draft.starts_at, draft.ends_at, ctx.now)
    if wrong is not None:
        raise field_problem("ends_at", SPAN_WORDS[wrong], wrong)
    if known_like(unit_id, [draft]):
        raise Problem("shift_taken", "This person is on duty from that moment on already.", 409)
    (shift,) = write(ctx, unit_id, [(shift_id, draft)])
    return shift, True


def take_sheet(ctx: Context, unit_id: int, drafts: Sequence[ShiftDraft]) -> tuple[int, int]:
    """Add the shifts of a sheet and move the ends of those that it changes; how many of each.

    What the sheet does not name stays, and so does a shift that is over.
    """
    check_may_edit(ctx, unit_id)
    known = known_like(unit_id, drafts)
    wanted = {(draft.person, draft.starts_at): draft for draft in drafts}
    new = [draft for key, draft in wanted.items() if key not in known]
    moved = [
        draft
        for key, draft in wanted.items()
        if key in known and ctx.now < known[key].ends_at != draft.ends_at
    ]
    for draft in moved:
        known[draft.person, draft.starts_at].ends_at = draft.ends_at
    write(ctx, unit_id, [(uuid7(), draft) for draft in new], moved)
    return len(new), len(moved)


def drop_shift(ctx: Context, unit_id: int, shift_id: UUID) -> None:
    """Take a shift that is to come off the roster, or end the running one now; 409 for one that is over."""
    check_may_edit(ctx, unit_id)
    query = select(DutyShift).where(DutyShift.id == shift_id, DutyShift.unit_id == unit_id)
    shift = db.session.scalars(query.with_for_update()).one_or_none()
    if shift is None:
        return
    if shift.ends_at <= ctx.now:
        raise Problem("shift_over", "This shift is over; it stays as it was.", 409)
    taken_off = drafted(shift)
    if shift.starts_at < ctx.now:
        shift.ends_at = ctx.now
    else:
        db.session.delete(shift)
    db.session.flush()
    append(ctx, [shifts_fact(unit_id, "shifts_dropped", [taken_off])])


def check_may_edit(ctx: Context, unit_id: int) -> None:
    """404 for a unit out of reach, 403 `wrong_role` if its roster may only be read; locks the unit."""
    unit_for(ctx.actor, unit_id)
    db.session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update(key_share=True))
    if not may_edit(ctx.actor, unit_id):
        raise Problem("wrong_role", "The unit's handlers and supervisors keep its roster.", 403)


def known_like(unit_id: int, drafts: Sequence[ShiftDraft]) -> dict[tuple[int, datetime], DutyShift]:
    """The shifts of the unit that begin in the span of these, by person and beginning."""
    if not drafts:
        return {}
    begins = [draft.starts_at for draft in drafts]
    query = select(DutyShift).where(
        DutyShift.unit_id == unit_id,
        DutyShift.starts_at.between(min(begins), max(begins)),
        DutyShift.person_id.in_({draft.person for draft in drafts}),
    )
    return {(shift.person_id, shift.starts_at): shift for shift in db.session.scalars(query)}


def write(
    ctx: Context, unit_id: int, new: Sequence[tuple[UUID, ShiftDraft]], moved: Sequence[ShiftDraft] = ()
) -> list[DutyShift]:
    """Write new shifts, and log them with those whose end was moved."""
    rows = [
        DutyShift(
            id=shift_id,
            unit_id=unit_id,
            person_id=draft.person,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            made_by=ctx.actor.id,
            made_at=ctx.now,
        )
        for shift_id, draft in new
    ]
    db.session.add_all(rows)
    db.session.flush()
    told = [*(draft for _, draft in new), *moved]
    if told:
        append(ctx, [shifts_fact(unit_id, "shifts_entered", told)])
    return rows


def drafted(shift: DutyShift) -> ShiftDraft:
    """A shift as it was asked for."""
    return ShiftDraft(shift.person_id, shift.starts_at, shift.ends_at)


def shifts_fact(unit_id: int, kind: str, drafts: Sequence[ShiftDraft]) -> Fact:
    """What the log keeps: how many, and who from when to when."""
    lines = [[draft.person, to_millis(draft.starts_at), to_millis(draft.ends_at)] for draft in drafts]
    return Fact(f"unit:{unit_id}", kind, {"shifts": len(lines)}, {"people": lines})
