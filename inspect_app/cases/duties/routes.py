"""The blueprint of duty tables with every route on it."""

from inspect_app.cases.duties import api, trial_api
from inspect_app.cases.duties.api import blueprint

ROUTES = (api, trial_api)

__all__ = ["ROUTES", "blueprint"]
