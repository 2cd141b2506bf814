"""Routes of the auditor's desk: the chain of custody of a case, samples, verdicts."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint, Schema
from flask import Response, jsonify
from marshmallow import validate
from marshmallow.fields import AwareDateTime, Integer, String

from inspect_app.audit.log import Fact, append
from inspect_app.cases.forms import clean_text
from inspect_app.cases.queries import get_case
from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.core.idempotency import Outcome, claim, request_hash, required_key, settle
from inspect_app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.review.answers import CustodyOut, SampleListOut, SampleOut
from inspect_app.review.custody import present_custody
from inspect_app.review.sampling.models import VERDICTS, Sample
from inspect_app.review.sampling.present import present_sample, present_samples, sample_table
from inspect_app.review.sampling.queries import get_sample, list_samples, sample_drawn_at
from inspect_app.review.sampling.service import draw_sample, judge

blueprint = APIBlueprint("desk", __name__, tag="desk")

Json = dict[str, Any]
MOST_CASES, MAX_NOTE = 200, 2000


class SampleIn(Schema):
    """How many of the cases closed from `from` until before `to`."""

    begin = AwareDateTime(required=True, format="iso", data_key="from")
    end = AwareDateTime(required=True, format="iso", data_key="to")
    n = Integer(required=True, validate=validate.Range(1, MOST_CASES))


class VerdictIn(Schema):
    """What was found in a case."""

    verdict = String(required=True, validate=validate.OneOf(VERDICTS))
    note = String(load_default="", validate=validate.Length(max=MAX_NOTE))


class PageIn(Schema):
    """Which page of a list."""

    cursor = String(load_default=None)
    limit = Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT))


@blueprint.get("/cases/<uuid:case_id>/custody")
@access(Role.AUDITOR)
@blueprint.output(CustodyOut)
def get_custody(case_id: UUID) -> Response:
    """Every entry about a case with its bytes, so that each can be checked without trusting this answer."""
    ctx = current_context()
    return json_with_etag(present_custody(ctx.actor, get_case(ctx, case_id)))


@blueprint.get("/samples")
@access(Role.AUDITOR)
@blueprint.input(PageIn, location="query")
@blueprint.output(SampleListOut)
def get_samples(query_data: Json) -> Response:
    """Every draw, newest first, and how far it is."""
    samples, cursor = list_samples(query_data["cursor"], query_data["limit"])
    return json_with_etag({"items": present_samples(samples), "next_cursor": cursor})


@blueprint.post("/samples")
@access(Role.AUDITOR)
@blueprint.input(SampleIn)
@blueprint.output(SampleOut, status_code=201)
def post_sample(json_data: Json) -> Response:
    """Draw closed cases of a period; nobody chooses the seed. Needs an Idempotency-Key."""
    ctx, key = current_context(), required_key()
    begin, end = (whole_milliseconds(json_data[name]) for name in ("begin", "end"))
    with write_transaction():
        outcome = claim(ctx, key, request_hash())
        if outcome is None:
            outcome = Outcome(201, draw_sample(ctx, begin, end, json_data["n"]).log_index, None)
            settle(ctx, key, outcome)
    assert outcome.log_index is not None
    return sample_answer(sample_drawn_at(outcome.log_index), 201)


def sample_answer(sample: Sample, status: int) -> Response:
    """One sample."""
    response = jsonify(present_sample(sample))
    response.status_code = status
    return response


@blueprint.get("/samples/<uuid:sample_id>")
@access(Role.AUDITOR)
@blueprint.output(SampleOut)
def get_one_sample(sample_id: UUID) -> Response:
    """A sample, its cases and their verdicts."""
    return json_with_etag(present_sample(get_sample(sample_id)))


@blueprint.put("/samples/<uuid:sample_id>/cases/<uuid:case_id>")
@access(Role.AUDITOR)
@blueprint.input(VerdictIn)
@blueprint.output(SampleOut)
def put_verdict(sample_id: UUID, case_id: UUID, json_data: Json) -> Response:
    """Say what was found in a case: pass, question or fail, the latter two with a note."""
    ctx, note = current_context(), clean_text(json_data["note"]).strip()
    with write_transaction():
        judge(ctx, sample_id, case_id, json_data["verdict"], note)
    return jsonify(present_sample(get_sample(sample_id)))


@blueprint.get("/samples/<uuid:sample_id>/cases.csv")
@access(Role.AUDITOR)
@blueprint.doc(responses={200: "The cases and verdicts as CSV; the log keeps that it was taken"})
def get_sample_csv(sample_id: UUID) -> Response:
    """The cases and verdicts of a sample."""
    ctx, sample = current_context(), get_sample(sample_id)
    table = "".join(sample_table(sample))
    with write_transaction():
        append(ctx, [Fact(f"sample:{sample_id}", "sample_exported")])
    response = Response(table, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="sample-{sample_id}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
