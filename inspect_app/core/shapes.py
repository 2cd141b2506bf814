"""Shapes that many answers share: a word out of a few, a page of a list."""

from collections.abc import Iterable
from typing import Any, cast

from apiflask import Schema
from marshmallow.fields import Field, List, Nested, String
from marshmallow.validate import OneOf


def one_of(words: Iterable[str], **options: Any) -> String:
    """A field that holds one of these words."""
    return String(required=True, validate=OneOf([str(word) for word in words]), **options)


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """A page of a list and where it goes on, in the OpenAPI document under a name of its own."""
    shape: dict[str, Field[Any]] = {
        "items": List(Nested(item), required=True),
        "next_cursor": String(allow_none=True, required=True),
    }
    return cast("type[Schema]", Schema.from_dict(shape, name=name))
