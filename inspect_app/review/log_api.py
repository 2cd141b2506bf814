"""Public routes of the log: checkpoints, keys, proofs and time stamps. They carry hashes only."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response, request
from marshmallow import validate
from marshmallow.fields import Integer, List, String

from inspect_app.audit.checkpoints import find_checkpoint, known_keys, latest_checkpoint, living_key
from inspect_app.audit.log import from_nodes
from inspect_app.audit.merkle import NodeReader
from inspect_app.audit.models import LogCheckpoint
from inspect_app.audit.notes import b64
from inspect_app.audit.proofs import consistency_path, inclusion_path
from inspect_app.audit.queries import log_size
from inspect_app.audit.timestamps import find_timestamp
from inspect_app.audit.witnesses import accept_cosignatures, cosigned_note
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import PUBLIC, access
from inspect_app.core.transaction import write_transaction

blueprint = APIBlueprint("log", __name__, tag="log")

Json = dict[str, Any]
FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"
LARGEST = (1 << 63) - 1


class InclusionIn(Schema):
    """An entry and the size of the tree it is to be shown in."""

    index = Integer(required=True, validate=validate.Range(0, LARGEST))
    size = Integer(required=True, validate=validate.Range(1, LARGEST))


class ConsistencyIn(Schema):
    """Two sizes of the log."""

    from_ = Integer(required=True, data_key="from", validate=validate.Range(1, LARGEST))
    to = Integer(required=True, validate=validate.Range(1, LARGEST))


class ProofOut(Schema):
    """The hashes of a proof, base64, in the order of RFC 6962."""

    size = Integer(required=True)
    hashes = List(String(), required=True)


@blueprint.get("/log/checkpoint")
@access(PUBLIC)
@blueprint.doc(responses={200: "The last signed checkpoint (C2SP tlog-checkpoint)"})
def get_checkpoint() -> Response:
    """The last signed checkpoint, with its cosignatures; 404 `no_checkpoint` before the first one."""
    return checkpoint_answer(latest_checkpoint())


@blueprint.get("/log/checkpoints/<int:size>")
@access(PUBLIC)
@blueprint.doc(responses={200: "The checkpoint that was signed at this size (C2SP tlog-checkpoint)"})
def get_checkpoint_of(size: int) -> Response:
    """An earlier checkpoint, with the cosignatures that came in since."""
    return checkpoint_answer(find_checkpoint(size) if size <= LARGEST else None)


def checkpoint_answer(row: LogCheckpoint | None) -> Response:
    """A checkpoint; not for ever, because witnesses may still sign it."""
    if row is None:
        raise Problem("no_checkpoint", "No such checkpoint has been signed; ask again in a minute.", 404)
    return plain(cosigned_note(row), A_MOMENT)


@blueprint.get("/log/checkpoints/<int:size>/timestamp")
@access(PUBLIC)
@blueprint.doc(responses={200: "The authority's raw answer (RFC 3161, DER)"})
def get_timestamp_of(size: int) -> Response:
    """The time stamp over the note of this checkpoint, without its cosignatures, for `openssl ts -verify`."""
    row = find_timestamp(size) if size <= LARGEST else None
    if row is None:
        raise not_found()
    response = Response(row.token, mimetype="application/timestamp-reply")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.post("/log/cosignatures")
@access(PUBLIC)
@blueprint.doc(responses={201: "Kept; the checkpoint with every cosignature it has"})
def post_cosignatures() -> Response:
    """Take a checkpoint that a witness has cosigned (C2SP tlog-cosignature), as text/plain."""
    encoded = request.get_data(cache=False).decode(errors="replace")
    with write_transaction():
        row = accept_cosignatures(Context(SYSTEM, utc_now()), encoded)[0]
    response = checkpoint_answer(find_checkpoint(row.size))
    response.status_code = 201
    return response


@blueprint.get("/log/key")
@access(PUBLIC)
@blueprint.doc(responses={200: "The verifier key that signs now (C2SP signed-note)"})
def get_key() -> Response:
    """The key that signs now. Compare it with the one you were given another way."""
    living = living_key()
    if living is None:
        raise not_found()
    return plain(living.vkey + "\n", A_MOMENT)


@blueprint.get("/log/keys")
@access(PUBLIC)
@blueprint.doc(responses={200: "Every verifier key that ever signed, oldest first"})
def get_keys() -> Response:
    """Every key that ever signed, one a line, oldest first; the log itself holds an entry for each change."""
    return plain("".join(f"{key.vkey}\n" for key in known_keys()), A_MOMENT)


@blueprint.get("/log/keys/<string:key_id>/checkpoint")
@access(PUBLIC)
@blueprint.doc(responses={200: "The checkpoint with which a key began; after a rotation both keys signed it"})
def get_first_checkpoint(key_id: str) -> Response:
    """How a key came into office, for whoever missed the change and trusts only the key before."""
    started = [key.from_size for key in known_keys() if key.key_id == key_id]
    row = find_checkpoint(started[0]) if started else None
    if row is None:
        raise not_found()
    return plain(row.note, A_MOMENT)


@blueprint.get("/log/proof/inclusion")
@access(PUBLIC)
@blueprint.input(InclusionIn, location="query")
@blueprint.output(ProofOut)
def get_inclusion(query_data: Json) -> Response:
    """That entry `index` is in the tree of the first `size` entries."""
    index, size = query_data["index"], query_data["size"]
    return proof(size, lambda read: inclusion_path(index, size, read), "index")


@blueprint.get("/log/proof/consistency")
@access(PUBLIC)
@blueprint.input(ConsistencyIn, location="query")
@blueprint.output(ProofOut)
def get_consistency(query_data: Json) -> Response:
    """That the first `from` entries are a prefix of the first `to`."""
    old, new = query_data["from_"], query_data["to"]
    return proof(new, lambda read: consistency_path(old, new, read), "from")


def proof(size: int, make: Callable[[NodeReader], list[bytes]], field: str) -> Response:
    """A proof never changes, so it may be kept for ever; 422 for what the log does not have."""
    if size > log_size():
        raise field_problem("size", "The log is not that long.", "beyond_log")
    try:
        hashes = [b64(value) for value in from_nodes(make)]
    except ValueError as error:
        raise field_problem(field, f"{error}.", "no_such_proof") from None
    response = json_with_etag({"size": size, "hashes": hashes})
    response.headers["Cache-Control"] = FOR_EVER
    return response


def plain(text: str, caching: str) -> Response:
    """A text of the log's formats."""
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = caching
    return response
