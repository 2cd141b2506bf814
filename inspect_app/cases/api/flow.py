"""The route of the fortnight: what came in and what ended, day by day."""

from typing import Any

from apiflask import Schema
from flask import Response
from marshmallow import validate
from marshmallow.fields import Date, Integer, List, Nested

from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.flow import flow
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context

MOST_DAYS = 62


class FlowIn(Schema):
    """How many days back, today included."""

    days = Integer(load_default=14, validate=validate.Range(1, MOST_DAYS))


class DayFlowOut(Schema):
    """One day on the wall calendar of the installation's time zone."""

    day = Date(required=True)
    reported = Integer(required=True)
    ended = Integer(required=True)


class FlowOut(Schema):
    """The oldest day first."""

    items = List(Nested(DayFlowOut), required=True)


@blueprint.get("/cases/flow")
@access(SIGNED_IN)
@blueprint.input(FlowIn, location="query")
@blueprint.output(FlowOut)
def get_flow(query_data: dict[str, Any]) -> Response:
    """How many cases in the caller's scope were reported and ended on each of the last days."""
    found = flow(current_context(), query_data["days"])
    lines = [{"day": one.day.isoformat(), "reported": one.reported, "ended": one.ended} for one in found]
    return json_with_etag({"items": lines})
