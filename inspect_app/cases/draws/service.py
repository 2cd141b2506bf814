"""Drawing somebody by lot, as the last entry of the action that calls for it."""

from dataclasses import dataclass

from inspect_app.audit.log import Fact, Later, Receipt
from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.eligibility import Purpose, Sorted, Width, bars_of, sort_out, wider
from inspect_app.cases.draws.models import Draw, Verdict
from inspect_app.cases.draws.queries import Call, candidates, draws_for, is_drawn_for, last_rectification
from inspect_app.cases.draws.rules import rule_on
from inspect_app.cases.draws.ticket import Ticket, draw_person, seed_of
from inspect_app.cases.lookbacks.models import LookBack
from inspect_app.cases.models import Case
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_drawn
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.days import local_day

CALLED_BY = frozenset({"submit", "redraw", "widen"})


@dataclass(frozen=True)
class Urn:
    """Everything a draw needs but its seed."""

    call: Call
    rule: str
    sorted_out: Sorted


def draw_after(ctx: Context, case: Case, action: str) -> list[Later]:
    """The draw that an action on the case calls for, to stand behind its entry; nothing for other actions."""
    if action not in CALLED_BY or (action == "submit" and not is_drawn_for(case)):
        return []
    before = draws_for(case, None)
    width = Width(before[-1].width) if before else Width.ORDINARY
    if action == "widen":
        width = wider(width) or width
    return [later(ctx, Call(case, Purpose.VERIFY, width, before))]


def draw_for_look_back(ctx: Context, case: Case, look_back: LookBack) -> Later:
    """Draw who looks back; to stand behind the entry that calls for it."""
    before = draws_for(case, look_back)
    return later(ctx, Call(case, Purpose.LOOK_BACK, Width.ORDINARY, before, look_back))


def later(ctx: Context, call: Call) -> Later:
    """The draw as an entry that is made once the hash of the one before it is known; its pool stands now."""
    urn = fill(ctx, call)
    return Later(subject_of(call.case.id), lambda cause: keep(ctx, urn, cause))


def fill(ctx: Context, call: Call) -> Urn:
    """Put everybody into the urn who may be drawn now."""
    rule = rule_on(local_day(ctx.now))
    bars = bars_of(call.purpose, call.width, two_stage=known_category(call.case.category).two_stage)
    return Urn(call, rule.code, sort_out(candidates(ctx, call, rule), bars))


def keep(ctx: Context, urn: Urn, cause: Receipt) -> Fact:
    """Draw, remember it, tell whom it falls to, and give what the log keeps."""
    call, pool = urn.call, urn.sorted_out.pool
    case, look_back, attempt = call.case, call.look_back, len(call.before) + 1
    ticket = Ticket(call.purpose, str(case.id), case.round, attempt, cause.leaf_hash)
    work = None if look_back else last_rectification(case)
    row = Draw(
        case_id=case.id,
        purpose=call.purpose,
        rectification_id=work and work.id,
        look_back_id=look_back and look_back.id,
        round=case.round,
        attempt=attempt,
        width=call.width,
        rule=urn.rule,
        person_id=draw_person(ticket, pool),
        pool=list(pool),
        excluded=dict(urn.sorted_out.excluded),
        seed=seed_of(ticket, pool).hex(),
        cause_index=cause.log_index,
        log_index=cause.log_index + 1,
        drawn_at=ctx.now,
    )
    db.session.add(row)
    if look_back is not None:
        look_back.person_id = row.person_id
    db.session.flush()
    tell_drawn(ctx, case, row, look_back.due_at if look_back else None)
    return draw_fact(row)


def draw_fact(row: Draw) -> Fact:
    """What the log keeps of a draw, in the open: all that a stranger needs to draw it again."""
    kinds = {Purpose.VERIFY: "verifier_drawn", Purpose.LOOK_BACK: "look_back_drawn"}
    public = {
        "purpose": row.purpose,
        "round": row.round,
        "attempt": row.attempt,
        "cause": row.cause_index,
        "pool": row.pool,
        "excluded": row.excluded,
        "width": row.width,
        "rule": row.rule,
        "seed": row.seed,
        "drawn": row.person_id,
    }
    kind = kinds[Purpose(row.purpose)] if row.person_id is not None else "nobody_drawn"
    return Fact(subject_of(row.case_id), kind, public)


def note_verdict(ctx: Context, case: Case, *, passed: bool) -> None:
    """Count a judgement of a unit's work for the rule of pairings and for auditors."""
    if case.handler_unit_id is None or ctx.actor.id is None:
        return
    row = Verdict(
        case_id=case.id,
        round=case.round,
        unit_id=case.handler_unit_id,
        person_id=ctx.actor.id,
        passed=passed,
        given_at=ctx.now,
    )
    db.session.add(row)
