"""How marks drawn over photos look on the wire."""

from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, post_load, validate, validates_schema
from marshmallow.fields import Integer, List, String

from inspect_app.evidence.annotations import COLOURS, MAX_TEXT, SCALE, SHAPES, Mark

COORDINATE = Integer(strict=True, validate=validate.Range(0, SCALE))
PRINTABLE = validate.Regexp(
    rf"\A[^\x00-\x1f\x7f]{{1,{MAX_TEXT}}}\Z", error=f"At most {MAX_TEXT} characters on one line."
)


class MarkOut(Schema):
    """One mark drawn over a photo: points in ten-thousandths of the upright picture, from its top left."""

    shape = String(required=True, validate=validate.OneOf(SHAPES))
    colour = String(required=True, validate=validate.OneOf(COLOURS))
    start = List(COORDINATE, required=True, validate=validate.Length(equal=2))
    end = List(COORDINATE, required=True, validate=validate.Length(equal=2))
    text = String(validate=PRINTABLE)


class MarkIn(MarkOut):
    """A mark to keep; loads as `Mark`."""

    @validates_schema
    def check_text(self, data: dict[str, Any], **_: Any) -> None:
        """Words belong to the shape `text`, and only to it."""
        if (data["shape"] == "text") != bool(data.get("text")):
            raise ValidationError("A mark has words exactly when its shape is text.", "text")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Mark:
        """The value the services work with."""
        start, end = tuple(data["start"]), tuple(data["end"])
        return Mark(data["shape"], data["colour"], start, end, data.get("text", ""))
