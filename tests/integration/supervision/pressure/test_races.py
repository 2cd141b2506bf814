"""Two decide, or one decides twice, at the same moment: one decision, one number, a true answer for all."""

from functools import partial

import pytest
from sqlalchemy import select

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.supervision.pressure.models import Document, Proposal
from tests.builders import API, City
from tests.integration.supervision.pressure.conftest import Desk
from tests.races import Request, at_once, statuses


def issuing(desk: Desk, who: str, document_id: str, body: object) -> Request:
    """A request that issues a document, ready to be sent."""
    path = f"{API}/supervision/documents/{document_id}"
    return partial(desk.hand(who).client.put, path, json=body)


def declining(desk: Desk, who: str, proposal_id: str, words: str) -> Request:
    """A request that declines a proposal, ready to be sent."""
    path = f"{API}/supervision/proposals/{proposal_id}/decline"
    return partial(desk.hand(who).client.post, path, json={"words": words})


def serials(city: City) -> list[int]:
    """The numbers that were drawn; the log must be whole."""
    with city.app.app_context():
        assert check_log() == []
        return sorted(db.session.scalars(select(Document.serial)))


@pytest.mark.parametrize("proposed", [True, False], ids=["on a proposal", "of one's own accord"])
def test_one_order_sent_at_once_is_one_document(desk: Desk, *, proposed: bool) -> None:
    case_id = desk.late_case()
    proposals = desk.proposed(desk.later(hours=2)) if proposed else []
    body, document_id = desk.order(proposals, case_ids=[case_id]), str(uuid7())

    answers = at_once(*[issuing(desk, "supervisor", document_id, body) for _ in range(6)])

    assert statuses(answers) == [200] * 5 + [201]
    assert {answer.get_json()["id"] for answer in answers} == {document_id}
    assert len({answer.get_json()["number"] for answer in answers}) == 1
    assert desk.issue([], case_ids=[case_id]).status_code == 201
    assert serials(desk.city) == [1, 2]


def test_of_two_orders_under_one_id_one_is_carried_out(desk: Desk) -> None:
    case_id, document_id = desk.late_case(), str(uuid7())
    orders = [
        ("supervisor", desk.order([], case_ids=[case_id])),
        ("mayor", desk.order([], case_ids=[case_id])),
        ("supervisor", desk.order([], case_ids=[case_id], rung="circular")),
    ]

    answers = at_once(*[issuing(desk, who, document_id, body) for who, body in orders])

    assert statuses(answers) == [201, 409, 409]
    assert {a.get_json()["code"] for a in answers if a.status_code == 409} == {"document_conflict"}
    assert serials(desk.city) == [1]


def test_of_those_who_decide_on_one_proposal_one_decides(desk: Desk) -> None:
    desk.city.person("second", Role.SUPERVISOR, "east")
    for _ in range(2):
        desk.late_case()
    for proposal in desk.proposed(desk.later(hours=2)):
        answers = at_once(
            issuing(desk, "supervisor", str(uuid7()), desk.order([proposal])),
            issuing(desk, "second", str(uuid7()), desk.order([proposal])),
            declining(desk, "mayor", proposal["id"], "已在现场督促。"),
            declining(desk, "second", proposal["id"], "已在现场督促。"),
        )

        assert statuses(answers)[1:] == [409, 409, 409]
        assert {a.get_json()["code"] for a in answers if a.status_code == 409} == {"proposal_decided"}
    assert desk.open() == []
    with desk.city.app.app_context():
        issued = set(db.session.scalars(select(Proposal.document_id))) - {None}
        assert issued == set(db.session.scalars(select(Document.id)))
    numbers = serials(desk.city)
    assert numbers == list(range(1, len(numbers) + 1))


def test_one_refusal_sent_at_once_is_one_refusal(desk: Desk) -> None:
    desk.late_case()
    (proposal,) = desk.proposed(desk.later(hours=2))

    answers = at_once(*[declining(desk, "mayor", proposal["id"], "已在现场督促。") for _ in range(4)])

    assert statuses(answers) == [200] * 4
    assert serials(desk.city) == []
