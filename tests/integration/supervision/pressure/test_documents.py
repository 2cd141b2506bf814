"""A document of the ladder from the proposal to the sign-off, with what may go wrong on the way."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspect_app.audit.checkpoints import find_checkpoint
from inspect_app.audit.fsck import check_log
from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.models import Event
from inspect_app.audit.publishing import publish_now
from inspect_app.audit.queries import entry_body
from inspect_app.audit.replay import Replay
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.supervision.pressure.tasks import note_overdue_documents
from tests.builders import API, jpeg
from tests.integration.supervision.pressure.conftest import Desk
from tests.paper import qr_codes, words_of


def kinds(desk: Desk, subject: str) -> list[str]:
    """What the log tells of a subject, in order."""
    with desk.city.app.app_context():
        query = select(Event.kind).where(Event.subject == subject).order_by(Event.seq)
        return list(db.session.scalars(query))


def test_the_story_of_a_document_with_its_answers_and_its_log(desk: Desk) -> None:
    case_id = desk.late_case()
    proposal = desk.proposed(desk.later(hours=26))[0]
    assert (proposal["rung"]["code"], proposal["ground"]["zh"]) == ("urging", "整改超期 26 小时")

    document = desk.issued([proposal])
    assert document["number"] == f"东区分局督办〔{document['number'][7:11]}〕1号"
    assert (document["state"]["code"], document["delivered_to"]) == ("issued", 1)
    assert [case["id"] for case in document["cases"]] == [case_id]
    assert document["receive_due_at"] <= document["reply_due_at"]
    assert desk.open() == []
    notice = desk.hand("handler").get("/notices").get_json()["items"][0]
    assert (notice["event"], notice["document_id"]) == ("document_issued", document["id"])

    seen = desk.read("handler", document["id"])
    assert [offer["action"] for offer in seen["offers"]] == ["receive"]
    seen = desk.moved("handler", seen, "receive")
    photo = desk.hand("handler").after_photo(case_id, jpeg(41))
    seen = desk.moved("handler", seen, "reply", words="已覆盖 2000 平方米。", photo_ids=[photo])
    seen = desk.moved("supervisor", seen, "return", words="缺少复绿计划。")
    assert seen["reply_due_at"] >= document["reply_due_at"]
    seen = desk.moved("handler", seen, "reply", words="已附复绿计划。")
    seen = desk.moved("supervisor", seen, "sign_off")
    assert seen["state"]["code"] == "signed_off"
    assert [(reply["round"], reply["return_note"]) for reply in seen["replies"]] == [
        (1, "缺少复绿计划。"),
        (2, None),
    ]
    assert seen["replies"][0]["photo_ids"] == [photo]
    assert seen["offers"] == []

    assert kinds(desk, f"document:{document['id']}") == [
        "document_issued", "document_rendered", "document_received", "document_replied",
        "document_returned", "document_replied", "document_signed_off",
    ]  # fmt: skip
    assert "case_pressed" in kinds(desk, f"case:{case_id}")
    with desk.city.app.app_context():
        assert check_log() == []


def test_the_paper_is_what_the_log_keeps_and_what_is_printed_holds(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.late_case()
    with desk.city.app.app_context():
        publish_now(utc_now())
    document = desk.issued([], case_ids=[case_id])
    file = desk.hand("handler").get(f"/supervision/documents/{document['id']}/file")
    assert hashlib.sha256(file.data).hexdigest() == document["pdf_sha256"]
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    page = desk.hand("handler").get(f"/supervision/documents/{document['id']}/sheet")
    assert document["number"] in page.text

    with desk.city.app.app_context():
        address = f"{settings().public_url.rstrip('/')}/app/documents/{document['id']}"
    assert qr_codes(file.data, tmp_path) == [address]
    printed = words_of(file.data, tmp_path)
    index, leaf = re.findall(r"日志序号(\d+)叶哈希([0-9a-f]{64})", printed)[0]
    origin, size, root = re.findall(r"检查点：(\S+?)，(\d+)条根哈希([0-9a-f]{64})", printed)[0]
    with desk.city.app.app_context():
        assert leaf_hash(entry_body(int(index)) or b"").hex() == leaf
        replay = Replay()
        for place in range(int(size)):
            replay.add(place, entry_body(place) or b"")
        assert (origin, replay.root().hex()) == (settings().log_origin, root)
        assert find_checkpoint(int(size)) is not None


def test_numbers_run_without_gaps_for_each_unit_and_rung_and_a_repeat_draws_none(desk: Desk) -> None:
    case_id = desk.late_case()

    def number(answer_id: str, who: str = "supervisor", **change: object) -> str:
        answer = desk.issue([], who, answer_id, case_ids=[case_id], **change)
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.get_json()["number"]).partition("〕")[2]

    first, second = str(uuid7()), str(uuid7())
    refused = desk.issue([], unit_id=desk.city.units["roads"], case_ids=[case_id])
    assert refused.get_json()["code"] == "unit_without_handler"
    assert number(first) == "1号"
    assert number(first) == "1号"
    assert number(second) == "2号"
    assert number(str(uuid7()), rung="circular") == "1号"
    assert number(str(uuid7()), who="mayor") == "1号"
    other = desk.issue([], "supervisor", second, case_ids=[case_id], demand="别的要求")
    assert (other.status_code, other.get_json()["code"]) == (409, "document_conflict")


def test_a_threshold_is_proposed_once_and_a_declined_one_does_not_come_again(desk: Desk) -> None:
    desk.late_case()
    desk.late_case()
    now = desk.later(hours=2)
    both = desk.proposed(now)
    assert [proposal["rung"]["code"] for proposal in both] == ["reminder", "reminder"]
    assert [proposal["id"] for proposal in desk.proposed(now)] == [proposal["id"] for proposal in both]
    path = f"{API}/supervision/proposals/{both[0]['id']}/decline"
    assert desk.hand("supervisor").client.post(path, json={"words": ""}).status_code == 422
    for _ in range(2):  # a repeat changes nothing
        answer = desk.hand("supervisor").client.post(path, json={"words": "已在现场督促。"})
        assert answer.get_json()["state"]["code"] == "declined"
    late = desk.issue([both[0]])
    assert (late.status_code, late.get_json()["code"]) == (409, "proposal_decided")

    assert [proposal["id"] for proposal in desk.proposed(now + timedelta(hours=1))] == [both[1]["id"]]
    higher = desk.proposed(desk.later(hours=30))
    assert sorted(proposal["rung"]["code"] for proposal in higher) == ["reminder", "urging", "urging"]
    document = desk.issued([proposal for proposal in higher if proposal["rung"]["code"] == "urging"])
    assert len(document["cases"]) == 2
    assert [proposal["rung"]["code"] for proposal in desk.open()] == ["reminder"]


def test_a_document_not_received_or_answered_in_time_is_a_finding_and_rings_once(desk: Desk) -> None:
    case_id = desk.late_case()
    document = desk.issued([], case_ids=[case_id])
    with desk.city.app.app_context():
        note_overdue_documents(utc_now() + timedelta(days=20))
        note_overdue_documents(utc_now() + timedelta(days=21))

    seen = desk.read("auditor", document["id"])
    assert [finding["code"] for finding in seen["findings"]] == ["not_received", "not_replied"]
    assert [finding["due_at"] for finding in seen["findings"]] == [
        seen["receive_due_at"],
        seen["reply_due_at"],
    ]
    for who in ("handler", "supervisor", "mayor"):
        events = [notice["event"] for notice in desk.hand(who).get("/notices").get_json()["items"]]
        told = [event for event in events if event.startswith("document_overdue")]
        assert sorted(told) == ["document_overdue.not_received", "document_overdue.not_replied"], who
    assert kinds(desk, f"document:{document['id']}").count("document_overdue") == 2


def test_who_may_do_what_with_a_document(desk: Desk) -> None:
    """Literal rows: who, the step, and what comes of it."""
    case_id = desk.late_case()
    desk.city.grant("mayor", Role.HANDLER, "works")
    document = desk.issued([], case_ids=[case_id], who="mayor")
    for who, action, outcome in [
        ("inspector", "receive", "not_found"),
        ("wang", "receive", "not_found"),
        ("auditor", "receive", "wrong_role"),
        ("supervisor", "withdraw", "wrong_role"),  # of a unit below the one that issued it
        ("mayor", "receive", "own_document"),
        ("handler", "sign_off", "wrong_role"),
        ("handler", "reply", "wrong_status"),
        ("handler", "dance", "not_found"),
    ]:
        assert desk.move(who, document, action, words="x").get_json()["code"] == outcome, (who, action)
    received = desk.moved("handler", document, "receive")
    stale = desk.move("handler", document, "reply", words="x")
    assert (stale.status_code, stale.get_json()["code"]) == (409, "stale_version")
    assert desk.move("handler", received, "reply").get_json()["code"] == "invalid_request"
    foreign = desk.move("handler", received, "reply", words="x", photo_ids=[str(uuid4())])
    assert foreign.get_json()["errors"][0]["field"] == "photo_ids"
    desk.city.grant("handler", Role.SUPERVISOR, "city")
    replied = desk.moved("handler", received, "reply", words="已整改。")
    assert desk.move("handler", replied, "sign_off").get_json()["code"] == "own_answer"
    offers = {offer["action"]: offer["enabled"] for offer in desk.read("handler", document["id"])["offers"]}
    assert offers == {"return": False, "sign_off": False}
    assert desk.moved("mayor", replied, "sign_off")["state"]["code"] == "signed_off"


@pytest.mark.parametrize(
    ("who", "unit", "code"),
    [("supervisor", "east", "no_authority"), ("wang", "works", "invalid_request"), ("mayor", "east", None)],
)
def test_nobody_presses_the_own_unit_or_a_case_of_another_area(
    desk: Desk, who: str, unit: str, code: str | None
) -> None:
    case_id = desk.late_case()
    desk.city.person("clerk", Role.HANDLER, "east")
    answer = desk.issue([], who, unit_id=desk.city.units[unit], case_ids=[case_id])

    assert answer.get_json().get("code") == code
    assert desk.issue([], "mayor").get_json()["errors"][0]["field"] == "case_ids"


def test_scope_of_lists_counts_and_proposals(desk: Desk) -> None:
    case_id = desk.late_case()
    proposals = desk.proposed(desk.later(hours=2))
    counts = {
        who: desk.hand(who).get("/supervision/waiting").get_json()
        for who in ("supervisor", "handler", "wang")
    }
    assert [counts[who]["proposals"] for who in counts] == [1, 0, 0]
    assert desk.open("auditor") == proposals
    for name, found in (("works", proposals), ("roads", [])):
        path = f"/supervision/proposals?unit={desk.city.units[name]}"
        assert desk.hand("supervisor").get(path).get_json()["items"] == found
    assert desk.open("wang") == []
    stolen = desk.issue(proposals, "wang")
    assert stolen.status_code == 404
    document = desk.issued(proposals)

    assert desk.hand("handler").get("/supervision/waiting").get_json()["to_answer"] == 1
    for who, seen in {
        "handler": 1,
        "supervisor": 1,
        "mayor": 1,
        "auditor": 1,
        "wang": 0,
        "inspector": 0,
    }.items():
        path = f"/supervision/documents?case={case_id}&limit=1"
        assert len(desk.hand(who).get(path).get_json()["items"]) == seen, who
        status = desk.hand(who).get(f"/supervision/documents/{document['id']}/sheet").status_code
        assert status == (200 if seen else 404), who
    history = desk.hand("handler").get(f"/cases/{case_id}/history").get_json()["items"]
    assert not any(
        event["kind"].startswith("pressure") for event in history
    )  # proposals name nobody in public
