"""The demo city under pressure: what the rules propose at its last moment, and one document on its way."""

from sqlalchemy import select

from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.supervision.pressure.issuing import Order, issue
from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.late_cases import suggest_rungs, waiting
from inspect_app.supervision.pressure.models import Proposal
from inspect_app.supervision.pressure.proposing import propose

MOST = 3
DEMAND = "三日内完成整改：裸土全部覆盖，出入口冲洗到位，并报送整改前后照片和覆盖面积。"


def press(supervisor: Context, unit_id: int) -> None:
    """Propose for every late case; the supervisor issues one document to a unit, if it is late with any."""
    found = waiting(supervisor.now)
    propose(Context(SYSTEM, supervisor.now), suggest_rungs(supervisor.now, found))
    of_unit = select(Proposal).where(Proposal.unit_id == unit_id).order_by(Proposal.made_at, Proposal.id)
    chosen = list(db.session.scalars(of_unit.limit(MOST)))
    if not chosen:
        return
    order = Order(
        id=uuid7(),
        body_sha256="",
        rung=Rung(chosen[0].rung),
        unit_id=unit_id,
        addressee="主要负责人",
        demand=DEMAND,
        proposal_ids=tuple(proposal.id for proposal in chosen),
        case_ids=(),
    )
    issue(supervisor, order)
