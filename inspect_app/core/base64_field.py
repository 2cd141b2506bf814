"""A field of bytes written as base64."""

import base64
import binascii
from typing import Any

from marshmallow import fields


class Base64(fields.String):
    """Loads strict standard base64 as bytes; lengths are validated on the bytes."""

    default_error_messages = {"not_base64": "Must be base64."}  # noqa: RUF012 - marshmallow reads it so

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        """The bytes, or a field error."""
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise self.make_error("not_base64") from None
