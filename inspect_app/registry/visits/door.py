"""How a visit comes in, over its route or out of a phone's rescue archive: once, however often it is sent."""

from typing import Any
from uuid import UUID

from inspect_app.cases.rescue.items import Done, taker
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.registry.rights import VISITORS
from inspect_app.registry.visits.queries import get_visit, items_of
from inspect_app.registry.visits.schemas import VisitIn
from inspect_app.registry.visits.service import VisitForm, known_visit, plan_visit, take_visit

Json = dict[str, Any]


def bring_in(ctx: Context, visit_id: UUID, body: bytes, said: Json) -> bool:
    """Keep a visit and open its cases; True when it is new. The rules are read before the transaction."""
    form = VisitForm(id=visit_id, body=body, **said)
    with read_transaction():
        if known_visit(ctx, form) is not None:
            return False
        plan = plan_visit(ctx, form)
    with write_transaction():
        return take_visit(ctx, form, plan)[1]


@taker("visit")
def rescued(ctx: Context, visit_id: UUID, body: bytes, sent: Json) -> Done:
    """A visit out of an archive, byte for byte as it was frozen; its first case stands for it."""
    if not ctx.actor.roles & set(VISITORS):
        raise Problem("wrong_role", "This person may not make visits (any more).", 403)
    new = bring_in(ctx, visit_id, body, VisitIn().load(sent))
    with read_transaction():
        items = items_of([get_visit(visit_id)])[visit_id].values()
        cases = [item.case_id for item in items if item.case_id is not None]
    return Done(new, cases[0] if cases else None)
