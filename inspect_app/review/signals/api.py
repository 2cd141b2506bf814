"""Routes for auditors: hints that verification may be arranged, and the weekly re-checks."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response
from marshmallow.fields import UUID, AwareDateTime, Date, Integer, List, Nested, String

from inspect_app.cases.api.parts import Reason, Ref
from inspect_app.core.clock import to_iso
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.shapes import Label
from inspect_app.places.days import local_day
from inspect_app.review.signals.present import present_rechecks, present_signals
from inspect_app.review.signals.queries import latest_rechecks, verdicts_between
from inspect_app.review.signals.rules import signal_rule_on, signals

blueprint = APIBlueprint("signals", __name__, tag="desk")

Json = dict[str, Any]


class NumberedCase(Schema):
    """A case by its number."""

    id = UUID(required=True)
    number = String(required=True)


class MeasuredOut(Schema):
    """One thing that was measured."""

    label = Nested(Label, required=True)
    value = Integer(required=True)


class SignalOut(Schema):
    """A hint, its sample size, what was measured, and what may be harmless about it."""

    signal = Nested(Reason, required=True)
    person = Nested(Ref, required=True)
    unit = Nested(Ref, allow_none=True, required=True)
    sample = Integer(required=True)
    measured = List(Nested(MeasuredOut), required=True)
    benign = List(Nested(Label), required=True)
    cases = List(Nested(NumberedCase), required=True)


class SignalsOut(Schema):
    """The hints of the period that the rule in force looks at, out of how many verdicts."""

    begin = AwareDateTime(required=True, data_key="from")
    end = AwareDateTime(required=True, data_key="to")
    rule = String(required=True)
    source = Nested(Label, required=True)
    verdicts = Integer(required=True)
    items = List(Nested(SignalOut), required=True)


class RecheckOut(Schema):
    """A week's draw: how many of how many closed cases, and what repeats it."""

    week = Date(required=True)
    percent = Integer(required=True)
    population = Integer(required=True)
    seed = String(required=True)
    list_sha256 = String(required=True)
    log_index = Integer(required=True)
    drawn_at = AwareDateTime(required=True)
    cases = List(Nested(NumberedCase), required=True)


class RechecksOut(Schema):
    """The weekly draws of the last half year, newest first."""

    items = List(Nested(RecheckOut), required=True)


@blueprint.get("/signals")
@access(Role.AUDITOR)
@blueprint.output(SignalsOut)
def get_signals() -> Response:
    """Hints that verification may be arranged, in the period up to now; people decide what they mean."""
    now = current_context().now
    rule = signal_rule_on(local_day(now))
    begin = now - timedelta(days=rule.numbers["days"])
    known = verdicts_between(begin, now)
    found = signals(known, rule)
    period = {"from": to_iso(begin), "to": to_iso(now)}
    told = {"rule": rule.code, "source": rule.source, "verdicts": len(known)}
    return json_with_etag({**period, **told, "items": present_signals(found)})


@blueprint.get("/rechecks")
@access(Role.AUDITOR)
@blueprint.output(RechecksOut)
def get_rechecks() -> Response:
    """The closed cases drawn each week to be visited once more."""
    return json_with_etag({"items": present_rechecks(latest_rechecks())})
