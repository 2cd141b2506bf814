"""Routes of supervision: proposals to decide, and the documents of the ladder from issue to sign-off."""

import hashlib
from typing import Any
from urllib.parse import quote
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from inspect_app.cases.forms import clean_text
from inspect_app.core.errors import Problem
from inspect_app.core.etags import json_with_etag, required_version
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.headers import CONTENT_POLICY
from inspect_app.core.idempotency import Outcome, claim, request_hash, required_key, settle
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.select import object_store
from inspect_app.supervision.pressure.answers import (
    DeclineIn,
    DocumentListOut,
    DocumentOut,
    DocumentsIn,
    IssueIn,
    MoveIn,
    ProposalListOut,
    ProposalOut,
    ProposalsIn,
    RungListOut,
    WaitingOut,
)
from inspect_app.supervision.pressure.issuing import Order, decline, issue
from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.letters import read_sheet
from inspect_app.supervision.pressure.models import Document
from inspect_app.supervision.pressure.moving import move
from inspect_app.supervision.pressure.present import (
    present_document,
    present_lines,
    present_proposals,
    present_rungs,
)
from inspect_app.supervision.pressure.queries import (
    DocumentFilter,
    Page,
    count_waiting,
    find_document,
    list_documents,
    list_proposals,
)
from inspect_app.supervision.pressure.rendering import MEDIA_TYPE, pdf_key
from inspect_app.supervision.pressure.sheet.page import page_policy, print_page

blueprint = APIBlueprint("supervision", __name__, tag="supervision")
Json = dict[str, Any]


@blueprint.get("/supervision/waiting")
@access(SIGNED_IN)
@blueprint.output(WaitingOut)
def get_waiting() -> Response:
    """What waits for the caller: proposals, documents to answer, answers to judge."""
    return json_with_etag(vars(count_waiting(current_context())))


@blueprint.get("/supervision/rungs")
@access(SIGNED_IN)
@blueprint.output(RungListOut)
def get_rungs() -> Response:
    """The ladder, lowest rung first, with the days that each gives today."""
    return json_with_etag({"items": present_rungs(current_context())})


@blueprint.get("/supervision/proposals")
@access(Role.SUPERVISOR, Role.AUDITOR)
@blueprint.input(ProposalsIn, location="query")
@blueprint.output(ProposalListOut)
def get_proposals(query_data: Json) -> Response:
    """What the rules propose in the caller's area, newest first."""
    ctx, page = current_context(), Page(query_data["cursor"], query_data["limit"])
    rows, cursor = list_proposals(ctx, query_data["state"], query_data["unit"], page)
    return json_with_etag({"items": present_proposals(ctx, rows), "next_cursor": cursor})


@blueprint.post("/supervision/proposals/<uuid:proposal_id>/decline")
@access(Role.SUPERVISOR)
@blueprint.input(DeclineIn)
@blueprint.output(ProposalOut)
def decline_proposal(proposal_id: UUID, json_data: Json) -> Response:
    """Decide that nothing follows from a proposal, with the reason."""
    ctx = current_context()
    with write_transaction():
        proposal = decline(ctx, proposal_id, clean_text(json_data["words"]))
    return jsonify(present_proposals(ctx, [proposal])[0])


@blueprint.get("/supervision/documents")
@access(SIGNED_IN)
@blueprint.input(DocumentsIn, location="query")
@blueprint.output(DocumentListOut)
def get_documents(query_data: Json) -> Response:
    """The documents in the caller's scope, newest first."""
    ctx, page = current_context(), Page(query_data["cursor"], query_data["limit"])
    wanted = DocumentFilter(query_data["state"], query_data["rung"], query_data["case"])
    rows, cursor = list_documents(ctx, wanted, page)
    return json_with_etag({"items": present_lines(ctx, rows), "next_cursor": cursor})


@blueprint.get("/supervision/documents/<uuid:document_id>")
@access(SIGNED_IN)
@blueprint.output(DocumentOut)
def get_document(document_id: UUID) -> Response:
    """One document and what the caller may do with it."""
    ctx = current_context()
    return json_with_etag(present_document(ctx, find_document(ctx, document_id)))


@blueprint.put("/supervision/documents/<uuid:document_id>")
@access(Role.SUPERVISOR)
@blueprint.input(IssueIn)
@blueprint.output(DocumentOut, status_code=201)
def put_document(document_id: UUID, json_data: Json) -> Response:
    """Issue a document, on proposals or of one's own accord: 201, or 200 when it was done before."""
    ctx = current_context()
    with write_transaction():
        document, new = issue(ctx, order_of(document_id, json_data))
    response = jsonify(present_document(ctx, document))
    response.status_code = 201 if new else 200
    return response


def order_of(document_id: UUID, sent: Json) -> Order:
    """What was ordered."""
    return Order(
        id=document_id,
        body_sha256=hashlib.sha256(request.get_data(cache=True)).hexdigest(),
        rung=Rung(sent["rung"]),
        unit_id=sent["unit_id"],
        addressee=clean_text(sent["addressee"]),
        demand=clean_text(sent["demand"]),
        proposal_ids=tuple(dict.fromkeys(sent["proposal_ids"])),
        case_ids=tuple(dict.fromkeys(sent["case_ids"])),
    )


@blueprint.post("/supervision/documents/<uuid:document_id>/actions/<action>")
@access(SIGNED_IN)
@blueprint.input(MoveIn)
@blueprint.output(DocumentOut)
def move_document(document_id: UUID, action: str, json_data: Json) -> Response:
    """Receive, reply, return, sign off or withdraw; needs If-Match and Idempotency-Key."""
    ctx, version, key = current_context(), required_version(), required_key()
    sent = json_data | {"words": clean_text(json_data["words"])}
    with write_transaction():
        if claim(ctx, key, request_hash()) is None:
            receipt = move(ctx, document_id, action, sent, version=version)
            settle(ctx, key, Outcome(200, receipt.log_index, version + 1))
    return jsonify(present_document(ctx, find_document(ctx, document_id)))


@blueprint.get("/supervision/documents/<uuid:document_id>/file")
@access(SIGNED_IN)
@blueprint.doc(responses={200: "The PDF"})
def get_document_file(document_id: UUID) -> Response:
    """The PDF as it was stored after the issue, as a download."""
    return pdf_response(find_document(current_context(), document_id))


def pdf_response(document: Document) -> Response:
    """The stored bytes, never opened as a page of ours."""
    content = object_store().open_work(pdf_key(document.pdf_sha256)) if document.pdf_sha256 else None
    if content is None:
        detail = "This document has no PDF yet; print its page instead."
        raise Problem("document_not_rendered", detail, 404)
    response = Response(content.chunks, mimetype=MEDIA_TYPE)
    response.content_length = content.size
    name = quote(f"{document.number}.pdf")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"document.pdf\"; filename*=UTF-8''{name}"
    )
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/supervision/documents/<uuid:document_id>/sheet")
@access(SIGNED_IN)
@blueprint.doc(responses={200: "A page to print"})
def get_document_sheet(document_id: UUID) -> Response:
    """The document as a page to print, for servers without a Chinese font and for reading on a phone."""
    response = Response(
        print_page(read_sheet(find_document(current_context(), document_id))), mimetype="text/html"
    )
    response.headers["Content-Security-Policy"] = page_policy()
    response.headers["Cache-Control"] = "private, no-store"
    return response
