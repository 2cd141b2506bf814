"""Routes of indicators: what they mean, their numbers, and how townships and units stand to each other."""

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint, Schema
from flask import Response
from marshmallow import ValidationError, post_load, validate
from marshmallow import fields as f

from inspect_app.core.errors import not_found
from inspect_app.core.etags import fresh, json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.places.days import local_day
from inspect_app.supervision.freshness import log_tag
from inspect_app.supervision.indicators.answers import DefinitionListOut, OverviewOut, RankingOut
from inspect_app.supervision.indicators.definitions import data, definitions, find_definition
from inspect_app.supervision.indicators.groups import BY
from inspect_app.supervision.indicators.queries import Period
from inspect_app.supervision.indicators.tables import definition_json, overview, ranked

blueprint = APIBlueprint("indicators", __name__, tag="indicators")

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.HANDLER, Role.AUDITOR)
USUAL_DAYS, MOST_DAYS = 30, 400


class PeriodIn(Schema):
    """The days of reporting, both counted in; without them the last thirty."""

    first = f.Date(load_default=None, data_key="from")
    last = f.Date(load_default=None, data_key="to")

    @post_load
    def make(self, loaded: Json, **_: Any) -> Json:
        """The period as a value."""
        return {**loaded, "period": read_period(loaded.pop("first"), loaded.pop("last"))}


def read_period(first: Any, last: Any) -> Period:
    """The days asked for; ValidationError when they are too many or in the wrong order."""
    last = last or local_day(current_context().now)
    first = first or last - timedelta(days=USUAL_DAYS - 1)
    if not first <= last:
        raise ValidationError("The period ends before it begins.", "to")
    if (last - first).days >= MOST_DAYS:
        raise ValidationError(f"A period has at most {MOST_DAYS} days.", "to")
    return Period(first, last)


class RankingIn(PeriodIn):
    """Which indicator, for whom."""

    by = f.String(load_default="township", validate=validate.OneOf(BY))


@blueprint.get("/indicators/definitions")
@access(*READERS)
@blueprint.output(DefinitionListOut)
def get_definitions() -> Response:
    """What each indicator means."""
    return json_with_etag({"items": [definition_json(row) for row in definitions()]})


@blueprint.get("/indicators")
@access(*READERS)
@blueprint.input(PeriodIn, location="query")
@blueprint.output(OverviewOut)
def get_indicators(query_data: Json) -> Response:
    """Every indicator over what the caller answers for; nothing is computed while the log does not grow."""
    ctx, period = current_context(), query_data["period"]
    tag = log_tag(ctx.actor, "indicators", data(), period.first, period.last)
    return fresh(tag, lambda: overview(ctx, period))


@blueprint.get("/indicators/<code>/ranking")
@access(*READERS)
@blueprint.input(RankingIn, location="query")
@blueprint.output(RankingOut)
def get_ranking(code: str, query_data: Json) -> Response:
    """One indicator for each township, unit, district, source, category, site or enterprise of the area."""
    ctx, period, by = current_context(), query_data["period"], query_data["by"]
    row = find_definition(code, period.last)
    if row is None:
        raise not_found()
    tag = log_tag(ctx.actor, "ranking", data(), code, by, period.first, period.last)
    return fresh(tag, lambda: ranked(ctx, period, by, row))
