"""Routes of emergency periods: what is in force, declaring a level, lifting it."""

from typing import Any
from uuid import UUID

from apiflask import Schema
from flask import Response, jsonify
from marshmallow import fields as f
from marshmallow.fields import AwareDateTime, List, Nested, String
from marshmallow.validate import Length, OneOf

from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.parts import Reason, Ref
from inspect_app.cases.deadlines.emergency import Declaration, declare, lift, periods
from inspect_app.cases.deadlines.rules import Level
from inspect_app.cases.forms import clean_text
from inspect_app.cases.present.emergency import present_periods
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.shapes import identifier
from inspect_app.core.transaction import write_transaction

Json = dict[str, Any]
WORDS = Length(min=1, max=500)


class DeclareIn(Schema):
    """The order that puts a level in force."""

    level = String(required=True, validate=OneOf([level.value for level in Level]))
    unit_id = identifier(required=True)
    document = String(required=True, validate=Length(min=1, max=120))
    reason = String(required=True, validate=WORDS)


class LiftIn(Schema):
    """Why a level ends."""

    reason = String(required=True, validate=WORDS)


class PeriodOut(Schema):
    """A level over a unit, from its declaration to its lifting."""

    id = f.UUID(required=True)
    level = Nested(Reason, required=True)
    unit = Nested(Ref, required=True)
    document = String(required=True)
    reason = String(required=True)
    started_at = AwareDateTime(required=True)
    ended_at = AwareDateTime(allow_none=True, required=True)
    declared_by = Nested(Ref, allow_none=True, required=True)
    lifted_by = Nested(Ref, allow_none=True, required=True)
    lift_reason = String(allow_none=True, required=True)


class PeriodsOut(Schema):
    """The latest hundred periods."""

    items = List(Nested(PeriodOut), required=True)


@blueprint.get("/emergency-periods")
@access(SIGNED_IN)
@blueprint.output(PeriodsOut)
def get_periods() -> Response:
    """The latest hundred emergency periods, newest first."""
    return json_with_etag({"items": present_periods(periods())})


@blueprint.put("/emergency-periods/<uuid:period_id>")
@access(Role.SUPERVISOR)
@blueprint.input(DeclareIn)
@blueprint.output(PeriodOut, status_code=201)
def put_period(period_id: UUID, json_data: Json) -> Response:
    """Put a level in force from now on, over a unit and all below it: 201, or 200 when it was done before."""
    wanted = declaration_of(period_id, json_data)
    with write_transaction():
        period, new = declare(current_context(), wanted)
    response = jsonify(present_periods([period])[0])
    response.status_code = 201 if new else 200
    return response


def declaration_of(period_id: UUID, sent: Json) -> Declaration:
    """What was ordered."""
    return Declaration(
        period_id,
        Level(sent["level"]),
        sent["unit_id"],
        clean_text(sent["document"]),
        clean_text(sent["reason"]),
    )


@blueprint.post("/emergency-periods/<uuid:period_id>/lift")
@access(Role.SUPERVISOR)
@blueprint.input(LiftIn)
@blueprint.output(PeriodOut)
def lift_period(period_id: UUID, json_data: Json) -> Response:
    """End a level now; deadlines that began under it stay as they are."""
    with write_transaction():
        period = lift(current_context(), period_id, clean_text(json_data["reason"]))
    return jsonify(present_periods([period])[0])
