"""What time does by itself: proposals, findings on documents, forgotten PDFs. It decides nothing."""

from datetime import datetime

from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.tasks import enqueue, sweep
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.supervision.pressure.late_cases import suggest_rungs, waiting
from inspect_app.supervision.pressure.month_counts import suggest_accountability
from inspect_app.supervision.pressure.overdue import note_overdue, overdue
from inspect_app.supervision.pressure.proposing import propose
from inspect_app.supervision.pressure.rendering import render_document, unrendered
from inspect_app.supervision.pressure.sheet.fonts import find_font

AT_ONCE = 200


@sweep(minutes=10)
def propose_pressure(now: datetime) -> None:
    """Look at every late or relapsed case, some hundred in one transaction."""
    ctx = Context(SYSTEM, now)
    with read_transaction():
        found = waiting(now)
    for first in range(0, len(found), AT_ONCE):
        with write_transaction():
            propose(ctx, suggest_rungs(now, found[first : first + AT_ONCE]))


@sweep(minutes=60)
def propose_accountability(now: datetime) -> None:
    """Compare what the month counts with the thresholds."""
    with read_transaction():
        found = list(suggest_accountability(now))
    with write_transaction():
        propose(Context(SYSTEM, now), found)


@sweep(minutes=5)
def note_overdue_documents(now: datetime) -> None:
    """Write down which documents were not received or answered in time."""
    with read_transaction():
        late = overdue(now)
    for first in range(0, len(late), AT_ONCE):
        with write_transaction():
            note_overdue(Context(SYSTEM, now), late[first : first + AT_ONCE])


@sweep(minutes=15)
def render_forgotten_documents(now: datetime) -> None:  # noqa: ARG001 - sweeps get the time
    """Queue documents again whose PDF was not made: the job was lost, or a font came later."""
    if find_font() is None:
        return
    with write_transaction():
        for document_id in unrendered(AT_ONCE):
            enqueue(render_document, document_id=str(document_id))
