"""A person's own reports as lines of a list."""

from typing import Any

from sqlalchemy import select

from inspect_app.cases.models import Case, Report
from inspect_app.cases.present.summary import category_ref
from inspect_app.cases.queries import NO_PHOTOS, photo_counts
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.db import db
from inspect_app.core.stored import key_of


def present_own_reports(reports: list[Report]) -> list[dict[str, Any]]:
    """The lines of a page of reports."""
    ids = [report.case_id for report in reports]
    cases = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    counts = photo_counts({key: [key] for key in map(key_of, ids)})
    lines = []
    for report in reports:
        case, photos = cases[report.case_id], counts.get(key_of(report.case_id), NO_PHOTOS)
        line = {
            "id": str(report.id),
            "case_id": str(case.id),
            "number": case.number,
            "category": category_ref(case.category),
            "status": case.status,
            "status_label": STATUS_LABELS[Status(case.status)],
            "captured_at": to_iso(report.captured_at),
            "received_at": to_iso(report.received_at),
            "photos_total": photos.total,
            "photos_stored": photos.stored,
            "thumbnail_photo_id": photos.thumbnail,
        }
        lines.append(line)
    return lines
