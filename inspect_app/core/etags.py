"""Versions and entity tags: how a client says which state it saw, and asks only for what changed."""

import hashlib
import json
from typing import Any

from flask import Response, request

from inspect_app.core.errors import Problem


def required_version() -> int:
    """The version named by `If-Match`; 428 when absent, 400 when it is not a version tag."""
    raw = request.headers.get("If-Match")
    if raw is None:
        raise Problem("version_required", "Send If-Match with the version you saw.", 428)
    try:
        return int(raw.strip().removeprefix("W/").strip('"'))
    except ValueError:
        raise Problem("bad_version", 'If-Match must be a version in quotes, for example "7".', 400) from None


def json_with_etag(body: Any, tag: str | None = None) -> Response:
    """A JSON answer with an entity tag (of its bytes when none is given); 304 when the client has it."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(data, mimetype="application/json")
    response.headers["ETag"] = tag or f'W/"{hashlib.sha256(data).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
