"""Routes that change a case: actions, requests, and decisions about requests. Each is done once for its
key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from inspect_app.audit.log import Receipt
from inspect_app.cases.api.answers import ActionOut
from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.schemas import AskIn, FormIn
from inspect_app.cases.asking import answer, ask
from inspect_app.cases.models import Case
from inspect_app.cases.present.whole import present_case
from inspect_app.cases.queries import find_case, get_request
from inspect_app.cases.service import perform
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.etags import required_version
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.idempotency import Outcome, claim, request_hash, required_key, settle
from inspect_app.core.transaction import write_transaction

Json = dict[str, Any]


@blueprint.post("/cases/<uuid:case_id>/actions/<action>")
@access(SIGNED_IN)
@blueprint.input(FormIn)
@blueprint.output(ActionOut)
def act(case_id: UUID, action: str, json_data: Json) -> Response:
    """Do an action of the workflow; needs If-Match and Idempotency-Key."""
    ctx, version = current_context(), required_version()
    return once(ctx, case_id, lambda: perform(ctx, case_id, action, json_data, version=version))


@blueprint.post("/cases/<uuid:case_id>/requests")
@access(SIGNED_IN)
@blueprint.input(AskIn)
@blueprint.output(ActionOut, status_code=201)
def create_request(case_id: UUID, json_data: Json) -> Response:
    """Ask for an extension, a transfer, a suspension, or appeal against being late."""
    ctx, version = current_context(), required_version()
    kind = json_data.pop("kind")
    return once(ctx, case_id, lambda: ask(ctx, case_id, kind, json_data, version=version), status=201)


@blueprint.post("/requests/<uuid:request_id>/actions/<action>")
@access(SIGNED_IN)
@blueprint.input(FormIn)
@blueprint.output(ActionOut)
def decide_request(request_id: UUID, action: str, json_data: Json) -> Response:
    """Approve, deny or withdraw a request; If-Match is the version of its case."""
    ctx, version = current_context(), required_version()
    case_id = get_request(ctx, request_id).case_id
    return once(ctx, case_id, lambda: answer(ctx, request_id, action, json_data, version=version))


def once(ctx: Context, case_id: UUID, do: Callable[[], Receipt], status: int = 200) -> Response:
    """Open the transaction, do the work unless this key did it before, and show the case."""
    outcome, _ = done_once(ctx, Once(required_key(), request_hash(), status), case_id, do)
    case = find_case(ctx, case_id)  # who refuses a case does not see it any more
    shown = present_case(ctx, case) if case else None
    response = jsonify({"case": shown, "log_index": outcome.log_index})
    response.status_code = outcome.status
    return response


@dataclass(frozen=True)
class Once:
    """A request that is to be done once: its key, the hash of what it asks, the status of its success."""

    key: str
    request_sha256: str
    status: int = 200


def done_once(ctx: Context, asked: Once, case_id: UUID, do: Callable[[], Receipt]) -> tuple[Outcome, bool]:
    """One transaction: what came of the work, and whether it was done just now."""
    with write_transaction():
        if (outcome := claim(ctx, asked.key, asked.request_sha256)) is not None:
            return outcome, False
        receipt = do()
        version = db.session.get_one(Case, case_id).version
        outcome = Outcome(asked.status, receipt.log_index, version)
        settle(ctx, asked.key, outcome)
    return outcome, True
