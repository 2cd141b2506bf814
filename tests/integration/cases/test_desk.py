"""The desks' own questions: what is urgent, how many wait, what may be a duplicate, saved filters."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from inspect_app.cases.models import NEVER, Case
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.similarity.hashes import FORMS, GOOD_QUALITY
from inspect_app.evidence.similarity.index import remember
from tests.builders import API, IN_EAST, IN_WEST, City, Hand, announcement, days_ahead, jpeg

Json = dict[str, Any]
STEPS_AWAY = (IN_EAST[0] + 0.0009, IN_EAST[1])  # 100 m north


def listed(city: City, who: str, query: str) -> list[str]:
    answer = city.hand(who).get(f"/cases?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.get_json()["items"]]


def assigned(city: City, days: float) -> str:
    """A case in work that is due in so many days."""
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(days))
    city.hand("handler").does(case_id, "acknowledge")
    return case_id


def test_what_ends_first_stands_at_the_top(city: City) -> None:
    later, sooner = assigned(city, 9), assigned(city, 0.01)
    fresh = city.hand("inspector").filed()

    assert listed(city, "supervisor", "order=urgency") == [sooner, fresh, later]
    assert listed(city, "supervisor", "order=updated") == [fresh, sooner, later]
    with city.app.app_context(), write_transaction():
        db.session.execute(update(Case).where(Case.id == UUID(later)).values(priority=2))
    raised = assigned(city, 7.5)
    assert listed(city, "supervisor", "order=urgency") == [sooner, fresh, later, raised]  # 9 - 2 < 7.5
    with city.app.app_context(), write_transaction():
        db.session.execute(update(Case).where(Case.id == UUID(raised)).values(priority=1))
        db.session.execute(update(Case).where(Case.id == UUID(fresh)).values(urgent_at=NEVER))
    assert listed(city, "supervisor", "order=urgency") == [sooner, raised, later, fresh]
    clock = city.hand("supervisor").case(sooner)["next_clock"]
    assert (clock["kind"], clock["label"]["zh"]) == ("rectify", "整改时限")


def test_a_case_whose_clocks_rest_stands_at_the_end(city: City) -> None:
    held, fresh = assigned(city, 1), city.hand("inspector").filed()
    asked = city.hand("handler").asks(held, "suspension", until=days_ahead(60), reason="冬季停工")
    request = asked.get_json()["case"]["requests"][0]["id"]
    assert city.hand("supervisor").answers(held, request, "approve").status_code == 200

    assert listed(city, "supervisor", "order=urgency") == [fresh, held]
    assert city.hand("supervisor").case(held)["next_clock"] is None


def test_pages_by_urgency_follow_each_other_without_gap_or_repeat(city: City) -> None:
    wanted = [assigned(city, days) for days in (1, 2, 3, 4, 5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = city.hand("supervisor").get(f"/cases?order=urgency&limit=2&cursor={cursor}").get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == wanted


def test_queues_hold_what_a_supervisor_has_to_look_at(city: City) -> None:
    working = assigned(city, 5)
    city.hand("inspector").filed()
    asked = city.hand("handler").asks(working, "extension", due_at=days_ahead(9), reason="下雨")
    request = asked.get_json()["case"]["requests"][0]["id"]

    assert listed(city, "supervisor", "queue=requests") == [working]
    assert listed(city, "handler", "queue=requests") == []
    assert listed(city, "auditor", "queue=requests") == []
    assert listed(city, "supervisor", "queue=overdue") == []
    city.hand("supervisor").answers(working, request, "deny", note="理由不足")
    assert listed(city, "supervisor", "queue=requests") == []


def test_an_unknown_queue_is_refused(city: City) -> None:
    for query in ("queue=later", "order=random"):
        assert city.hand("supervisor").get(f"/cases?{query}").status_code == 422, query


def counts(hand: Hand) -> Json:
    answer = hand.get("/cases/counts")
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_counts_are_of_the_open_cases_in_scope_only(city: City) -> None:
    city.person("wei", Role.INSPECTOR, "west")
    city.person("xi", Role.SUPERVISOR, "west")
    city.hand("wei").filed(place=IN_WEST)
    working = assigned(city, 5)
    gone = city.hand("inspector").filed()
    city.hand("supervisor").does(gone, "reject", reason="重复")
    city.hand("inspector").filed()
    city.hand("handler").asks(working, "extension", due_at=days_ahead(9), reason="下雨")

    mine = counts(city.hand("supervisor"))
    assert {row["status"]: row["total"] for row in mine["statuses"]} == {"rectifying": 1, "reported": 1}
    assert (mine["total"], mine["overdue"], mine["requests"]) == (2, 0, 1)
    assert counts(city.hand("xi"))["total"] == 1
    assert counts(city.hand("handler"))["total"] == 1
    assert counts(city.hand("handler"))["requests"] == 0
    assert counts(city.hand("auditor"))["total"] == 3


def test_counts_that_did_not_change_are_not_sent_again(city: City) -> None:
    hand = city.hand("supervisor")
    city.hand("inspector").filed()
    tag = hand.get("/cases/counts").headers["ETag"]

    assert hand.get("/cases/counts", headers={"If-None-Match": tag}).status_code == 304
    city.hand("inspector").filed()
    assert hand.get("/cases/counts", headers={"If-None-Match": tag}).status_code == 200


def duplicates(city: City, who: str, case_id: str) -> list[Json]:
    answer = city.hand(who).get(f"/cases/{case_id}/duplicates")
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["items"])


def test_a_near_case_of_the_same_kind_is_suggested_first(city: City) -> None:
    inspector = city.hand("inspector")
    other_kind = inspector.filed(category="road_dust")
    twin = inspector.filed(place=STEPS_AWAY)
    inspector.filed(place=(IN_EAST[0] + 0.02, IN_EAST[1]))
    fresh = inspector.filed()

    found = duplicates(city, "supervisor", fresh)

    assert [item["case"]["id"] for item in found] == [twin, other_kind]
    assert found[0]["same_category"]
    assert found[0]["distance_m"] == pytest.approx(99.9, abs=0.5)
    assert found[0]["apart_ms"] < 0


def photographed(city: City, picture: int, **change: Any) -> str:
    """A report whose photo has arrived; `picture` is what it looks like, in 256 bits."""
    hand, content = city.hand("inspector"), jpeg(picture % 200)
    photo = announcement(content)
    case_id = str(hand.report(photos=[photo], **change).get_json()["case_id"])
    assert hand.upload(photo["id"], content).status_code == 204
    with city.app.app_context(), write_transaction():
        remember(UUID(photo["id"]), (picture,) * FORMS, GOOD_QUALITY)
    return case_id


def test_photos_that_look_alike_are_one_of_the_reasons(city: City) -> None:
    dense = (1 << 256) - 1
    unlike = photographed(city, dense)
    alike = photographed(city, 0b101, place=STEPS_AWAY)
    fresh = photographed(city, 0b1)
    city.hand("inspector").filed()

    found = duplicates(city, "supervisor", fresh)

    told = {one["case"]["id"]: one["photo_bits"] for one in found}
    assert (told[alike], told[unlike]) == (1, None)


def test_a_case_that_has_ended_or_lies_elsewhere_is_not_suggested(city: City) -> None:
    city.person("wei", Role.INSPECTOR, "west")
    border = (34.65, 112.5001)
    ended = city.hand("inspector").filed()
    city.hand("supervisor").does(ended, "reject", reason="误报")
    city.hand("wei").filed(place=border)
    fresh = city.hand("inspector").filed(place=(34.65, 112.4999))

    assert duplicates(city, "supervisor", fresh) == []
    assert len(duplicates(city, "auditor", fresh)) == 1
    assert duplicates(city, "inspector", city.hand("inspector").filed(place=None)) == []


def save(hand: Hand, filter_id: str, name: str, **query: str) -> Any:
    return hand.client.put(f"{API}/me/filters/{filter_id}", json={"name": name, "query": query})


def kept(city: City, who: str) -> list[tuple[str, Json]]:
    items = city.hand(who).get("/me/filters").get_json()["items"]
    return [(item["name"], item["query"]) for item in items]


def test_a_saved_filter_follows_its_owner_and_nobody_else(city: City) -> None:
    hand, filter_id = city.hand("supervisor"), str(uuid7())

    assert save(hand, filter_id, "超期扬尘", category="road_dust", queue="overdue").status_code == 201
    assert save(hand, filter_id, "超期扬尘", category="road_dust", queue="overdue").status_code == 200
    assert kept(city, "supervisor") == [("超期扬尘", {"category": "road_dust", "queue": "overdue"})]
    assert kept(city, "verifier") == []
    assert save(city.hand("verifier"), filter_id, "抢占").status_code == 409
    assert city.hand("verifier").client.delete(f"{API}/me/filters/{filter_id}").status_code == 204
    assert save(hand, filter_id, "改名", status="reported").status_code == 200
    assert kept(city, "supervisor") == [("改名", {"status": "reported"})]
    assert hand.client.delete(f"{API}/me/filters/{filter_id}").status_code == 204
    assert hand.client.delete(f"{API}/me/filters/{filter_id}").status_code == 204
    assert kept(city, "supervisor") == []


NO_FILTERS = [{"colour": "red"}, {"status": "nowhere"}, {"limit": "9"}, {"q": "x" * 201}, {"bbox": "1,2"}]


def test_a_filter_the_list_would_refuse_is_not_kept(city: City, subtests: pytest.Subtests) -> None:
    for query in NO_FILTERS:
        with subtests.test(query=query):
            answer = save(city.hand("supervisor"), str(uuid7()), "坏", **query)

            assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")


def test_the_number_of_saved_filters_is_bounded(city: City) -> None:
    hand = city.hand("supervisor")
    for n in range(20):
        assert save(hand, str(uuid7()), f"第 {n} 个").status_code == 201

    answer = save(hand, str(uuid7()), "多了")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "too_many_filters")
