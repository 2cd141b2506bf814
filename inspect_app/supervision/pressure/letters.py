"""From the rows of a document to what is written on its sheet."""

from zoneinfo import ZoneInfo

from inspect_app.cases.categories import known_category
from inspect_app.cases.models import Case
from inspect_app.cases.names import fetch
from inspect_app.core.settings import settings
from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.models import Document
from inspect_app.supervision.pressure.queries import cases_of
from inspect_app.supervision.pressure.sheet.content import Letter, NamedCase, Sheet, sheet_of


def read_sheet(document: Document) -> Sheet:
    """The sheet of a document, with the names of this moment."""
    return sheet_of(read_letter(document), ZoneInfo(settings().time_zone))


def read_letter(document: Document) -> Letter:
    """What the sheet is made of."""
    names = fetch([document.issued_by], [document.issuing_unit_id, document.unit_id], ())
    return Letter(
        rung=Rung(document.rung),
        number=document.number,
        issuing_unit=names.units[document.issuing_unit_id]["name"],
        unit=names.units[document.unit_id]["name"],
        addressee=document.addressee,
        demand=document.demand,
        basis=tuple(document.basis),
        cases={str(case.id): named(case) for case in cases_of([document.id]).get(document.id, [])},
        issued_by=names.people[document.issued_by],
        issued_at=document.issued_at,
        receive_due_at=document.receive_due_at,
        reply_due_at=document.reply_due_at,
        address=f"{settings().public_url.rstrip('/')}/app/documents/{document.id}",
        log_index=document.log_index,
        leaf_hash=document.leaf_hash,
        checkpoint=document.checkpoint,
    )


def named(case: Case) -> NamedCase:
    """A case as the sheet names it."""
    return NamedCase(case.number, known_category(case.category).zh)
