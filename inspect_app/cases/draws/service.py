"""Drawing somebody by lot, as the last entry of the action that calls for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from inspect_app.audit.log import Fact, Later, Receipt
from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.circle import Circle
from inspect_app.cases.draws.eligibility import Purpose, Sorted, Width, bars_of, sort_out, wider
from inspect_app.cases.draws.models import Draw, Verdict
from inspect_app.cases.draws.queries import Call, draws_for, is_drawn_for, last_rectification
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


@dataclass(frozen=True)
class Drawn:
    """A draw that was made, and what for."""

    case: Case
    look_back: LookBack | None
    row: Draw


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
    """Draw once more who looks back; to stand behind the entry that calls for it."""
    before = draws_for(case, look_back)
    return later(ctx, Call(case, Purpose.LOOK_BACK, Width.ORDINARY, before, look_back))


def later(ctx: Context, call: Call) -> Later:
    """The draw as an entry that is made once the hash of the one before it is known; its pool stands now."""
    urn = fill(Circle(ctx, rule_on(local_day(ctx.now)), [call.case.id]), call)

    def draw(cause: Receipt) -> Fact:
        one = pull(ctx, urn, cause)
        keep(ctx, [one])
        return draw_fact(one.row)

    return Later(subject_of(call.case.id), draw)


class DrawsTogether:
    """The draws for look-backs that open in one transaction: their circle is read once."""

    def __init__(self, ctx: Context, case_ids: Collection[UUID]) -> None:
        self.ctx = ctx
        self.circle = Circle(ctx, rule_on(local_day(ctx.now)), case_ids)
        self.drawn: list[Drawn] = []

    def first(self, case: Case, look_back: LookBack) -> Later:
        """The first draw for a look-back; its pool stands now."""
        urn = fill(self.circle, Call(case, Purpose.LOOK_BACK, Width.ORDINARY, [], look_back))
        return Later(subject_of(case.id), lambda cause: self.pull(urn, cause))

    def pull(self, urn: Urn, cause: Receipt) -> Fact:
        """Draw one."""
        one = pull(self.ctx, urn, cause)
        self.drawn.append(one)
        return draw_fact(one.row)

    def keep(self) -> None:
        """Remember all of them and tell whom they fall to; once their entries are in the log."""
        if self.drawn:
            keep(self.ctx, self.drawn)


def fill(circle: Circle, call: Call) -> Urn:
    """Put everybody into the urn who may be drawn now."""
    bars = bars_of(call.purpose, call.width, two_stage=known_category(call.case.category).two_stage)
    return Urn(call, circle.rule.code, sort_out(circle.candidates(call, bars), bars))


def pull(ctx: Context, urn: Urn, cause: Receipt) -> Drawn:
    """Draw somebody, or nobody from an empty urn."""
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
    return Drawn(case, look_back, row)


def keep(ctx: Context, drawn: Sequence[Drawn]) -> None:
    """Remember draws, and tell whom they fall to."""
    for one in drawn:
        db.session.add(one.row)
        if one.look_back is not None:
            one.look_back.person_id = one.row.person_id
    db.session.flush()
    due = ((one.case, one.row, one.look_back.due_at if one.look_back else None) for one in drawn)
    tell_drawn(ctx, *due)


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
