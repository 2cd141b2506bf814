"""How large a request may be: JSON is small, only uploads carry photos."""

from flask import Flask, request

MAX_JSON = 1024 * 1024


def limit_json() -> None:
    """Refuse (413) a JSON body larger than any form of ours."""
    if request.mimetype == "application/json":
        request.max_content_length = MAX_JSON


def install_limits(app: Flask) -> None:
    """Check every request of `app`."""
    app.before_request(limit_json)
