"""Public routes of the log: checkpoints, keys and proofs. They carry hashes only."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response
from marshmallow import validate
from marshmallow.fields import Integer, List, String

from inspect_app.audit.checkpoints import known_keys, latest_checkpoint
from inspect_app.audit.log import read_node
from inspect_app.audit.notes import b64
from inspect_app.audit.proofs import consistency_path, inclusion_path
from inspect_app.audit.queries import log_size
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import PUBLIC, access

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
    """The last signed checkpoint; 404 `no_checkpoint` before the first one."""
    row = latest_checkpoint()
    if row is None:
        raise Problem("no_checkpoint", "No checkpoint has been signed yet; ask again in a minute.", 404)
    return plain(row.note, A_MOMENT)


@blueprint.get("/log/key")
@access(PUBLIC)
@blueprint.doc(responses={200: "The verifier key that signs now (C2SP signed-note)"})
def get_key() -> Response:
    """The key that signs now. Compare it with the one you were given another way."""
    living = [key for key in known_keys() if key.until_size is None]
    if not living:
        raise not_found()
    return plain(living[-1].vkey + "\n", A_MOMENT)


@blueprint.get("/log/keys")
@access(PUBLIC)
@blueprint.doc(responses={200: "Every verifier key that ever signed, oldest first"})
def get_keys() -> Response:
    """Every key that ever signed, one a line, oldest first; the log itself holds an entry for each change."""
    return plain("".join(f"{key.vkey}\n" for key in known_keys()), A_MOMENT)


@blueprint.get("/log/proof/inclusion")
@access(PUBLIC)
@blueprint.input(InclusionIn, location="query")
@blueprint.output(ProofOut)
def get_inclusion(query_data: Json) -> Response:
    """That entry `index` is in the tree of the first `size` entries."""
    index, size = query_data["index"], query_data["size"]
    return proof(size, lambda: inclusion_path(index, size, read_node), "index")


@blueprint.get("/log/proof/consistency")
@access(PUBLIC)
@blueprint.input(ConsistencyIn, location="query")
@blueprint.output(ProofOut)
def get_consistency(query_data: Json) -> Response:
    """That the first `from` entries are a prefix of the first `to`."""
    old, new = query_data["from_"], query_data["to"]
    return proof(new, lambda: consistency_path(old, new, read_node), "from")


def proof(size: int, make: Callable[[], list[bytes]], field: str) -> Response:
    """A proof never changes, so it may be kept for ever; 422 for what the log does not have."""
    if size > log_size():
        raise field_problem("size", "The log is not that long.", "beyond_log")
    try:
        hashes = [b64(value) for value in make()]
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
