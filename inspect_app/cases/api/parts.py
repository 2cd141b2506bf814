"""Parts that many answers of cases are made of: words, names, places, forms and offers."""

from apiflask import Schema
from marshmallow.fields import AwareDateTime, Boolean, Float, Integer, List, Nested, String

from inspect_app.cases.forms import READERS
from inspect_app.core.shapes import Label, one_of
from inspect_app.evidence.position import SOURCES


class Reason(Label):
    """Why something is so."""

    code = String(required=True)


class Ref(Schema):
    """A person, unit or grid as others mention it."""

    id = Integer(required=True)
    code = String()
    name = String(required=True)


class CategoryRef(Schema):
    """A category by its words."""

    code = String(required=True)
    label = Nested(Label, required=True)


class SourceRef(Schema):
    """Where a case comes from, by its words."""

    code = String(required=True)
    label = Nested(Label, required=True)


class PositionOut(Schema):
    """A place in WGS-84 degrees."""

    lat = Float(required=True)
    lon = Float(required=True)
    accuracy_m = Float(allow_none=True, required=True)
    fix_at = AwareDateTime(allow_none=True, required=True)
    source = one_of(SOURCES)
    datum = one_of(["wgs84"])


class OptionOut(Schema):
    """One answer of a choice."""

    value = String(required=True)
    label = Nested(Label, required=True)


class FieldOut(Schema):
    """One field of a form."""

    name = String(required=True)
    type = one_of(READERS)
    label = Nested(Label, required=True)
    required = Boolean(required=True)
    options = List(Nested(OptionOut))
    max_length = Integer()


class OfferOut(Schema):
    """A button: enabled, or greyed out with its reason."""

    action = String(required=True)
    label = Nested(Label, required=True)
    enabled = Boolean(required=True)
    reason = Nested(Reason, allow_none=True, required=True)
    fields_ = List(Nested(FieldOut), data_key="fields", required=True)
    danger = Boolean(required=True)
