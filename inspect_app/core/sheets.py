"""A sheet that comes in the body of a request, and one that goes out as a file to keep."""

from collections.abc import Iterable

from flask import Response, request

from inspect_app.core.table_file import MOST_BYTES
from inspect_app.core.workbook import MEDIA_TYPE


def sent_file() -> bytes:
    """The file in the body; 413 when it is too large."""
    request.max_content_length = MOST_BYTES
    return request.get_data(cache=False)


def workbook_response(sheet: Iterable[bytes], name: str) -> Response:
    """A workbook to keep, which no cache does."""
    response = Response(sheet, mimetype=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
