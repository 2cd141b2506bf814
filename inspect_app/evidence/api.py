"""The routes of evidence: transfers of announced photos."""

from apiflask import APIBlueprint

blueprint = APIBlueprint("evidence", __name__, tag="Evidence")
