"""Routes of the registry as a file: taken away as a workbook, brought in after a trial run."""

import hashlib
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, stream_with_context

from inspect_app.core.guards import access, current_context
from inspect_app.core.roles import Role
from inspect_app.core.shapes import FileIn, LanguageIn
from inspect_app.core.sheets import sent_file, workbook_response
from inspect_app.core.table_file import read_table
from inspect_app.core.transaction import write_transaction
from inspect_app.registry.answers import RegistryImportOut
from inspect_app.registry.files import (
    MOST_TOLD,
    Reading,
    log_export,
    read_registry,
    sheet_of,
    take_registry,
    template,
)
from inspect_app.registry.schemas import SheetIn

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
    return workbook_response(stream_with_context(sheet_of(ctx, wanted, query_data["lang"])), "registry")


@blueprint.get("/registry/template.xlsx")
@access(Role.SUPERVISOR)
@blueprint.input(LanguageIn, location="query")
@blueprint.doc(responses={200: "An empty sheet with the columns that are read"})
def get_registry_template(query_data: Json) -> Response:
    """An empty sheet to fill in."""
    return workbook_response(template(query_data["lang"]), "registry-template")


@blueprint.post("/registry/imports")
@access(Role.SUPERVISOR)
@blueprint.input(FileIn, location="query")
@blueprint.output(RegistryImportOut)
def post_registry_import(query_data: Json) -> Response:
    """What the XLSX or CSV in the body would change, line by line; with `apply` all of it, or nothing."""
    data, ctx = sent_file(), current_context()
    table, sha256 = read_table(data), hashlib.sha256(data).hexdigest()
    if not query_data["apply"]:
        return jsonify(reading_json(read_registry(ctx, table), sha256, applied=False))
    with write_transaction():
        reading = read_registry(ctx, table)
        take_registry(ctx, reading, sha256)
    return jsonify(reading_json(reading, sha256, applied=True))


def reading_json(reading: Reading, sha256: str, *, applied: bool) -> Json:
    """What was found in a file."""
    numbers = {name: getattr(reading, name) for name in ("lines", "added", "changed", "unchanged")}
    faults = [vars(one) for one in reading.faults[:MOST_TOLD]]
    told = {"faults_total": len(reading.faults), "faults": faults}
    return {"sha256": sha256, "applied": applied, **numbers, **told}
