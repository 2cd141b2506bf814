"""Drawing again: what the log says of each draw of a case, recomputed from its stored bytes alone."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.queries import entry_body
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.draws.ticket import Ticket, draw_person, seed_of
from inspect_app.cases.subject import subject_of
from inspect_app.core.db import db

CAUSES = {
    "verify": {"rectification_submitted", "verifier_redraw_asked", "draw_widened"},
    "look_back": {"look_back_opened", "look_back_redraw_asked"},
}


@dataclass(frozen=True)
class Checked:
    """One draw as it stands in the table, and every fault that the log shows in it."""

    draw: Draw
    leaf: str
    faults: tuple[str, ...]


def draws_of_case(case_id: UUID) -> list[Draw]:
    """Every draw of a case, in the order of the log."""
    return list(db.session.scalars(select(Draw).where(Draw.case_id == case_id).order_by(Draw.log_index)))


def check_draws(case_id: UUID) -> list[Checked]:
    """Each draw of a case drawn again; no faults means that it comes out as recorded."""
    return [check_draw(draw) for draw in draws_of_case(case_id)]


def check_draw(draw: Draw) -> Checked:
    """Draw once more from the bytes of the two log entries, and compare with both log and table."""
    call, entry = entry_body(draw.cause_index), entry_body(draw.log_index)
    if call is None or entry is None:
        return Checked(draw, "", ("an entry of the log is missing",))
    cause, kept = json.loads(call), json.loads(entry)
    facts, leaf = kept["facts"], leaf_hash(call).hex()
    subject = subject_of(draw.case_id)
    ticket = Ticket(facts["purpose"], str(draw.case_id), facts["round"], facts["attempt"], leaf)
    pool = facts["pool"]
    row = (draw.pool, draw.seed, draw.person_id, draw.purpose, draw.attempt)
    claims = {
        "the entries are not about this case": cause["subject"] == kept["subject"] == subject,
        "the entry before it does not call for a draw": cause["kind"] in CAUSES[draw.purpose]
        and draw.log_index == draw.cause_index + 1 == facts["cause"] + 1,
        "the pool is not in canonical order": pool == sorted(set(pool)),
        "the seed is another one": seed_of(ticket, pool).hex() == facts["seed"],
        "somebody else would have been drawn": draw_person(ticket, pool) == facts["drawn"],
        "the table says otherwise than the log": row
        == (pool, facts["seed"], facts["drawn"], facts["purpose"], facts["attempt"]),
    }
    return Checked(draw, leaf, tuple(fault for fault, holds in claims.items() if not holds))
