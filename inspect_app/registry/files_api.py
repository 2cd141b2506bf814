"""Routes of the registry as a file: taken away as a workbook, brought in after a trial run."""

import hashlib
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request, stream_with_context

from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.table_file import MOST_BYTES, read_table
from inspect_app.core.transaction import write_transaction
from inspect_app.core.workbook import MEDIA_TYPE
from inspect_app.registry.answers import RegistryImportOut
from inspect_app.registry.files import MOST_TOLD, Reading, log_export, read_registry, sheet_of, take_registry
from inspect_app.registry.schemas import RegistryImportIn, SheetIn

blueprint = APIBlueprint("registry_files", __name__, tag="registry")
Json = dict[str, Any]


@blueprint.get("/registry.xlsx")
@access(Role.SUPERVISOR, Role.AUDITOR)
@blueprint.input(SheetIn, location="query")
@blueprint.doc(responses={200: "The filtered registry as a workbook; the log keeps that it was taken"})
def get_registry_sheet(query_data: Json) -> Response:
    """The whole filtered registry, without contacts."""
    ctx, wanted = current_context(), query_data["wanted"]
    with write_transaction():
        log_export(ctx, wanted)
    sheet = sheet_of(ctx, wanted, query_data["lang"])
    response = Response(stream_with_context(sheet), mimetype=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="registry.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/registry/imports")
@access(Role.SUPERVISOR)
@blueprint.input(RegistryImportIn, location="query")
@blueprint.output(RegistryImportOut)
def post_registry_import(query_data: Json) -> Response:
    """What the XLSX or CSV in the body would change, line by line; with `apply` all of it, or nothing."""
    request.max_content_length = MOST_BYTES
    data, ctx = request.get_data(cache=False), current_context()
    table, sha256 = read_table(data), hashlib.sha256(data).hexdigest()
    if not query_data["apply"]:
        return jsonify(reading_json(read_registry(table), sha256, applied=False))
    with write_transaction():
        reading = read_registry(table)
        take_registry(ctx, reading, sha256)
    return jsonify(reading_json(reading, sha256, applied=True))


def reading_json(reading: Reading, sha256: str, *, applied: bool) -> Json:
    """What was found in a file."""
    numbers = {name: getattr(reading, name) for name in ("lines", "added", "changed", "unchanged")}
    faults = [vars(one) for one in reading.faults[:MOST_TOLD]]
    told = {"faults_total": len(reading.faults), "faults": faults}
    return {"sha256": sha256, "applied": applied, **numbers, **told}
