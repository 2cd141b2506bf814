"""The workflow table against an independent statement of the procedure, cell by cell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from inspect_app.cases.facts import Facts
from inspect_app.cases.machine import decide, offers
from inspect_app.cases.projections import workflow_page
from inspect_app.cases.statuses import OPEN, TERMINAL, ClockKind, RequestKind, Status
from inspect_app.cases.workflow import ASKING, CASE_WORKFLOW, EVENT_LABELS, REQUEST_WORKFLOW, Transition
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
LATER = (NOW + timedelta(days=3)).isoformat()
ALL_ROWS = (*CASE_WORKFLOW, *ASKING, *REQUEST_WORKFLOW)

# The procedure as the design states it, written down a second time by hand: (action, from, role) → to.
SUP, INS, HAN, VER, SYS = "supervisor", "inspector", "handler", "verifier", "system"
PROCEDURE: dict[tuple[str, str, str], str] = {}


def rule(action: str, sources: str, target: str | None, *roles: str) -> None:
    for source, role in product(sources.split(), roles):
        assert (action, source, role) not in PROCEDURE
        PROCEDURE[action, source, role] = target or source


rule("accept", "reported", "accepted", SUP)
rule("reject", "reported", "rejected", SUP)
rule("withdraw", "reported", "rejected", INS, SUP, VER)
rule("merge", "reported accepted", "merged", SUP)
rule("restore", "rejected merged", "reported", SUP)
rule("assign", "accepted", "assigned", SUP)
rule("involve", "assigned rectifying returned", None, SUP)
rule("acknowledge", "assigned", "rectifying", HAN)
rule("refuse", "assigned", "accepted", HAN)
rule("recall", "assigned rectifying returned", "accepted", SUP)
rule("arrive", "rectifying returned", None, HAN)
rule("plan", "rectifying returned", None, HAN)
EVERY_OPEN = "reported accepted assigned rectifying rectified returned verified suspended"
rule("supplement", EVERY_OPEN, None, INS, SUP, HAN, VER)
rule("submit", "rectifying returned", "rectified", HAN)
rule("verify", "rectified", "verified", VER, INS, SUP)
rule("return", "rectified", "returned", VER, INS, SUP)
rule("return", "verified", "returned", SUP)
rule("close", "verified", "closed", SUP, SYS)
rule("redraw", "rectified", None, SUP)
rule("widen", "rectified", None, SUP)
rule("look_back", "closed", None, VER, INS, SUP)
rule("look_back_redraw", "closed", None, SUP)
rule("suspend", "rectifying returned", "suspended", SYS)
rule("resume", "suspended", "rectifying", SUP, SYS)
rule("void", "accepted assigned rectifying returned suspended", "rejected", SUP)
rule("reopen", "closed", "accepted", SUP, SYS)

ACTIONS = sorted({row.action for row in CASE_WORKFLOW})

FORMS = {
    "reject": {"reason": "重复"},
    "withdraw": {"reason": "误报"},
    "merge": {"into": "01900000-0000-7000-8000-000000000000"},
    "restore": {"reason": "有误"},
    "assign": {"unit_id": 3, "due_at": LATER},
    "involve": {"helper_unit_id": 5},
    "refuse": {"reason": "不属本辖区"},
    "recall": {"reason": "派错"},
    "plan": {"plan": "覆盖裸土"},
    "supplement": {"note": "仍在施工"},
    "submit": {"measures": "已覆盖防尘网"},
    "return": {"reason": "未覆盖完", "due_at": LATER},
    "suspend": {"until": LATER, "reason": "冬季停工"},
    "void": {"reason": "非本市"},
    "redraw": {"reason": "休假"},
    "widen": {"reason": "辖区内只有一名核查员"},
    "look_back": {"result": "pass"},
    "look_back_redraw": {"reason": "休假"},
    "reopen": {"ground": "relapse", "reason": "又见裸土"},
    "extension": {"due_at": LATER, "reason": "下雨"},
    "transfer": {"unit_id": 4, "reason": "归属住建"},
    "suspension": {"until": LATER, "reason": "拆迁中"},
    "appeal": {"reason": "系统故障"},
    "deny": {"note": "理由不足"},
}


def able(status: str, *roles: str) -> Facts:
    """Facts under which every guard holds."""
    return Facts(
        status=status,
        roles=frozenset(Role(role) for role in roles),
        now=NOW,
        after_photos_stored=1,
        is_reporter=False,
        overdue=True,
        arriving=True,
        look_back_open=True,
        look_back_mine=True,
        look_back_photo=True,
    )


def fitting(action: str, facts: Facts) -> Facts:
    """What only this action asks for."""
    if action in {"verify", "return", "redraw"}:
        return replace(facts, draw="drawn", is_drawn=True)
    if action == "widen":
        return replace(facts, draw="nobody")
    return replace(facts, is_reporter=True) if action == "withdraw" else facts


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("role", list(Role))
def test_exactly_the_procedure_is_permitted_and_offered(action: str, status: str, role: str) -> None:
    facts = fitting(action, able(status, role))
    offered = {offer.transition.action for offer in offers(CASE_WORKFLOW, facts) if offer.blocked_by is None}
    target = PROCEDURE.get((action, status, role))
    assert (action in offered) == (target is not None)
    if target is not None:
        decision = decide(CASE_WORKFLOW, action, facts, FORMS.get(action, {}))
        assert (decision.transition.target or status) == target
        return
    with pytest.raises(Problem) as refusal:
        decide(CASE_WORKFLOW, action, facts, FORMS.get(action, {}))
    anybody = any((action, status, other) in PROCEDURE for other in Role)
    assert refusal.value.code == ("wrong_role" if anybody else "wrong_status")
    assert refusal.value.status == (403 if anybody else 409)


def test_no_action_stands_twice_for_a_status() -> None:
    pairs = [(row.action, source) for row in CASE_WORKFLOW for source in row.sources]
    assert len(pairs) == len(set(pairs))


def test_every_status_can_be_reached_and_every_open_one_left_by_a_person() -> None:
    reached, frontier = {Status.REPORTED}, [Status.REPORTED]
    while frontier:
        here = frontier.pop()
        for row in CASE_WORKFLOW:
            if here in row.sources and row.target and Status(row.target) not in reached:
                reached.add(Status(row.target))
                frontier.append(Status(row.target))
    assert reached == set(Status)
    for status in OPEN:
        leaving = [row for row in CASE_WORKFLOW if status in row.sources and row.target not in {None, status}]
        assert any(set(row.roles) - {Role.SYSTEM} for row in leaving), status


REQUIRED = [(row, f.name) for row in ALL_ROWS for f in row.fields if f.required]


@pytest.mark.parametrize(("row", "name"), REQUIRED, ids=lambda v: v if isinstance(v, str) else v.action)
def test_a_missing_required_field_is_named(row: Transition, name: str) -> None:
    form = {key: value for key, value in FORMS.get(row.action, {}).items() if key != name}
    facts = replace(
        fitting(row.action, able(row.sources[0], *row.roles)),
        is_reporter=row.action == "withdraw",
        is_requester=False,
    )
    with pytest.raises(Problem) as refusal:
        decide((row,), row.action, facts, form)
    assert refusal.value.code == "invalid_request"
    assert name in [error["field"] for error in refusal.value.extra["errors"]]


def test_reasons_are_asked_where_something_is_taken_back() -> None:
    needing = {"reject", "withdraw", "restore", "refuse", "recall", "return", "void", "reopen", "suspend"}
    needing |= {"redraw", "widen", "look_back_redraw"}
    for row in CASE_WORKFLOW:
        names = {field.name for field in row.fields if field.required}
        assert ("reason" in names) == (row.action in needing), row.action


@pytest.mark.parametrize(
    ("change", "may_verify"),
    [
        ({}, True),
        ({"is_reporter": True}, False),
        ({"of_handling_unit": True}, False),
        ({"is_assigner": True}, True),
        ({"is_assigner": True, "two_stage": True}, False),
        ({"is_reporter": True, "somebody_may_verify": False}, False),
    ],
)
def test_verifying_keeps_duties_apart(change: dict[str, bool], *, may_verify: bool) -> None:
    facts = replace(able("rectified", VER), **change)
    for action in ("verify", "return"):
        offer = next(o for o in offers(CASE_WORKFLOW, facts) if o.transition.action == action)
        assert (offer.blocked_by is None) == may_verify


def test_the_supervisor_may_verify_when_nobody_else_can() -> None:
    alone = replace(able("rectified", SUP), is_reporter=True, somebody_may_verify=False)
    assert decide(CASE_WORKFLOW, "verify", alone, {}).transition.target == "verified"
    with pytest.raises(Problem, match="duties_not_separated"):
        decide(CASE_WORKFLOW, "verify", replace(alone, somebody_may_verify=True), {})


def test_what_does_not_concern_a_case_is_not_even_greyed_out() -> None:
    quiet = replace(able("rectifying", HAN), arriving=False)
    assert "arrive" not in {offer.transition.action for offer in offers(CASE_WORKFLOW, quiet)}
    with pytest.raises(Problem, match="no_arrival_owed"):
        decide(CASE_WORKFLOW, "arrive", quiet, {})


def test_an_appeal_is_reviewed_by_one_and_approved_by_another() -> None:
    asked = replace(able("requested", SUP), request_kind=RequestKind.APPEAL)
    assert {o.transition.action for o in offers(REQUEST_WORKFLOW, asked)} == {"review", "deny"}
    with pytest.raises(Problem, match="appeal_needs_review"):
        decide(REQUEST_WORKFLOW, "approve", asked, {})
    reviewed = replace(asked, status="reviewed")
    assert decide(REQUEST_WORKFLOW, "approve", reviewed, {}).transition.target == "approved"
    with pytest.raises(Problem, match="same_reviewer"):
        decide(REQUEST_WORKFLOW, "approve", replace(reviewed, is_first_reviewer=True), {})


def test_anything_else_is_approved_at_once() -> None:
    asked = replace(able("requested", SUP), request_kind=RequestKind.EXTENSION)
    assert {o.transition.action for o in offers(REQUEST_WORKFLOW, asked)} == {"approve", "deny"}


def test_in_two_stages_the_verifier_does_not_close() -> None:
    facts = replace(able("verified", SUP), is_verifier=True, two_stage=True)
    with pytest.raises(Problem, match="closer_is_verifier"):
        decide(CASE_WORKFLOW, "close", facts, {})
    assert decide(CASE_WORKFLOW, "close", replace(facts, two_stage=False), {})
    assert decide(CASE_WORKFLOW, "close", replace(facts, somebody_may_close=False), {})


def test_no_role_both_submits_and_judges() -> None:
    roles = {row.action: set(row.roles) for row in CASE_WORKFLOW}
    assert not roles["submit"] & (roles["verify"] | roles["return"] | roles["close"])


@pytest.mark.parametrize("moment", [NOW, NOW - timedelta(seconds=1)])
def test_a_due_date_must_lie_ahead(moment: datetime) -> None:
    form = {"unit_id": 3, "due_at": moment.isoformat()}
    with pytest.raises(Problem, match="due_in_past"):
        decide(CASE_WORKFLOW, "assign", able("accepted", SUP), form)


def test_a_suspension_lasts_a_year_at_most() -> None:
    form = {"until": (NOW + timedelta(days=367)).isoformat(), "reason": "拆迁"}
    with pytest.raises(Problem, match="until_too_far"):
        decide(CASE_WORKFLOW, "suspend", able("rectifying", SYS), form)


def test_no_clock_runs_once_a_case_has_ended() -> None:
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [("reported", frozenset({ClockKind.ACCEPT.value}))]
    while waiting:
        status, running = waiting.pop()
        if (status, running) in seen:
            continue
        seen.add((status, running))
        for row in CASE_WORKFLOW:
            if status in row.sources:
                after = (running - set(row.stops)) | {str(clock) for clock in row.starts}
                waiting.append((row.target or status, frozenset(after)))
    assert all(not running for status, running in seen if status in TERMINAL)
    assert any(running == {"rectify"} for status, running in seen if status == "rectifying")


def test_every_event_has_words() -> None:
    assert {row.event for row in ALL_ROWS} <= EVENT_LABELS.keys()


def test_the_page_in_docs_is_the_table() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "workflow.md"
    assert page.read_text(encoding="utf-8") == workflow_page(), "run: flask workflow page"
