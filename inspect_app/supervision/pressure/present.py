"""Proposals and documents for people."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from inspect_app.cases.calendar.counting import Length
from inspect_app.cases.calendar.hours import KIND_LABELS
from inspect_app.cases.categories import known_category
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.places.days import local_day
from inspect_app.supervision.pressure.accountability import OFFICE_LABELS, Office
from inspect_app.supervision.pressure.grounds import ground_words
from inspect_app.supervision.pressure.ladder import RUNG_LABELS, Rung, terms_of
from inspect_app.supervision.pressure.models import Document, DocumentFinding, DocumentReply, Proposal
from inspect_app.supervision.pressure.queries import (
    cases_named,
    cases_of,
    findings_of,
    replies_of,
    seen_among,
)
from inspect_app.supervision.pressure.rights import relation_to
from inspect_app.supervision.pressure.states import (
    DOCUMENT_LABELS,
    FINDING_LABELS,
    PROPOSAL_LABELS,
    DocumentState,
    FindingCode,
    ProposalState,
    open_moves,
    refusal_of,
)

Json = dict[str, Any]
SHOWN_CASES = 20  # of a proposal; the document will have them all


def rung_json(rung: str) -> Json:
    """A rung in words."""
    return {"code": rung, **RUNG_LABELS[Rung(rung)]}


def present_rungs(ctx: Context) -> list[Json]:
    """The ladder with the terms of today."""
    rows = [terms_of(rung, local_day(ctx.now)) for rung in Rung]
    return [
        rung_json(row.rung) | {"receive": length_json(row.receive), "reply": length_json(row.reply)}
        for row in rows
    ]


def length_json(length: Length) -> Json:
    """A number of days in words."""
    label = KIND_LABELS[length.kind]
    return {"zh": f"{length.amount} 个{label['zh']}", "en": f"{length.amount} {label['en']}"}


def present_proposals(ctx: Context, rows: list[Proposal]) -> list[Json]:
    """Each proposal with its names."""
    names = fetch([row.decided_by for row in rows], [row.unit_id for row in rows], ())
    cases = cases_named([case_id for row in rows for case_id in row.case_ids[:SHOWN_CASES]])
    seen = seen_among(ctx, [case.id for case in cases.values()])
    return [proposal_json(row, names, cases, seen) for row in rows]


def proposal_json(row: Proposal, names: Names, cases: Mapping[str, Case], seen: set[UUID]) -> Json:
    """One proposal."""
    ground = {"kind": row.kind, "rule": row.rule, "period": row.period, "office": row.office, **row.basis}
    shown = [cases[case_id] for case_id in row.case_ids[:SHOWN_CASES]]
    return {
        "id": str(row.id),
        "kind": row.kind,
        "rung": rung_json(row.rung),
        "rule": row.rule,
        "period": row.period,
        "ground": ground_words(ground),
        "office": row.office and {"code": row.office, **OFFICE_LABELS[Office(row.office)]},
        "unit": names.unit(row.unit_id),
        "cases": [case_json(case, seen) for case in shown],
        "cases_total": len(row.case_ids),
        "state": {"code": row.state, **PROPOSAL_LABELS[ProposalState(row.state)]},
        "made_at": to_iso(row.made_at),
        "decided_by": names.person(row.decided_by),
        "decided_at": to_iso(row.decided_at),
        "note": row.note,
        "document_id": row.document_id and str(row.document_id),
    }


def case_json(case: Case, seen: set[UUID]) -> Json:
    """A case as documents name it."""
    category = known_category(case.category)
    return {
        "id": str(case.id),
        "number": case.number,
        "category": {"zh": category.zh, "en": category.en},
        "status": {"code": case.status, **STATUS_LABELS[Status(case.status)]},
        "open": case.id in seen,
    }


def present_lines(ctx: Context, rows: list[Document]) -> list[Json]:
    """Documents as lines of a list."""
    names = fetch((), [unit for row in rows for unit in (row.unit_id, row.issuing_unit_id)], ())
    return [line_json(ctx, row, names) for row in rows]


def line_json(ctx: Context, row: Document, names: Names) -> Json:
    """One line."""
    due = {
        DocumentState.ISSUED: row.receive_due_at,
        DocumentState.RECEIVED: row.reply_due_at,
    }.get(DocumentState(row.state))
    return {
        "id": str(row.id),
        "number": row.number,
        "rung": rung_json(row.rung),
        "state": {"code": row.state, **DOCUMENT_LABELS[DocumentState(row.state)]},
        "issuing_unit": names.unit(row.issuing_unit_id),
        "unit": names.unit(row.unit_id),
        "addressee": row.addressee,
        "issued_at": to_iso(row.issued_at),
        "due_at": to_iso(due),
        "overdue": due is not None and due <= ctx.now,
    }


def present_document(ctx: Context, row: Document) -> Json:
    """One document, whole, with what the caller may do with it."""
    replies, cases = replies_of(row), cases_of([row.id]).get(row.id, [])
    people = [person for reply in replies for person in (reply.replied_by, reply.returned_by)]
    mentioned = [row.issued_by, row.received_by, row.ended_by, *people]
    names = fetch(mentioned, [row.unit_id, row.issuing_unit_id], ())
    seen = seen_among(ctx, [case.id for case in cases])
    return {
        **line_json(ctx, row, names),
        **terms_json(row),
        **record_json(row),
        "version": row.version,
        "round": row.round,
        "demand": row.demand,
        "grounds": grounds_json(row, cases),
        "cases": [case_json(case, seen) for case in cases],
        "issued_by": names.person(row.issued_by),
        "received_by": names.person(row.received_by),
        "received_at": to_iso(row.received_at),
        "replies": [reply_json(reply, names) for reply in replies],
        "findings": [finding_json(finding) for finding in findings_of(row)],
        "ended_by": names.person(row.ended_by),
        "ended_at": to_iso(row.ended_at),
        "end_note": row.end_note,
        "offers": offers(ctx, row),
    }


def grounds_json(row: Document, cases: Iterable[Case]) -> list[Json]:
    """The grounds, each with the number of its case."""
    numbers = {str(case.id): case.number for case in cases}
    found = []
    for ground in row.basis:
        words, number = ground_words(ground), numbers.get(ground.get("case") or "", "")
        found.append({language: f"{number} {text}".strip() for language, text in words.items()})
    return found


def terms_json(row: Document) -> Json:
    """What the unit owes by when, and how many people heard of it."""
    return {
        "receive_due_at": to_iso(row.receive_due_at),
        "reply_due_at": to_iso(row.reply_due_at),
        "provisional": row.provisional,
        "delivered_to": row.delivered_to,
    }


def record_json(row: Document) -> Json:
    """Where the log and the store have it."""
    return {
        "log_index": row.log_index,
        "leaf_hash": row.leaf_hash,
        "checkpoint": row.checkpoint,
        "pdf_sha256": row.pdf_sha256,
        "pdf_size": row.pdf_size,
    }


def reply_json(reply: DocumentReply, names: Names) -> Json:
    """One answer."""
    return {
        "round": reply.round,
        "words": reply.words,
        "photo_ids": reply.photo_ids,
        "replied_by": names.person(reply.replied_by),
        "replied_at": to_iso(reply.replied_at),
        "returned_by": names.person(reply.returned_by),
        "returned_at": to_iso(reply.returned_at),
        "return_note": reply.return_note,
    }


def finding_json(finding: DocumentFinding) -> Json:
    """One finding."""
    return {
        "code": finding.code,
        "label": FINDING_LABELS[FindingCode(finding.code)],
        "round": finding.round,
        "due_at": to_iso(finding.due_at),
        "found_at": to_iso(finding.found_at),
    }


def offers(ctx: Context, row: Document) -> list[Json]:
    """The steps of the caller's roles, greyed out where duties have to stay apart."""
    relation = relation_to(ctx, row)
    return [
        {
            "action": move.action,
            "label": {"zh": move.zh, "en": move.en},
            "enabled": refusal is None,
            "reason": refusal and {"code": refusal.code, "zh": refusal.zh, "en": refusal.en},
            "words_needed": move.words_needed,
        }
        for move in open_moves(row.state, relation.roles)
        for refusal in [refusal_of(move, relation)]
    ]
