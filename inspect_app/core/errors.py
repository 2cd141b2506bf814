"""Every refusal: one exception type, one wire form (`application/problem+json`, RFC 9457).

A problem has a stable `code` for programs and one sentence a person can act on. Unknown exceptions become a
500 that names only the request, never its own text.
"""

from http import HTTPStatus
from typing import Any

from apiflask import HTTPError
from flask import Flask, Response, current_app, g
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from inspect_app.core.json_writer import json_bytes

CHECKSUM_MISMATCH = 460
# Years beyond the calendar, numbers beyond 64 bits, half a character.
UNUSABLE = (OverflowError, UnicodeEncodeError)


class Problem(Exception):
    """A refusal with a stable `code`, an HTTP `status` and a `detail` sentence; `extra` joins the body."""

    def __init__(
        self, code: str, detail: str, status: int = 422, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.status = status
        self.headers = headers or {}
        self.extra = extra


def not_found() -> Problem:
    """The answer for what does not exist and for what is out of the caller's scope: the same."""
    return Problem("not_found", "There is nothing here, or it is not in your area.", 404)


def field_problem(field: str, message: str, code: str = "invalid_request") -> Problem:
    """One field of the request is wrong."""
    errors = [{"field": field, "message": message}]
    return Problem(code, f"{field}: {message}", 422, errors=errors)


def phrase(status: int) -> str:
    """The short name of a status; 460 belongs to the tus upload protocol alone."""
    return "Checksum Mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase


def problem_response(problem: Problem) -> Response:
    """The wire form of a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": phrase(problem.status),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": g.get("request_id", ""),
        **problem.extra,
    }
    response = Response(json_bytes(body), problem.status, mimetype="application/problem+json")
    response.headers.update(problem.headers)
    return response


HTTP_CODES = {
    400: ("bad_request", "The request could not be read; check that the body is valid JSON."),
    404: ("not_found", "There is nothing here, or it is not in your area."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("body_too_large", "The request body is larger than this server accepts."),
    415: ("unsupported_media_type", "Send the body as application/json."),
    429: ("too_many_requests", "Too many requests; wait a little and try again."),
}


def flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    """Turn nested validation messages into `[{"field": "photos.0.sha256", "message": …}]`."""
    if isinstance(messages, dict):
        parts = [flatten(value, f"{path}.{key}" if path else str(key)) for key, value in messages.items()]
        return [entry for part in parts for entry in part]
    return [{"field": path, "message": str(text)} for text in messages]


def validation_problem(error: HTTPError) -> Problem:
    """The problem for a body, query or header that does not fit its schema."""
    detail: Any = error.detail
    if not isinstance(detail, dict) or not detail:
        code, sentence = HTTP_CODES.get(error.status_code, ("bad_request", error.message or "Bad request."))
        return Problem(code, sentence, error.status_code)
    errors = [entry for location in detail.values() for entry in flatten(location)]
    first = errors[0] if errors else {"field": "body", "message": "Invalid."}
    return Problem("invalid_request", f"{first['field']}: {first['message']}", 422, errors=errors)


def http_problem(error: HTTPException) -> Problem:
    """The problem for an error raised by the framework itself."""
    status = error.code or 500
    code, sentence = HTTP_CODES.get(status, (f"http_{status}", phrase(status) + "."))
    return Problem(code, sentence, status)


def unusable_problem(error: Exception) -> Problem:
    """A value that passed every check and still fits no column: too large, or not a text at all."""
    current_app.logger.warning("a value that cannot be used", exc_info=error)
    detail = "A value of the request is too large, or holds characters that cannot be kept."
    return Problem("unusable_value", detail, 422)


def statement_problem(error: StatementError) -> Problem:
    """A statement that could not be made from its values; one the database refused is our own mistake."""
    return unusable_problem(error) if isinstance(error.orig, UNUSABLE) else unknown_problem(error)


def busy_problem(error: SQLAlchemyError) -> Problem:
    """The database is locked, gone or gave up; the client may send the same request again."""
    current_app.logger.warning("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    detail = "The database did not answer in time. Nothing was lost; the same request can be sent again."
    return Problem("database_unavailable", detail, 503, headers={"Retry-After": "2"})


def unknown_problem(error: Exception) -> Problem:
    """Something nobody foresaw: logged in full, told as a request id."""
    current_app.logger.error("unexpected error", exc_info=error)
    detail = "Something went wrong on the server. Tell the operator the request id."
    return Problem("internal_error", detail, 500)


def register_errors(app: Flask) -> None:
    """Make every error of the application leave as problem+json."""
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(HTTPError, lambda error: problem_response(validation_problem(error)))
    app.register_error_handler(HTTPException, lambda error: problem_response(http_problem(error)))
    for gone in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(gone, lambda error: problem_response(busy_problem(error)))
    for unusable in (DataError, *UNUSABLE):
        app.register_error_handler(unusable, lambda error: problem_response(unusable_problem(error)))
    app.register_error_handler(StatementError, lambda error: problem_response(statement_problem(error)))
    app.register_error_handler(Exception, lambda error: problem_response(unknown_problem(error)))
