"""Routes of the registry: lists, entries, what is near, who is responsible, which cases are about what."""

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, jsonify

from inspect_app.cases.api.schemas import PageIn
from inspect_app.cases.present.summary import present_cases
from inspect_app.cases.queries import get_case
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.places.days import local_day
from inspect_app.registry import answers, schemas
from inspect_app.registry.leaders import LeaderForm, led_grids, save_leader
from inspect_app.registry.links import cases_of, link, unlink
from inspect_app.registry.present import (
    kinds_json,
    present_case_entries,
    present_entry,
    present_history,
    present_led_grids,
    present_lines,
    present_near,
)
from inspect_app.registry.queries import get_entry, list_entries, near
from inspect_app.registry.rights import READERS, VISITORS
from inspect_app.registry.service import confirm_entry, save_entry

blueprint = APIBlueprint("registry", __name__, tag="registry")
Json = dict[str, Any]


@blueprint.get("/registry/kinds")
@access(*READERS)
@blueprint.output(answers.EntryKindsOut)
def get_kinds() -> Response:
    """The kinds, types, states, roles of leaders and flags, in words."""
    return json_with_etag(kinds_json())


@blueprint.get("/registry/entries")
@access(*READERS)
@blueprint.input(schemas.EntryListIn, location="query")
@blueprint.output(answers.EntryListOut)
def get_entries(query_data: Json) -> Response:
    """The registry by number; `flag` leaves what should be looked at again."""
    ctx = current_context()
    rows, cursor = list_entries(ctx, query_data["wanted"], query_data["cursor"], query_data["limit"])
    return json_with_etag({"items": present_lines(ctx, rows), "next_cursor": cursor})


@blueprint.get("/registry/near")
@access(*READERS)
@blueprint.input(schemas.NearIn, location="query")
@blueprint.output(answers.NearEntriesOut)
def get_near(query_data: Json) -> Response:
    """Which sites and enterprises somebody may stand at."""
    return json_with_etag(present_near(current_context(), near(**query_data)))


@blueprint.get("/registry/entries/<uuid:entry_id>")
@access(*READERS)
@blueprint.output(answers.EntryOut)
def get_one_entry(entry_id: UUID) -> Response:
    """A whole entry."""
    return json_with_etag(present_entry(current_context(), get_entry(entry_id)))


@blueprint.put("/registry/entries/<uuid:entry_id>")
@access(Role.SUPERVISOR)
@blueprint.input(schemas.EntryIn)
@blueprint.output(answers.EntryOut, status_code=201)
def put_entry(entry_id: UUID, json_data: Json) -> Response:
    """Enter something under an id the client made, or change it; the same again changes nothing."""
    ctx = current_context()
    with write_transaction():
        row, new = save_entry(ctx, entry_id, json_data["form"], json_data["version"])
        answer = jsonify(present_entry(ctx, row))
    answer.status_code = 201 if new else 200
    return answer


@blueprint.post("/registry/entries/<uuid:entry_id>/confirm")
@access(*VISITORS)
@blueprint.output(answers.EntryOut)
def post_confirm(entry_id: UUID) -> Response:
    """Say that an entry is still so."""
    ctx = current_context()
    with write_transaction():
        return jsonify(present_entry(ctx, confirm_entry(ctx, entry_id)))


@blueprint.get("/registry/entries/<uuid:entry_id>/history")
@access(*READERS)
@blueprint.output(answers.EntryHistoryOut)
def get_history(entry_id: UUID) -> Response:
    """Who changed what, the last first."""
    return json_with_etag(present_history(get_entry(entry_id)))


@blueprint.get("/registry/entries/<uuid:entry_id>/cases")
@access(*READERS)
@blueprint.input(PageIn, location="query")
@blueprint.output(answers.EntryCasesOut)
def get_cases(entry_id: UUID, query_data: Json) -> Response:
    """The cases about an entry that the caller may see."""
    ctx = current_context()
    rows, cursor = cases_of(ctx, get_entry(entry_id).id, query_data["cursor"], query_data["limit"])
    return json_with_etag({"items": present_cases(rows, ctx.now), "next_cursor": cursor})


@blueprint.get("/registry/grids")
@access(*READERS)
@blueprint.input(schemas.LedGridsIn, location="query")
@blueprint.output(answers.LedGridsOut)
def get_led_grids(query_data: Json) -> Response:
    """The grids in which the caller works and who is responsible for each; `vacant` leaves those without."""
    ctx = current_context()
    rows, cursor = led_grids(ctx.actor, local_day(ctx.now), **query_data)
    return json_with_etag({"items": present_led_grids(ctx, rows), "next_cursor": cursor})


@blueprint.put("/registry/leaders/<uuid:leader_id>")
@access(Role.SUPERVISOR)
@blueprint.input(schemas.LeaderIn)
@blueprint.output({}, status_code=204)
def put_leader(leader_id: UUID, json_data: LeaderForm) -> tuple[str, int]:
    """Name somebody responsible, or change or end that; the same again changes nothing."""
    with write_transaction():
        save_leader(current_context(), leader_id, json_data)
    return "", 204


@blueprint.get("/cases/<uuid:case_id>/entries")
@access(*READERS)
@blueprint.output(answers.CaseEntriesOut)
def get_case_entries(case_id: UUID) -> Response:
    """What a case is about; for those who may say so, what it may be about."""
    ctx = current_context()
    return json_with_etag(present_case_entries(ctx, get_case(ctx, case_id)))


@blueprint.put("/cases/<uuid:case_id>/entries/<uuid:entry_id>")
@access(*VISITORS)
@blueprint.output(answers.CaseEntriesOut)
def put_case_entry(case_id: UUID, entry_id: UUID) -> Response:
    """Say that a case is about an entry; said before, nothing changes."""
    ctx = current_context()
    with write_transaction():
        link(ctx, case_id, entry_id)
        return jsonify(present_case_entries(ctx, get_case(ctx, case_id)))


@blueprint.delete("/cases/<uuid:case_id>/entries/<uuid:entry_id>")
@access(*VISITORS)
@blueprint.output(answers.CaseEntriesOut)
def delete_case_entry(case_id: UUID, entry_id: UUID) -> Response:
    """Take that back."""
    ctx = current_context()
    with write_transaction():
        unlink(ctx, case_id, entry_id)
        return jsonify(present_case_entries(ctx, get_case(ctx, case_id)))
