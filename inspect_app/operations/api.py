"""`/metrics`: for the operator's Prometheus, and for nobody else."""

from hmac import compare_digest

from apiflask import APIBlueprint
from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from inspect_app.core.errors import not_found
from inspect_app.core.guards import PUBLIC, access
from inspect_app.core.settings import settings
from inspect_app.operations.exposition import exposition

blueprint = APIBlueprint("operations", __name__, enable_openapi=False)

HERE = {"127.0.0.1", "::1"}
PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@blueprint.get("/metrics")
@access(PUBLIC)
def metrics() -> Response:
    """The measurements of this node; 404 to whoever may not know that they exist."""
    if not may_read():
        raise not_found()
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


def may_read() -> bool:
    """With METRICS_TOKEN its bearer; without it whoever asks on this machine, not through a proxy."""
    token = settings().metrics_token
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.remote_addr in HERE and not any(name in request.headers for name in PASSED_ON)
