"""Routes of the on-duty roster 值班表 of a unit: reading it, one shift, a whole sheet."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Response, jsonify

from inspect_app.accounts.models import Person
from inspect_app.accounts.shifts.answers import (
    ShiftIn,
    ShiftOut,
    ShiftPage,
    ShiftSheetIn,
    ShiftSheetOut,
    ShiftSpanIn,
)
from inspect_app.accounts.shifts.models import DutyShift
from inspect_app.accounts.shifts.queries import (
    by_word,
    eligible,
    may_edit,
    people_on_duty,
    shifts_of,
    unit_for,
)
from inspect_app.accounts.shifts.service import drop_shift, put_shift, take_sheet
from inspect_app.accounts.shifts.sheet import Board, ShiftDraft, cells, columns, read_sheet
from inspect_app.core.clock import to_iso, whole_milliseconds
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.core.sheets import sent_file, workbook_response
from inspect_app.core.table_file import faults_told
from inspect_app.core.transaction import write_transaction
from inspect_app.core.workbook import workbook

blueprint = APIBlueprint("shifts", __name__, tag="administration")

Json = dict[str, Any]
READERS = (Role.SUPERVISOR, Role.HANDLER, Role.AUDITOR)
WRITERS = (Role.SUPERVISOR, Role.HANDLER)
SHEET = {"zh": "值班表", "en": "On duty"}
FAULT_WORDS: dict[str, dict[str, str]] = {
    "unknown_person": {
        "zh": "本单位没有这个人，或有人重名（请用用户名）",
        "en": "Nobody in office here, or two",
    },
    "bad_moment": {"zh": "应为 2026-11-22 08:00 这样的时间", "en": "A time like 2026-11-22 08:00"},
    "bad_span": {"zh": "结束应晚于开始，且不超过 31 天", "en": "It ends after it begins, within 31 days"},
    "shift_over": {"zh": "这一班已经结束，不能补记", "en": "This shift is over already"},
}


@blueprint.get("/units/<int:unit_id>/shifts")
@access(*READERS)
@blueprint.input(ShiftSpanIn, location="query")
@blueprint.output(ShiftPage)
def get_shifts(unit_id: int, query_data: Json) -> Response:
    """The roster of a unit for some days, who is on duty now, and who may be put on it."""
    ctx = current_context()
    unit, people = unit_for(ctx.actor, unit_id), eligible(unit_id, ctx.now)
    page = {
        "unit": {"id": unit.id, "code": unit.code, "name": unit.name},
        "now": [person_json(person) for person in people_on_duty(unit_id, ctx.now)],
        "items": [shift_json(*row) for row in shifts_of(unit_id, *window(ctx.now, query_data))],
        "people": [person_json(person) for person in people],
        "may_edit": may_edit(ctx.actor, unit_id),
    }
    return json_with_etag(page)


def window(now: datetime, asked: Json) -> tuple[datetime, datetime]:
    """The days that were asked for, on the wall calendar, as instants."""
    zone = ZoneInfo(settings().time_zone)
    day = asked["first"] or now.astimezone(zone).date()
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    return first.astimezone(UTC), (first + timedelta(days=asked["days"])).astimezone(UTC)


def person_json(person: Person) -> Json:
    """Somebody, and the number to call."""
    return {"id": person.id, "name": person.name, "phone": person.phone}


def shift_json(shift: DutyShift, person: Person) -> Json:
    """One line of the roster."""
    span = {"starts_at": to_iso(shift.starts_at), "ends_at": to_iso(shift.ends_at)}
    return {"id": str(shift.id), "person": person_json(person), **span}


@blueprint.put("/units/<int:unit_id>/shifts/<uuid:shift_id>")
@access(*WRITERS)
@blueprint.input(ShiftIn)
@blueprint.output(ShiftOut, status_code=201)
def put_one_shift(unit_id: int, shift_id: UUID, json_data: Json) -> Response:
    """Put somebody on the roster (201); the same again changes nothing (200)."""
    begin, end = (whole_milliseconds(json_data[name]) for name in ("starts_at", "ends_at"))
    with write_transaction() as session:
        draft = ShiftDraft(json_data["person_id"], begin, end)
        shift, new = put_shift(current_context(), unit_id, shift_id, draft)
        answer = shift_json(shift, session.get_one(Person, shift.person_id))
    response = jsonify(answer)
    response.status_code = 201 if new else 200
    return response


@blueprint.delete("/units/<int:unit_id>/shifts/<uuid:shift_id>")
@access(*WRITERS)
@blueprint.output({}, status_code=204)
def delete_shift(unit_id: int, shift_id: UUID) -> tuple[str, int]:
    """Take a shift off that is to come, or end the running one now; 409 for one that is over."""
    with write_transaction():
        drop_shift(current_context(), unit_id, shift_id)
    return "", 204


@blueprint.post("/units/<int:unit_id>/shifts/sheet")
@access(*WRITERS)
@blueprint.output(ShiftSheetOut)
def post_sheet(unit_id: int) -> Response:
    """Add the shifts of the workbook or CSV in the body; with faults, all are told and none is taken."""
    ctx = current_context()
    unit_for(ctx.actor, unit_id)
    people = by_word(eligible(unit_id, ctx.now))
    board = Board(people, ctx.now, ZoneInfo(settings().time_zone))
    reading, done = read_sheet(sent_file(), board), (0, 0)
    if not reading.faults:
        with write_transaction():
            done = take_sheet(ctx, unit_id, reading.drafts)
    return jsonify({"added": done[0], "changed": done[1], **faults_told(reading.faults, FAULT_WORDS)})


@blueprint.get("/units/<int:unit_id>/shifts.xlsx")
@access(*READERS)
@blueprint.input(ShiftSheetIn, location="query")
@blueprint.doc(responses={200: "The shifts as a workbook that can be sent back"})
def get_sheet(unit_id: int, query_data: Json) -> Response:
    """The roster of a unit for some days as a workbook."""
    ctx, language, zone = current_context(), query_data["lang"], ZoneInfo(settings().time_zone)
    unit_for(ctx.actor, unit_id)
    rows = shifts_of(unit_id, *window(ctx.now, query_data))
    lines = [cells(person.username, shift.starts_at, shift.ends_at, zone) for shift, person in rows]
    return workbook_response([b"".join(workbook(SHEET[language], columns(language), lines))], "on-duty")
