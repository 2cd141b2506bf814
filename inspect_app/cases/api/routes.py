"""The blueprint of cases with every route on it."""

from inspect_app.cases.api import (
    actions,
    atlas,
    cases,
    catalogue,
    desk,
    emergency,
    flow,
    look_backs,
    photos,
    reports,
    rescues,
)
from inspect_app.cases.api.blueprint import blueprint

ROUTES = (actions, atlas, cases, catalogue, desk, flow, emergency, look_backs, photos, reports, rescues)

__all__ = ["ROUTES", "blueprint"]
