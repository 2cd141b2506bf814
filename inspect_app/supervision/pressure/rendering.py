"""Making the PDF of a document once, in the background: stored under its hash, which the log keeps."""

import logging
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.tasks import job
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence.spool import Spooled, spool, spool_file
from inspect_app.evidence.stores.select import object_store
from inspect_app.supervision.pressure.letters import read_sheet
from inspect_app.supervision.pressure.models import Document
from inspect_app.supervision.pressure.sheet.fonts import INSTALL, find_font
from inspect_app.supervision.pressure.sheet.pdf import draw
from inspect_app.supervision.pressure.telling import name_of

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/pdf"


@job
def render_document(document_id: str) -> None:
    """Draw, store, write down. Without a Chinese font the page to print has to do; a sweep tries later."""
    font = find_font()
    if font is None:
        log.warning("no Chinese font on this machine, documents stay without PDF: %s", INSTALL)
        return
    with read_transaction():
        document = db.session.get(Document, UUID(document_id))
        if document is None or document.pdf_sha256 is not None:
            return
        sheet = read_sheet(document)
    store = object_store()
    with spool_file() as path:
        made = spool([draw(sheet, font)], path)
        store.put_work(pdf_key(made.sha256), path, MEDIA_TYPE)
    with write_transaction():
        keep(Context(SYSTEM, utc_now()), UUID(document_id), made)


def pdf_key(sha256: str) -> str:
    """Where a PDF lies in the work area."""
    return f"documents/{sha256}.pdf"


def keep(ctx: Context, document_id: UUID, made: Spooled) -> None:
    """The first PDF of a document is the one."""
    query = select(Document).where(Document.id == document_id).with_for_update()
    document = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if document.pdf_sha256 is not None:
        return
    document.pdf_sha256, document.pdf_size = made.sha256, made.size
    db.session.flush()
    public = {"number": document.number, "sha256": made.sha256, "size": made.size}
    append(ctx, [Fact(name_of(document.id), "document_rendered", public)])


def unrendered(limit: int) -> list[UUID]:
    """Documents whose PDF was never made, the oldest first."""
    query = select(Document.id).where(Document.pdf_sha256.is_(None))
    return list(db.session.scalars(query.order_by(Document.issued_at).limit(limit)))
