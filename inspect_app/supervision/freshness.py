"""Answers that follow from the log alone: while it does not grow, nothing is computed again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from inspect_app.audit.queries import log_size
from inspect_app.core.context import Actor
from inspect_app.core.etags import json_with_etag


def tag_of(actor: Actor, *about: Any) -> str:
    """The entity tag of what this person is told about `about` while the log does not grow."""
    grants = sorted([grant.role, grant.unit_id] for grant in actor.grants)
    said = json.dumps([log_size(), grants, *about], ensure_ascii=False, default=str)
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def fresh(tag: str, make: Callable[[], Any]) -> Response:
    """304 without computing anything when the client has it; else what `make` gives."""
    if request.if_none_match.contains_weak(tag.removeprefix('W/"').rstrip('"')):
        response = Response(status=304)
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    return json_with_etag(make(), tag)
