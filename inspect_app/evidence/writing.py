"""Writing findings down: one row for each photo and code; what is found again replaces the old row."""

from collections.abc import Iterable
from uuid import UUID

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.upsert import upsert_into
from inspect_app.evidence.catalogue import CATALOGUE
from inspect_app.evidence.findings import Found
from inspect_app.evidence.models import Finding


def write_findings(ctx: Context, photo_id: UUID, findings: Iterable[Found]) -> None:
    """Keep what was found about a photo."""
    for found in findings:
        severity = found.severity or CATALOGUE[found.code].severity
        values = {"severity": severity, "detail": found.detail, "found_at": ctx.now}
        row = upsert_into(Finding).values(photo_id=photo_id, code=found.code, **values)
        keys = [Finding.photo_id, Finding.code]
        db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))
