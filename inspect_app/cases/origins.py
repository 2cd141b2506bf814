"""Where a case came from: its reports, those of cases merged into it, lists that named the same problem."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.models import Case, CaseReference, Report
from inspect_app.cases.queries import families
from inspect_app.cases.sources import known_source, said, source_ref
from inspect_app.core.among import among
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.stored import key, plain_rows

Json = dict[str, Any]
OWN_SOURCES = select(key(Case.id), Case.source).where(among(Case.id, "cases"))
NAMED_SOURCES = (
    select(key(CaseReference.case_id), CaseReference.source)
    .where(among(CaseReference.case_id, "cases"))
    .order_by(CaseReference.id)
)


def add_reference(ctx: Context, case: Case, source: str, fields: Mapping[str, Any]) -> CaseReference:
    """Keep that another source named a problem that is a case already; the caller logs it."""
    row = CaseReference(
        case_id=case.id,
        source=source,
        reference=known_source(source).reference_in(fields),
        fields=dict(fields),
        added_by=ctx.actor.id,
        added_at=ctx.now,
    )
    db.session.add(row)
    return row


def references_of(case_ids: Iterable[UUID]) -> list[CaseReference]:
    """What other sources said of these cases, oldest first."""
    query = select(CaseReference).where(CaseReference.case_id.in_(list(case_ids)))
    return list(db.session.scalars(query.order_by(CaseReference.id)))


def origins(reports: Iterable[Report], references: Iterable[CaseReference]) -> list[Json]:
    """Every source of a family of cases, in the order in which they spoke; for clients."""
    found: list[tuple[datetime, str | None, str, Json | None]] = [
        (row.received_at, str(row.id), row.source, row.source_fields) for row in reports
    ]
    found += [(row.added_at, None, row.source, row.fields) for row in references]
    return [
        {
            "source": source_ref(source),
            "report_id": report_id,
            "at": to_iso(at),
            "said": said(source, fields or {}),
        }
        for at, report_id, source, fields in sorted(found, key=lambda one: one[0])
    ]


def sources_of(own: Mapping[str, str]) -> dict[str, list[str]]:
    """The codes of the sources of each case, that of its `own` report first; by keys, in few queries."""
    members = families(own)
    every = [member for keys in members.values() for member in keys]
    spoken: dict[str, list[str]] = {member: [own[member]] if member in own else [] for member in every}
    merged = [member for member in every if member not in own]
    for query, wanted in ((OWN_SOURCES, merged), (NAMED_SOURCES, every)):
        for case, source in plain_rows(query, cases=wanted) if wanted else ():
            spoken[case].append(source)
    return {
        head: list(dict.fromkeys([source for member in keys for source in spoken[member]]))
        for head, keys in members.items()
    }
