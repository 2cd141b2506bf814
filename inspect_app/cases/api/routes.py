"""The blueprint of cases with every route on it."""

from inspect_app.cases.api import (
    actions,
    atlas,
    cases,
    catalogue,
    desk,
    emergency,
    flow,
    photos,
    reports,
    rescues,
)
from inspect_app.cases.api.blueprint import blueprint

ROUTES = (actions, atlas, cases, catalogue, desk, flow, emergency, photos, reports, rescues)

__all__ = ["ROUTES", "blueprint"]
