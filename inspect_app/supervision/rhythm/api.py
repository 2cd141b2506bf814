"""Routes of the daily rhythm: the day of a unit, filing what is owed, beginning and ending it."""

from datetime import date
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint, Schema
from flask import Response, jsonify
from marshmallow import fields as f
from marshmallow import post_load
from marshmallow.validate import Length
from sqlalchemy import select

from inspect_app.cases.forms import clean_text
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.etags import fresh
from inspect_app.core.guards import access, current_context
from inspect_app.core.headers import CONTENT_POLICY
from inspect_app.core.paging import MAX_LIMIT
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.supervision.freshness import log_tag
from inspect_app.supervision.pressure.rendering import MEDIA_TYPE
from inspect_app.supervision.rhythm.answers import DayOut, ProductOut, RhythmListOut, RhythmOut
from inspect_app.supervision.rhythm.models import RhythmPeriod
from inspect_app.supervision.rhythm.present import present_day, present_periods, product_json
from inspect_app.supervision.rhythm.printing import print_day
from inspect_app.supervision.rhythm.rules import product_on
from inspect_app.supervision.rhythm.service import end_rhythm, file_product, start_rhythm
from inspect_app.supervision.scope import units_reached

blueprint = APIBlueprint("rhythm", __name__, tag="rhythm")
Json = dict[str, Any]
LONGEST = 4000


class RhythmIn(Schema):
    """Which unit begins when, by which document or for which reason."""

    unit_id = f.Integer(required=True)
    first_day = f.Date(required=True)
    document = f.String(required=True, validate=Length(1, 200))

    @post_load
    def clean(self, loaded: Json, **_: Any) -> Json:
        """The words without what no database keeps."""
        return {**loaded, "document": clean_text(loaded["document"])}


class ProductIn(Schema):
    """What a product says."""

    words = f.String(load_default="", validate=Length(max=LONGEST))


@blueprint.get("/rhythms")
@access(Role.SUPERVISOR, Role.AUDITOR)
@blueprint.output(RhythmListOut)
def get_rhythms() -> Response:
    """The rhythms of the caller's area, the last begun first."""
    ctx = current_context()
    query = select(RhythmPeriod).where(RhythmPeriod.unit_id.in_(units_reached(ctx.actor)))
    rows = db.session.scalars(query.order_by(RhythmPeriod.first_day.desc()).limit(MAX_LIMIT)).all()
    return fresh(log_tag(ctx.actor, "rhythms"), lambda: {"items": present_periods(rows)})


@blueprint.put("/rhythms/<uuid:period_id>")
@access(Role.SUPERVISOR)
@blueprint.input(RhythmIn)
@blueprint.output(RhythmOut, status_code=201)
def put_rhythm(period_id: UUID, json_data: Json) -> Response:
    """Let a unit keep the daily rhythm, under an id the app made."""
    with write_transaction():
        period, new = start_rhythm(current_context(), period_id, **json_data)
        answer = jsonify(present_periods([period])[0])
    answer.status_code = 201 if new else 200
    return answer


@blueprint.post("/rhythms/<uuid:period_id>/end")
@access(Role.SUPERVISOR)
@blueprint.output(RhythmOut)
def post_end(period_id: UUID) -> Response:
    """Let it end with today; the second time nothing changes."""
    with write_transaction():
        return jsonify(present_periods([end_rhythm(current_context(), period_id)])[0])


@blueprint.get("/days/<int:unit_id>/<day>")
@access(Role.SUPERVISOR, Role.AUDITOR)
@blueprint.output(DayOut)
def get_day(unit_id: int, day: str) -> Response:
    """The day of a unit: numbers, products, what is missing, what units said."""
    ctx, on = current_context(), read_day(day)
    if unit_id not in units_reached(ctx.actor):
        raise not_found()
    # What is owed changes with the minute, what happened only with the log.
    minute = ctx.now.replace(second=0, microsecond=0).isoformat()
    return fresh(log_tag(ctx.actor, "day", unit_id, on, minute), lambda: present_day(ctx, unit_id, on))


@blueprint.get("/days/<int:unit_id>/<day>/file")
@access(Role.SUPERVISOR, Role.AUDITOR)
@blueprint.doc(responses={200: "The PDF"})
def get_day_file(unit_id: int, day: str) -> Response:
    """The day of a unit as PDF, with the log's last checkpoint; 404 `no_chinese_font` without one."""
    ctx, on = current_context(), read_day(day)
    if unit_id not in units_reached(ctx.actor):
        raise not_found()
    return pdf_answer(print_day(ctx, unit_id, on), f"{unit_id}-{on}.pdf")


def pdf_answer(drawn: bytes, name: str) -> Response:
    """A PDF to download, never opened as a page of ours."""
    response = Response(drawn, mimetype=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="day-{name}"'
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.put("/days/<int:unit_id>/<day>/<kind>")
@access(Role.SUPERVISOR)
@blueprint.input(ProductIn)
@blueprint.output(ProductOut)
def put_product(unit_id: int, day: str, kind: str, json_data: Json) -> Response:
    """File the summary, the analysis or the report of a day."""
    ctx, on = current_context(), read_day(day)
    with write_transaction():
        row = file_product(ctx, unit_id, on, kind, clean_text(json_data["words"]))
        product = product_on(kind, on)
        assert product is not None
        return jsonify(product_json(product, row, on))


def read_day(text: str) -> date:
    """A day as in 2026-11-22; 404 for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise not_found() from None
