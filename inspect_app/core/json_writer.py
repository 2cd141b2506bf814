"""How answers become JSON: one writer for all of them, and it is orjson, because Python's own took a fifth of
the time of a page of cases. Bodies of the log are written by `audit`, not here.
"""

from datetime import date, datetime
from typing import Any

import orjson
from flask import Response
from flask.json.provider import DefaultJSONProvider

from inspect_app.core.clock import to_iso

OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME  # its own form of an instant leaves zero milliseconds out
BIGGEST = (1 << 63) - 1


def json_bytes(value: Any) -> bytes:
    """A value as compact JSON in UTF-8; instants as on the wire. TypeError for what JSON has no form of."""
    try:
        return orjson.dumps(value, told, OPTIONS)
    except TypeError:
        return orjson.dumps(sayable(value), told, OPTIONS)


def told(value: Any) -> Any:
    """What orjson has no form for."""
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def sayable(value: Any) -> Any:
    """The same with names that are texts, whole characters and numbers of any length: an answer may quote
    what somebody sent, and must be readable all the same.
    """
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {sayable(str(key)): sayable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(one) for one in value]
    if isinstance(value, int) and abs(value) > BIGGEST:
        return orjson.Fragment(str(value))
    return value


class JsonAnswers(DefaultJSONProvider):
    """Writes what views return; requests are read by Python's own reader, which takes what clients send."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """The answer for `jsonify` and for views that return a value."""
        body = self._prepare_response_obj(args, kwargs)
        return Response(json_bytes(body), mimetype=self.mimetype)
