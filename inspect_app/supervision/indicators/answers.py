"""What the routes of indicators answer."""

from apiflask import Schema
from marshmallow import fields as f

from inspect_app.cases.api.parts import Reason
from inspect_app.core.shapes import Label, one_of


class DefinitionOut(Schema):
    """What an indicator means, from when on, and who says so."""

    code = f.String(required=True)
    kind = one_of(["rate", "duration"])
    label = f.Nested(Label, required=True)
    better = one_of(["higher", "lower"])
    numerator_words = f.Nested(Label, required=True)
    denominator_words = f.Nested(Label, required=True)
    exclusions = f.List(f.Nested(Reason), required=True)
    valid_from = f.String(required=True)
    valid_to = f.String(required=True, allow_none=True)
    source = f.Nested(Label, required=True)


class NumbersOut(Schema):
    """Of a rate hundredths of a percent, of a duration tenths of hours; `low` and `high` bound it."""

    numerator = f.Integer(required=True, allow_none=True)
    sample = f.Integer(required=True)
    excluded = f.Integer(required=True)
    value = f.Integer(required=True, allow_none=True)
    low = f.Integer(required=True, allow_none=True)
    high = f.Integer(required=True, allow_none=True)


class RuleOut(Schema):
    """Nobody is ranked on fewer cases than this."""

    min_sample = f.Integer(required=True)
    confidence = f.String(required=True)
    source = f.Nested(Label, required=True)


class DefinitionListOut(Schema):
    """Every definition, past ones too."""

    items = f.List(f.Nested(DefinitionOut), required=True)


class ValueOut(DefinitionOut, NumbersOut):
    """An indicator with its numbers."""


class OverviewOut(Schema):
    """The numbers of a period."""

    from_ = f.String(required=True, data_key="from")
    to = f.String(required=True)
    rule = f.Nested(RuleOut, required=True)
    items = f.List(f.Nested(ValueOut), required=True)


class RankGroupOut(Schema):
    """A township, unit, district, site or enterprise by its name, a source or category by its words.

    `key` is the `group` that opens its cases in the ledger; of a site or enterprise it is its id.
    """

    key = f.String(required=True)
    id = f.Integer()
    code = f.String()
    name = f.String(required=True)
    label = f.Nested(Label)


class RankedOut(NumbersOut):
    """A line; no rank below the smallest sample, nor among what does not compete; no group outside all."""

    group = f.Nested(RankGroupOut, required=True, allow_none=True)
    rank = f.Integer(required=True, allow_none=True)


class ReconciliationOut(Schema):
    """Whether the lines add up to the whole."""

    stated = f.Integer(required=True)
    summed = f.Integer(required=True)
    difference = f.Integer(required=True)
    reconciles = f.Boolean(required=True)


class RankingOut(Schema):
    """How groups stand to each other: at most two hundred lines; `groups_total` and the sums count all."""

    from_ = f.String(required=True, data_key="from")
    to = f.String(required=True)
    by = f.String(required=True)
    rule = f.Nested(RuleOut, required=True)
    indicator = f.Nested(DefinitionOut, required=True)
    items = f.List(f.Nested(RankedOut), required=True)
    groups_total = f.Integer(required=True)
    whole = f.Nested(NumbersOut, required=True)
    reconciliation = f.Nested(ReconciliationOut, required=True)
