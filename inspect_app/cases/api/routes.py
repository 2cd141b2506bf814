"""The blueprint of cases with every route on it."""

from inspect_app.cases.api import actions, cases, catalogue, photos, reports
from inspect_app.cases.api.blueprint import blueprint

ROUTES = (actions, cases, catalogue, photos, reports)

__all__ = ["ROUTES", "blueprint"]
