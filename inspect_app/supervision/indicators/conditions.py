"""The conditions that definitions name, as SQL over one case. Numbers and the lists behind them share these.

None of them looks at the time of asking: lateness is a breach that the sweep has marked, so that the same log
always gives the same numbers.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, and_, exists, not_, or_, true

from inspect_app.cases.lookbacks.models import FAILED, PASSED, LookBack
from inspect_app.cases.models import Assignment, Case, CaseRequest, Clock, Closure, Rectification
from inspect_app.cases.statuses import ClockKind, RequestKind, RequestState, Status
from inspect_app.supervision.indicators.definitions import Definition
from inspect_app.supervision.indicators.spans import SPANS

Condition = ColumnElement[bool]
NUMERATOR, DENOMINATOR, EXCLUDED = "numerator", "denominator", "excluded"
PARTS = (NUMERATOR, DENOMINATOR, EXCLUDED)


def has(model: type, *where: Condition) -> Condition:
    """Whether the case has such a row."""
    return exists().where(model.case_id == Case.id, *where)  # type: ignore[attr-defined]


def clock(kind: ClockKind, *where: Condition) -> Condition:
    """Whether the case has such a clock."""
    return has(Clock, Clock.kind == kind, *where)


def met(kind: ClockKind) -> Condition:
    """Whether a clock of the kind was met."""
    return clock(kind, Clock.met_at.is_not(None))


def late(kind: ClockKind) -> Condition:
    """Whether a clock of the kind ran out, and no appeal took that out of statistics."""
    return clock(kind, Clock.breached_at.is_not(None), Clock.exempted_at.is_(None))


def filed() -> Condition:
    """Accepted at least once: each acceptance starts the clock of the hand-over."""
    return clock(ClockKind.ASSIGN)


def voided() -> Condition:
    """Found to be no case after it had been accepted."""
    return and_(Case.status == Status.REJECTED, filed())


def disposed() -> Condition:
    """The unit has said at least once that it is done."""
    return has(Rectification)


def due() -> Condition:
    """Handed over, and either rectified or late; what is suspended or void is not due."""
    owed = or_(disposed(), late(ClockKind.RECTIFY), exempt())
    return and_(Case.status.not_in((Status.SUSPENDED, Status.REJECTED)), has(Assignment), owed)


def exempt() -> Condition:
    """An appeal against being late was upheld by two reviews."""
    return has(Clock, Clock.exempted_at.is_not(None))


def extended() -> Condition:
    """An extension was granted."""
    granted = (CaseRequest.kind == RequestKind.EXTENSION, CaseRequest.state == RequestState.APPROVED)
    return has(CaseRequest, *granted)


def response_owed() -> Condition:
    """The unit acknowledged or refused, or is late in it; what was void owes nothing."""
    over = or_(met(ClockKind.ACKNOWLEDGE), late(ClockKind.ACKNOWLEDGE))
    return and_(Case.status != Status.REJECTED, over)


CONDITIONS: Mapping[str, Callable[[], Condition]] = {
    "reported": true,
    "filed": filed,
    "filed_not_voided": lambda: and_(filed(), Case.status != Status.REJECTED),
    "filed_in_time": lambda: and_(filed(), not_(late(ClockKind.ACCEPT))),
    "assigned": lambda: has(Assignment),
    "responded": lambda: and_(Case.status != Status.REJECTED, met(ClockKind.ACKNOWLEDGE)),
    "response_owed": response_owed,
    "responded_in_time": lambda: not_(late(ClockKind.ACKNOWLEDGE)),
    "due": due,
    "disposed": disposed,
    "disposed_in_time": lambda: and_(disposed(), not_(late(ClockKind.RECTIFY))),
    "overdue_waiting": lambda: and_(not_(disposed()), late(ClockKind.RECTIFY)),
    "closed": lambda: Case.status == Status.CLOSED,
    "closed_in_time": lambda: and_(Case.status == Status.CLOSED, not_(late(ClockKind.RECTIFY))),
    "reworked": lambda: Case.round > 0,
    "extended": extended,
    "refused": lambda: Case.refusals > 0,
    "relapsed": lambda: Case.relapses > 0,
    "ever_closed": lambda: has(Closure),
    "looked_back": lambda: has(LookBack, LookBack.state.in_((PASSED, FAILED))),
    "look_back_failed": lambda: has(LookBack, LookBack.state == FAILED),
    "verify_owed": lambda: or_(met(ClockKind.VERIFY), late(ClockKind.VERIFY)),
    "verified_in_time": lambda: not_(late(ClockKind.VERIFY)),
    "exempt": exempt,
}


def counted() -> Condition:
    """Whether a case counts at all: a merged one counts with the case it joined."""
    return Case.status != Status.MERGED


def part(definition: Definition, name: str) -> Condition:
    """One part of an indicator: what its number counts and its link lists."""
    base = and_(counted(), CONDITIONS[definition.denominator]())
    left_out = [CONDITIONS[code]() for code in definition.exclusions]
    if name == EXCLUDED:
        return and_(base, or_(*left_out)) if left_out else and_(base, not_(true()))
    kept = and_(base, *(not_(condition) for condition in left_out))
    if not definition.is_rate:
        return and_(kept, SPANS[definition.numerator]().is_not(None))
    return kept if name == DENOMINATOR else and_(kept, CONDITIONS[definition.numerator]())
