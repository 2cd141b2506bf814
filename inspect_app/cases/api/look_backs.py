"""Routes of second looks: the look-backs in the caller's scope, and hints that an operator moved."""

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import ValidationError, post_load
from marshmallow.fields import Boolean, String

from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.schemas import PageIn
from inspect_app.cases.api.second_answers import LookBackListOut, RelocationsOut
from inspect_app.cases.lookbacks.models import STATES
from inspect_app.cases.lookbacks.queries import list_look_backs
from inspect_app.cases.lookbacks.relocation import relocations
from inspect_app.cases.present.second import look_back_list, relocation_json
from inspect_app.cases.queries import get_case
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.core.roles import Role

Json = dict[str, Any]


class LookBacksIn(PageIn):
    """Which look-backs: the caller's own, in which states (with commas), only late ones."""

    mine = Boolean(load_default=False)
    state = String(load_default="")
    overdue = Boolean(load_default=False)

    @post_load
    def make(self, data: Json, **_: Any) -> Json:
        """The states as a tuple; ValidationError for one that does not exist."""
        states = tuple(part for part in data.pop("state").split(",") if part)
        if unknown := [part for part in states if part not in STATES]:
            raise ValidationError(f"Unknown state: {', '.join(unknown)}.", "state")
        return {**data, "states": states}


@blueprint.get("/look-backs")
@access(SIGNED_IN)
@blueprint.input(LookBacksIn, location="query")
@blueprint.output(LookBackListOut)
def get_look_backs(query_data: Json) -> Response:
    """Look-backs of the cases in the caller's scope, what opens first at the top."""
    ctx = current_context()
    rows, cursor = list_look_backs(ctx, **query_data)
    return json_with_etag({"items": look_back_list(ctx, rows), "next_cursor": cursor})


@blueprint.get("/cases/<uuid:case_id>/relocations")
@access(Role.INSPECTOR, Role.SUPERVISOR, Role.VERIFIER, Role.AUDITOR)
@blueprint.output(RelocationsOut)
def get_relocations(case_id: UUID) -> Response:
    """Cases elsewhere that share a telephone, credit code, plate or name with this one: only hints."""
    ctx = current_context()
    found = relocations(ctx, get_case(ctx, case_id))
    return json_with_etag({"items": relocation_json(found)})
