"""Each condition of the workflow table holds where it should and fails where it should, and is used."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inspect_app.cases import guards
from inspect_app.cases.facts import Facts
from inspect_app.cases.projections import conditions_of
from inspect_app.cases.statuses import RequestKind
from inspect_app.cases.workflow import ASKING, CASE_WORKFLOW, REQUEST_WORKFLOW
from inspect_app.core.roles import Role

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
ALL_ROWS = (*CASE_WORKFLOW, *ASKING, *REQUEST_WORKFLOW)
GUARD_EXAMPLES = {
    "own_report": ({"is_reporter": True}, {"is_reporter": False}),
    "after_photo_missing": ({"after_photos_stored": 1}, {"after_photos_stored": 0}),
    "after_photo_awaited": ({"after_photos_awaited": 0}, {"after_photos_awaited": 1}),
    "request_open": ({}, {"open_requests": frozenset({RequestKind.EXTENSION})}),
    "duties_not_separated": ({}, {"is_reporter": True}),
    "own_photo_missing": ({"blind": True, "own_check_photo": "ab"}, {"blind": True}),
    "nobody_drawn": ({"draw": "drawn"}, {"draw": "nobody"}),
    "not_drawn": ({"draw": "drawn", "is_drawn": True}, {"draw": "drawn"}),
    "no_drawn_verifier": ({"draw": "drawn"}, {}),
    "draw_not_empty": ({"draw": "nobody"}, {"draw": "nobody", "draw_widest": True}),
    "no_redraw_left": ({}, {"redraws_left": False}),
    "no_look_back_open": ({"look_back_open": True}, {}),
    "look_back_of_others": ({"look_back_mine": True}, {"look_back_of_nobody": True}),
    "look_back_photo_missing": ({"look_back_photo": True}, {}),
    "closer_is_verifier": ({}, {"is_verifier": True, "two_stage": True}),
    "no_extension_left": ({"extensions_granted": 1}, {"extensions_granted": 2}),
    "not_overdue": ({"overdue": True}, {"overdue": False}),
    "own_request": ({"is_requester": True}, {"is_requester": False}),
    "not_own_request": ({"is_requester": False}, {"is_requester": True}),
    "lead_unit_only": ({"helps": False}, {"helps": True}),
    "refusal_ruled": ({"refusals": 1}, {"refusals": 2}),
    "plan_missing": ({"mode": "scheduled", "planned": True}, {"mode": "scheduled"}),
    "no_arrival_owed": ({"arriving": True}, {"arriving": False}),
    "not_an_appeal": ({"request_kind": "appeal"}, {"request_kind": "extension"}),
    "appeal_needs_review": ({"request_kind": "extension"}, {"request_kind": "appeal"}),
    "same_reviewer": ({"is_first_reviewer": False}, {"is_first_reviewer": True}),
}


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.code)
def test_every_guard_has_a_case_that_passes_and_one_that_does_not(guard: guards.Guard) -> None:
    good, bad = GUARD_EXAMPLES[guard.code]
    facts = Facts(status="rectified", roles=frozenset({Role.VERIFIER}), now=NOW)
    assert guard.holds(replace(facts, **good))
    assert not guard.holds(replace(facts, **bad))


def test_every_guard_and_check_stands_in_the_table() -> None:
    used = {item.code for row in ALL_ROWS for item in conditions_of(row)}
    assert used == {item.code for item in (*guards.GUARDS, *guards.CHECKS)}
