"""What an action writes beside the status: one small function an action, looked up by name."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import people_in
from inspect_app.audit.log import Fact
from inspect_app.cases import clocks
from inspect_app.cases.co_handling import add_helpers, helpers_by_table, release_helpers
from inspect_app.cases.deadlines.counting import due_by_rule
from inspect_app.cases.deadlines.rules import default_mode
from inspect_app.cases.draws.service import note_verdict
from inspect_app.cases.guards import RULED_AFTER
from inspect_app.cases.lookbacks.service import cancel_look_backs, note_result, plan_look_backs
from inspect_app.cases.models import Assignment, Case, Closure, Rectification
from inspect_app.cases.routing import DISPUTED
from inspect_app.cases.scope import roles_over
from inspect_app.cases.statuses import TERMINAL, Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.roles import Role
from inspect_app.evidence.models import STORED, Photo

Values = dict[str, Any]
Effect = Callable[[Context, Case, Values], list[Fact]]


def assign(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Hand the case to a unit that somebody can answer for."""
    unit = db.session.get(Unit, values["unit_id"])
    if unit is None or not unit.active:
        raise field_problem("unit_id", "There is no such unit.", "unknown_unit")
    if not people_in(Role.HANDLER, unit.id, ctx.now):
        raise field_problem(
            "unit_id", "Nobody in this unit is appointed to handle cases.", "unit_without_handler"
        )
    case.mode, case.planned_at = chosen_mode(case, values), None
    values["due_at"] = values["due_at"] or due_by_rule(case, ctx.now)  # the log keeps what was meant
    case.handler_unit_id, case.due_at, case.assigned_by = unit.id, values["due_at"], ctx.actor.id
    case.round_at, case.triage_code = ctx.now, None
    row = Assignment(
        case_id=case.id,
        unit_id=unit.id,
        assigned_by=ctx.actor.id,
        assigned_at=ctx.now,
        due_at=values["due_at"],
        instructions=values["instructions"] or "",
    )
    db.session.add(row)
    helpers = add_helpers(ctx, case, helpers_by_table(case, unit.id))
    return [helpers_fact(case, helpers)] if helpers else []


def helpers_fact(case: Case, units: list[int]) -> Fact:
    """The log names the units that the duty table sends along."""
    return Fact(subject_of(case.id), "helpers_named", {"units": units})


def involve(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """One more unit helps; 422 for one that leads or helps already."""
    if not add_helpers(ctx, case, [values["helper_unit_id"]]):
        message = "This unit leads or helps already, or does not exist."
        raise field_problem("helper_unit_id", message, "not_a_helper")
    return []


def chosen_mode(case: Case, values: Values) -> str | None:
    """How it is to be put right: as chosen, else by the category unless a date alone was given."""
    if values["mode"] or values["due_at"]:
        return values["mode"]
    return default_mode(case.category)


def plan(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """From now on there is a plan; its words stand in the log."""
    case.planned_at = ctx.now
    return []


def end_assignment(ctx: Context, case: Case, how: str) -> None:
    """Close the running assignment and take the case off its unit."""
    open_rows = (Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    db.session.execute(update(Assignment).where(*open_rows).values(ended_at=ctx.now, ended_by=how))
    release_helpers(ctx, case)
    case.handler_unit_id = case.due_at = case.assigned_by = case.verified_by = None


def refuse(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """The unit says that it is not theirs: counted."""
    end_assignment(ctx, case, "refuse")
    case.refusals += 1
    if case.refusals >= RULED_AFTER:
        case.triage_code = DISPUTED
    return []


def recall(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """The supervisor takes the case back."""
    end_assignment(ctx, case, "recall")
    return []


def void(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """The case was none: whoever had it is free of it."""
    end_assignment(ctx, case, "void")
    case.suspended_until = None
    return []


def submit(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Keep what the unit says it did, with the photos of this round."""
    of_round = (Photo.case_id == case.id, Photo.role == "after", Photo.announced_at >= case.round_at)
    # States are compared here: by them SQLite would walk all stored photos of the city.
    photos = db.session.execute(select(Photo.id, Photo.state).where(*of_round))
    row = Rectification(
        case_id=case.id,
        round=case.round,
        measures=values["measures"],
        submitted_by=ctx.actor.id,
        submitted_at=ctx.now,
        photo_ids=[str(photo.id) for photo in photos if photo.state == STORED],
    )
    db.session.add(row)
    return []


def verify(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """Remember who verified."""
    case.verified_by = ctx.actor.id
    note_verdict(ctx, case, passed=True)
    return []


def return_(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Another round: older after-photos no longer count."""
    if case.status == Status.RECTIFIED:
        note_verdict(ctx, case, passed=False)
    case.round += 1
    if values["due_at"] is None:
        case.mode = case.mode or default_mode(case.category)
        values["due_at"] = due_by_rule(case, ctx.now)
    case.round_at, case.due_at, case.verified_by = ctx.now, values["due_at"], None
    return []


def close(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """Each closing is a row of its own; the due date has done its work, and somebody will look back."""
    row = Closure(case_id=case.id, closed_at=ctx.now, closed_by=ctx.actor.id, verified_by=case.verified_by)
    db.session.add(row)
    case.due_at = None
    db.session.flush()
    return plan_look_backs(ctx, case, row)


def reopen(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Undo the last closing; only a relapse counts against the site."""
    last = select(Closure).where(Closure.case_id == case.id).order_by(Closure.id.desc()).limit(1)
    closure = db.session.scalars(last).one()
    closure.reopened_at, closure.reopened_by, closure.ground = ctx.now, ctx.actor.id, values["ground"]
    if values["ground"] == "relapse":
        case.relapses += 1
    end_assignment(ctx, case, "reopen")
    return cancel_look_backs(ctx, case)


def suspend(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Hold the clocks until a date."""
    case.suspended_until = values["until"]
    clocks.pause(ctx, case)
    return []


def resume(ctx: Context, case: Case, _: Values) -> list[Fact]:
    """Let the clocks go on."""
    case.suspended_until = None
    clocks.resume(ctx, case)
    return []


def merge(ctx: Context, case: Case, values: Values) -> list[Fact]:
    """Join another open case; its reports and photos stay where they are and are shown there too."""
    target = db.session.get(Case, values["into"])
    if target is None or Role.SUPERVISOR not in roles_over(ctx.actor, target):
        raise field_problem("into", "There is no such case in your area.", "unknown_case")
    if target.id == case.id:
        raise field_problem("into", "A case cannot be merged into itself.", "merge_into_itself")
    if target.status in TERMINAL:
        raise Problem("merge_into_ended", "The other case has ended; choose an open one.", 409)
    case.merged_into = target.id
    carry_along(case, target)
    fact = Fact(subject_of(target.id), "case_absorbed", {"case": str(case.id)}, {"number": case.number})
    return [fact]


def carry_along(case: Case, target: Case) -> None:
    """Cases that were merged into this one follow it, so that a family has one head."""
    db.session.execute(update(Case).where(Case.merged_into == case.id).values(merged_into=target.id))


def restore(_: Context, case: Case, __: Values) -> list[Fact]:
    """Back to where it began."""
    case.merged_into = None
    return []


EFFECTS: dict[str, Effect] = {
    "assign": assign,
    "involve": involve,
    "refuse": refuse,
    "recall": recall,
    "void": void,
    "plan": plan,
    "submit": submit,
    "verify": verify,
    "return": return_,
    "close": close,
    "reopen": reopen,
    "suspend": suspend,
    "resume": resume,
    "merge": merge,
    "restore": restore,
    "look_back": note_result,
}
