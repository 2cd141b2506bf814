"""What people are told of documents."""

from uuid import UUID

from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.notify.audience import Parties
from inspect_app.notify.service import Happening, announce
from inspect_app.supervision.pressure.ladder import RUNG_LABELS, Rung
from inspect_app.supervision.pressure.models import Document
from inspect_app.supervision.pressure.states import DocumentState


def name_of(document_id: UUID) -> str:
    """How the log and the notices name a document."""
    return f"document:{document_id}"


def tell(ctx: Context, document: Document, event: str) -> None:
    """Something happened to a document: to its addressee, and to the unit that issued it."""
    subject = name_of(document.id)
    parties = Parties(
        handler_unit=document.unit_id,
        jurisdiction_unit=document.issuing_unit_id,
        assigner=document.issued_by,
    )
    due_at = document.receive_due_at if document.state == DocumentState.ISSUED else document.reply_due_at
    details = {
        "number": document.number,
        "category": RUNG_LABELS[Rung(document.rung)],
        "due": {"at": to_millis(due_at)},
    }
    key = f"{subject}/{document.version}/{document.round}/{event}"
    announce(ctx, Happening(event, key, subject, parties, details))
