"""Versions and entity tags: how a client says which state it saw, and asks only for what changed."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, request

from inspect_app.core.errors import Problem
from inspect_app.core.json_writer import json_bytes


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
    data = json_bytes(body)
    return tagged(Response(data, mimetype="application/json"), tag or tag_of(data))


def fresh(tag: str, make: Callable[[], Any]) -> Response:
    """304 without computing anything when the client has `tag`; else what `make` gives, as JSON."""
    unchanged = tagged(Response(), tag)
    return unchanged if unchanged.status_code == HTTPStatus.NOT_MODIFIED else json_with_etag(make(), tag)


def tag_of(said: bytes) -> str:
    """A weak entity tag: the same words may come in other bytes."""
    return f'W/"{hashlib.sha256(said).hexdigest()[:32]}"'


def tagged(response: Response, tag: str) -> Response:
    """The answer under its tag, to be asked about before each use; 304 when the client has it."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
