"""Routes of what is the same for everybody: categories and the workflow table."""

from flask import Response

from inspect_app.cases.api.blueprint import blueprint
from inspect_app.cases.api.lists import CategoryListOut, SourceListOut, WorkflowOut
from inspect_app.cases.categories import categories_on, category_json
from inspect_app.cases.projections import workflow_json
from inspect_app.cases.sources import source_json, sources_on
from inspect_app.core.etags import json_with_etag
from inspect_app.core.guards import SIGNED_IN, access, current_context
from inspect_app.places.days import local_day


@blueprint.get("/categories")
@access(SIGNED_IN)
@blueprint.output(CategoryListOut)
def get_categories() -> Response:
    """The categories in force today."""
    today = local_day(current_context().now)
    return json_with_etag(
        {"items": [category_json(row) for row in categories_on(today)], "next_cursor": None}
    )


@blueprint.get("/sources")
@access(SIGNED_IN)
@blueprint.output(SourceListOut)
def get_sources() -> Response:
    """Where cases may come from today, who may say so, and what each asks for."""
    today = local_day(current_context().now)
    return json_with_etag({"items": [source_json(row) for row in sources_on(today)], "next_cursor": None})


@blueprint.get("/workflow")
@access(SIGNED_IN)
@blueprint.output(WorkflowOut)
def get_workflow() -> Response:
    """The workflow table; its ETag changes with it."""
    return json_with_etag(workflow_json())
