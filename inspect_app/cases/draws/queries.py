"""Reading draws: the one that holds for what waits now, and those before it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from inspect_app.cases.draws.eligibility import Purpose, Width
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.draws.rules import rule_on
from inspect_app.cases.lookbacks.models import LookBack
from inspect_app.cases.models import Case, Rectification
from inspect_app.cases.statuses import Status
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.places.days import local_day

EVERY_CATEGORY = "all"


@dataclass(frozen=True)
class DrawFacts:
    """What the guards ask about the draw that holds now; `state` is `drawn`, `nobody` or None."""

    state: str | None = None
    is_mine: bool = False
    widest: bool = False
    redraws_left: bool = True


@dataclass(frozen=True)
class Call:
    """What calls for a draw, and the draws for the same thing before it."""

    case: Case
    purpose: Purpose
    width: Width
    before: list[Draw]
    look_back: LookBack | None = None


def is_drawn_for(case: Case) -> bool:
    """Whether the verifiers of this case's category are drawn."""
    wanted = {code.strip() for code in settings().verifier_draw.split(",")}
    return EVERY_CATEGORY in wanted or case.category in wanted


def last_rectification(case: Case) -> Rectification | None:
    """What was submitted last."""
    query = select(Rectification).where(Rectification.case_id == case.id).order_by(Rectification.id.desc())
    return db.session.scalars(query.limit(1)).first()


def draws_for(case: Case, look_back: LookBack | None) -> list[Draw]:
    """The draws for a look-back, or else for what was submitted last, in their order."""
    if look_back is not None:
        mine = Draw.look_back_id == look_back.id
    else:
        latest = select(func.max(Rectification.id)).where(Rectification.case_id == case.id)
        mine = Draw.rectification_id == latest.scalar_subquery()
    return list(db.session.scalars(select(Draw).where(mine).order_by(Draw.attempt)))


def current_draw(case: Case) -> Draw | None:
    """The draw that says who verifies now; None where nothing waits or nobody is drawn."""
    rows = draws_for(case, None) if case.status == Status.RECTIFIED else []
    return rows[-1] if rows else None


def draw_facts(ctx: Context, case: Case, look_back: LookBack | None) -> DrawFacts:
    """What the workflow may ask about the draw for this actor."""
    if case.status != Status.RECTIFIED and look_back is None:
        return DrawFacts()
    rows = draws_for(case, look_back)
    if not rows:
        return DrawFacts()
    last = rows[-1]
    again = len([row for row in rows if row.person_id is not None]) - 1
    return DrawFacts(
        state=None if look_back else ("nobody" if last.person_id is None else "drawn"),
        is_mine=ctx.actor.id is not None and last.person_id == ctx.actor.id,
        widest=last.width == Width.ROLES,
        redraws_left=again < rule_on(local_day(ctx.now)).most_redraws,
    )
