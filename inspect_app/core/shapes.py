"""Shapes that many routes share: a word out of a few, a page of a list, a sheet that comes in or goes out."""

from collections.abc import Iterable
from typing import Any, cast

from apiflask import Schema
from marshmallow.fields import Boolean, Field, Integer, List, Nested, String
from marshmallow.validate import OneOf, Range

from inspect_app.core.limits import BIGGEST_NUMBER


class Label(Schema):
    """A word in two languages."""

    zh = String(required=True)
    en = String(required=True)


def identifier(**options: Any) -> Integer:
    """A field with the id of a row."""
    return Integer(strict=True, validate=Range(1, BIGGEST_NUMBER), **options)


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


class LanguageIn(Schema):
    """In which language a sheet is."""

    lang = String(load_default="zh", validate=OneOf(["zh", "en"]))


class FileIn(Schema):
    """A file that is only tried unless `apply` says otherwise."""

    apply = Boolean(load_default=False)


class FileOut(Schema):
    """What a file would do, or did; the lists end after some, their totals count all."""

    sha256 = String(required=True)
    applied = Boolean(required=True)
    faults_total = Integer(required=True)


class SheetFaultOut(Schema):
    """What is wrong, and where: a cell of the file, or a line of the table."""

    where = String(required=True)
    code = String(required=True)
    label = Nested(Label, required=True)
    found = String(required=True)


class SheetFaultsOut(Schema):
    """What is wrong with a sheet; at most 200 faults are listed."""

    faults = List(Nested(SheetFaultOut), required=True)
    faults_total = Integer(required=True)


class CellOut(Schema):
    """What is to be said of a cell of a file: where it is, a code, what was found there."""

    cell = String(required=True)
    code = String(required=True)
    found = String(required=True)
