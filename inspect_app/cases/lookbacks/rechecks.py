"""The weekly re-check: a share of the cases closed in a week, drawn by lot from the log, visited once more.

The seed holds a signed checkpoint over the whole log, as samples of auditors do: whoever closes cases cannot
know which will be drawn, and anybody can draw them again from the log.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.canonical import canonical
from inspect_app.audit.chance import digest_of, pick
from inspect_app.audit.checkpoints import latest_checkpoint
from inspect_app.audit.log import Fact, append
from inspect_app.audit.queries import named_in_log
from inspect_app.cases.lookbacks.models import Recheck
from inspect_app.cases.lookbacks.rules import RecheckRule, monday_of, recheck_rule_on, share_of
from inspect_app.cases.lookbacks.service import last_closure, plan_recheck
from inspect_app.cases.models import Case
from inspect_app.cases.statuses import Status
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.places.days import local_day, midnight

LABEL = b"inspect-recheck@v1\n"
CASE = "case:"
WEEKS_BACK = 4  # after a longer pause older weeks are left to auditors' samples


@dataclass(frozen=True)
class WeekDraw:
    """What a week's draw gives: its seed, the cases in the order drawn, and out of how many."""

    seed: bytes
    cases: list[str]
    population: int
    wanted: int


def week_seed(note: str, week: date, percent: int) -> bytes:
    """32 bytes: SHA-256(label ‖ signed note ‖ canonical JSON of the week and the share)."""
    asked = {"percent": percent, "week": week.isoformat()}
    return hashlib.sha256(LABEL + note.encode() + canonical(asked)).digest()


def week_from_log(note: str, size: int, week: date, percent: int) -> WeekDraw:
    """The draw as it follows from the first `size` entries of the log; the same for ever."""
    begin, end = midnight(week), midnight(week + timedelta(days=7))
    closed = named_in_log(CASE, "case_closed", size, begin, end)
    seed, wanted = week_seed(note, week, percent), share_of(percent, len(closed))
    return WeekDraw(seed, pick(seed, closed, wanted), len(closed), wanted)


def draw_missing_weeks(now: datetime) -> None:
    """Each of the last weeks gets its draw, once; a week in which nothing was closed needs none."""
    this_week = monday_of(local_day(now))
    weeks = [this_week - timedelta(days=7 * back) for back in range(WEEKS_BACK, 0, -1)]
    with read_transaction() as session:
        drawn = set(session.scalars(select(Recheck.week).where(Recheck.week.in_(weeks))))
    for week in sorted(set(weeks) - drawn):
        with write_transaction():
            draw_week(Context(SYSTEM, now), week)


def draw_week(ctx: Context, week: date) -> None:
    """Draw one week, unless it was drawn, no rule asks for it, or no checkpoint covers it yet."""
    rule, checkpoint = recheck_rule_on(week), latest_checkpoint()
    known = db.session.get(Recheck, week)
    if known is not None or rule is None or checkpoint is None:
        return
    if checkpoint.signed_at < midnight(week + timedelta(days=7)):
        return
    result = week_from_log(checkpoint.note, checkpoint.size, week, rule.percent)
    if not result.population:
        return
    plan_visits(ctx, result, rule)
    row = Recheck(
        week=week,
        rule=rule.code,
        percent=rule.percent,
        population=result.population,
        wanted=result.wanted,
        checkpoint_size=checkpoint.size,
        checkpoint_note=checkpoint.note,
        seed=result.seed.hex(),
        case_ids=result.cases,
        list_sha256=digest_of(result.cases),
        log_index=-1,
        drawn_at=ctx.now,
    )
    row.log_index = append(ctx, [week_fact(row)])[0].log_index
    db.session.add(row)
    db.session.flush()


def plan_visits(ctx: Context, result: WeekDraw, rule: RecheckRule) -> None:
    """A visit for each drawn case that is still closed."""
    ids = sorted(UUID(case_id) for case_id in result.cases)
    cases = db.session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id).with_for_update())
    for case in cases:
        closure = last_closure(case.id)
        if case.status == Status.CLOSED and closure is not None:
            plan_recheck(ctx, case, closure, rule)


def week_fact(row: Recheck) -> Fact:
    """What the log keeps of a week's draw: all that repeats it, and the hash of what came out."""
    public = {
        "week": row.week.isoformat(),
        "rule": row.rule,
        "percent": row.percent,
        "population": row.population,
        "wanted": row.wanted,
        "checkpoint_size": row.checkpoint_size,
        "seed": row.seed,
        "list_sha256": row.list_sha256,
    }
    return Fact(f"recheck:{row.week.isoformat()}", "recheck_drawn", public)
