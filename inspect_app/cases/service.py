"""`perform`: the one writer of a case's status. Lock, compare versions, decide, write, log."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, Later, Receipt, append
from inspect_app.cases import clocks
from inspect_app.cases.blind import order_kept
from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.queries import is_drawn_for
from inspect_app.cases.draws.service import draw_after
from inspect_app.cases.effects import EFFECTS
from inspect_app.cases.facts import Facts
from inspect_app.cases.gather import gather
from inspect_app.cases.guards import keeps_duties_apart
from inspect_app.cases.lookbacks.service import redraw_look_back
from inspect_app.cases.machine import decide
from inspect_app.cases.models import Case
from inspect_app.cases.reach import reporters
from inspect_app.cases.scope import roles_over
from inspect_app.cases.statuses import Status
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_closing_waits, tell_step
from inspect_app.cases.wire import loggable
from inspect_app.cases.workflow import CASE_WORKFLOW, Transition
from inspect_app.core.among import among
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, not_found
from inspect_app.core.transaction import savepoint
from inspect_app.notify.silent import SILENT

LOCKED = (
    select(Case)
    .where(among(Case.id, "cases"))
    .order_by(Case.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


class StaleVersion(Problem):
    """Somebody acted on the case first; the door adds the fresh case to the answer."""

    def __init__(self, case_id: UUID, current: int) -> None:
        detail = "Somebody else acted on this case meanwhile. Look at it again, then decide."
        super().__init__("stale_version", detail, 409, current_version=current)
        self.case_id = case_id


def perform(
    ctx: Context, case_id: UUID, action: str, sent: Mapping[str, Any], *, version: int | None = None
) -> Receipt:
    """Do one action on one case: the receipt says where it stands in the log.

    Raises `not_found` out of scope, StaleVersion, or the refusal of `decide`; only jobs pass no version.
    """
    case = lock(case_id, also=merge_target(action, sent))
    before = gather(ctx, case)
    if not before.in_scope:
        raise not_found()
    if version is not None and case.version != version:
        raise StaleVersion(case.id, case.version)
    facts = act(ctx, case, before, action, sent)
    if action == "verify" and known_category(case.category).two_stage:
        tell_closing_waits(ctx, case)
    elif action == "verify":
        facts += step(as_system(ctx), case, "close", {})
    elif action == "look_back" and sent["result"] == "fail":
        ground = {"ground": "relapse", "reason": f"回头看未通过：{sent['note']}"[:2000]}
        facts += step(as_system(ctx), case, "reopen", ground)
    return append(ctx, [*facts, *drawn_by_lot(ctx, case, action)])[0]


def perform_for_many(ctx: Context, case_ids: Collection[UUID], action: str) -> list[UUID]:
    """Do one action of the system, which calls for no draw, on many cases with one append.

    Those that do not permit it any more are left as they are; returns their ids.
    """
    facts: list[Fact] = []
    refused: list[UUID] = []
    for case in db.session.scalars(LOCKED, {"cases": case_ids}).all():
        try:
            with savepoint():
                facts += step(ctx, case, action, {})
        except Problem:
            refused.append(case.id)
    if facts:
        append(ctx, facts)
    return refused


def drawn_by_lot(ctx: Context, case: Case, action: str) -> list[Later]:
    """The draw that an action calls for: who verifies, or who looks back."""
    if action == "look_back_redraw":
        return [redraw_look_back(ctx, case)]
    return draw_after(ctx, case, action)


def as_system(ctx: Context) -> Context:
    """The same moment, acted by the system."""
    return replace(ctx, actor=SYSTEM)


def merge_target(action: str, sent: Mapping[str, Any]) -> UUID | None:
    """The second case that a merge locks, if it is named well enough to be one."""
    try:
        return UUID(str(sent["into"])) if action == "merge" else None
    except (KeyError, ValueError):
        return None  # reading the form will say what is wrong


def lock_case(ctx: Context, case_id: UUID) -> Case:
    """The case, locked for this transaction; `not_found` when it does not exist for the actor."""
    case = lock(case_id)
    if not roles_over(ctx.actor, case) and ctx.actor.id not in reporters(case):
        raise not_found()
    return case


def lock(case_id: UUID, also: UUID | None = None) -> Case:
    """The case, locked for this transaction together with `also`, in the order of their ids."""
    wanted = {case_id} | ({also} if also else set())
    rows = db.session.scalars(LOCKED, {"cases": wanted})
    case = {row.id: row for row in rows}.get(case_id)
    if case is None:
        raise not_found()
    return case


def step(ctx: Context, case: Case, action: str, sent: Mapping[str, Any]) -> list[Fact]:
    """Decide and write one row of the table as things stand now; the caller appends the facts."""
    return act(ctx, case, gather(ctx, case), action, sent)


def act(ctx: Context, case: Case, before: Facts, action: str, sent: Mapping[str, Any]) -> list[Fact]:
    """Decide by what was gathered and write; the caller appends the facts."""
    decision = decide(CASE_WORKFLOW, action, before, sent)
    row, had = decision.transition, case.handler_unit_id
    effect = EFFECTS.get(action)
    extra = effect(ctx, case, decision.values) if effect else []
    case.status = row.target or case.status
    case.version += 1
    case.updated_at = ctx.now
    clocks.turn(ctx, case, row.stops, row.starts, case.due_at)
    db.session.flush()
    if not says_itself(row, case, before):
        tell_step(ctx, case, row.event, had)
    done = action_fact(ctx, case, row, before, decision.values)
    return [done, *duties_fact(case, row, before), *extra]


def says_itself(row: Transition, case: Case, before: Facts) -> bool:
    """Whether what follows in the same transaction tells people: a closing, or a draw."""
    if row.action == "verify":
        return not before.two_stage
    return row.event in SILENT or (row.action == "submit" and is_drawn_for(case))


def judges(row: Transition, facts: Facts) -> bool:
    """Whether the action is the verdict on a rectification."""
    return row.action in {"verify", "return"} and facts.status == Status.RECTIFIED


def action_fact(ctx: Context, case: Case, row: Transition, before: Facts, values: Mapping[str, Any]) -> Fact:
    """What the log keeps of an action: statuses in the open, the words as a commitment."""
    public = {
        "action": row.action,
        "from": before.status,
        "to": case.status,
        "version": case.version,
        "round": case.round,
    }
    if case.handler_unit_id is not None:
        public["handler_unit"] = case.handler_unit_id
    sent = {name: loggable(value) for name, value in values.items() if value is not None}
    by_system = {"system": True} if ctx.actor.id is None else {}
    blind = order_kept(before) if judges(row, before) else {}
    return Fact(subject_of(case.id), row.event, public | by_system | blind, sent)


def duties_fact(case: Case, row: Transition, facts: Facts) -> list[Fact]:
    """A finding of its own where somebody had to act although duties were not apart."""
    forced_close = row.action == "close" and facts.two_stage and facts.is_verifier
    if (judges(row, facts) and not keeps_duties_apart(facts)) or forced_close:
        return [Fact(subject_of(case.id), "duties_not_separated", {"action": row.action})]
    return []
