"""What a request may look like before a route reads it: JSON that is small and readable, ids that fit."""

import json

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter

from inspect_app.core.errors import Problem

MAX_JSON = 1024 * 1024
BIGGEST_NUMBER = (1 << 63) - 1


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that no row can have leads nowhere (404)."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **{"max": BIGGEST_NUMBER, **options})  # type: ignore[arg-type]


def check_body() -> None:
    """Where a route takes JSON: 415 for something else, 413 for too much, 400 for what nobody can parse."""
    view = current_app.view_functions.get(request.endpoint or "")
    if "body" not in getattr(view, "_spec", {}):
        return
    request.max_content_length = MAX_JSON
    if not request.is_json:
        if request.content_length or "Transfer-Encoding" in request.headers:
            raise Problem("unsupported_media_type", "Send the body as application/json.", 415)
        return
    try:
        json.loads(request.get_data())
    except (ValueError, RecursionError):  # also numbers of thousands of digits, thousands of brackets
        detail = "The request could not be read; check that the body is valid JSON."
        raise Problem("bad_request", detail, 400) from None


def install_limits(app: Flask) -> None:
    """Check every request of `app`; call it before routes are added."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(check_body)
