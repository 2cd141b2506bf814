"""Who hears of what: resolved from the appointments of that moment, once, and only of what happened."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.notify.models import Notice, NoticedEvent
from tests.builders import City, days_ahead, jpeg


def heard(city: City, username: str) -> list[str]:
    """The events of somebody's list, the oldest first."""
    items = city.hand(username).get("/notices").get_json()["items"]
    return [item["event"] for item in reversed(items)]


def assigned(city: City) -> str:
    """A case in the hands of the works."""
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    return case_id


def test_each_step_is_told_to_those_it_concerns_and_not_to_the_one_who_did_it(city: City) -> None:
    city.person("west-boss", Role.SUPERVISOR, "west")
    city.person("roadman", Role.HANDLER, "roads")
    case_id = assigned(city)

    assert heard(city, "supervisor") == ["case_reported"]
    assert heard(city, "inspector") == ["case_accepted"]
    assert heard(city, "handler") == ["case_assigned"]
    assert heard(city, "verifier") == heard(city, "auditor") == []
    assert heard(city, "west-boss") == heard(city, "roadman") == []

    notice = city.hand("handler").get("/notices").get_json()["items"][0]
    assert notice["case_id"] == case_id
    number = city.hand("handler").case(case_id)["number"]
    assert notice["title"] == {"zh": "新交办：裸露黄土", "en": "Assigned: Bare soil"}
    assert number in notice["text"]["zh"]
    assert "某" not in str(notice)


def test_the_way_to_the_end_is_told_too(city: City) -> None:
    case_id = assigned(city)
    worker = city.hand("handler")
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(9))
    worker.does(case_id, "submit", measures="已覆盖")
    city.hand("verifier").does(case_id, "return", reason="未盖全", due_at=days_ahead(2))
    worker.after_photo(case_id, jpeg(10))
    worker.does(case_id, "submit", measures="已盖全")
    city.hand("verifier").does(case_id, "verify")

    assert heard(city, "verifier") == ["rectification_submitted", "rectification_submitted"]
    assert heard(city, "handler") == ["case_assigned", "rectification_returned", "case_closed"]
    assert heard(city, "supervisor") == ["case_reported", "case_acknowledged"]


def test_a_unit_that_lost_the_case_hears_that_it_is_free(city: City) -> None:
    case_id = assigned(city)
    city.hand("supervisor").does(case_id, "recall", reason="派错")

    assert heard(city, "handler") == ["case_assigned", "case_recalled"]


def test_a_request_goes_up_and_its_answer_comes_down(city: City) -> None:
    case_id = assigned(city)
    worker = city.hand("handler")
    worker.does(case_id, "acknowledge")
    asked = worker.asks(case_id, "extension", due_at=days_ahead(9), reason="下雨").get_json()["case"]
    city.hand("supervisor").answers(case_id, asked["requests"][0]["id"], "deny", note="不同意")

    assert heard(city, "supervisor")[-1] == "extension_requested"
    assert heard(city, "handler") == ["case_assigned", "request_denied"]
    told = worker.get("/notices").get_json()["items"][0]
    assert "延期申请" in told["text"]["zh"]


def test_a_clock_that_ran_out_goes_one_level_higher(city: City) -> None:
    city.person("chief", Role.SUPERVISOR, "city")
    case_id = city.hand("inspector").filed()
    number = city.hand("inspector").case(case_id)["number"]
    later = utc_now() + timedelta(days=365)
    for _ in range(2):
        with city.app.app_context():
            mark_breaches(later)

    assert heard(city, "supervisor") == ["case_reported", "clock_breached.accept"]
    assert heard(city, "chief") == ["clock_breached.accept"]
    assert number in city.hand("chief").get("/notices").get_json()["items"][0]["text"]["en"]


def test_who_was_not_in_office_at_that_moment_hears_nothing(city: City) -> None:
    city.person("newcomer", None, "works")
    case_id = assigned(city)
    city.grant("newcomer", Role.HANDLER, "works")
    city.hand("handler").does(case_id, "acknowledge")
    city.hand("supervisor").does(case_id, "supplement", note="注意安全")

    assert heard(city, "newcomer") == ["case_supplemented"]


def test_a_repeated_request_tells_once_and_a_refused_one_tells_nobody(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss, key = city.hand("supervisor"), str(uuid4())
    for _ in range(3):
        assert boss.act(case_id, "accept", version=1, key=key).status_code == 200
    assert boss.act(case_id, "reject", version=1, reason="重复").status_code == 409
    late = {"unit_id": city.units["works"], "due_at": "2001-01-01T00:00:00Z"}
    assert boss.act(case_id, "assign", **late).status_code == 422

    assert heard(city, "inspector") == ["case_accepted"]
    assert heard(city, "handler") == []
    with city.app.app_context():
        assert len(list(db.session.scalars(select(NoticedEvent)))) == 2
        assert len(list(db.session.scalars(select(Notice)))) == 2


def test_the_list_goes_on_and_what_was_read_no_longer_counts(city: City) -> None:
    for _ in range(5):
        city.hand("inspector").filed()
    boss = city.hand("supervisor")
    first = boss.get("/notices?limit=2").get_json()
    rest = boss.get(f"/notices?limit=200&cursor={first['next_cursor']}").get_json()
    ids = [item["id"] for item in first["items"] + rest["items"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), rest["next_cursor"]) == (5, None)

    polled = boss.get("/notices/unread")
    assert polled.get_json() == {"count": 5, "newest": ids[0]}
    again = boss.get("/notices/unread", headers={"If-None-Match": polled.headers["ETag"]})
    assert again.status_code == 304
    city.hand("inspector").filed()
    assert boss.client.post(f"/api/v1/notices/{ids[-1]}/read").status_code == 204
    assert boss.client.post("/api/v1/notices/read", json={"up_to": ids[1]}).status_code == 204
    changed = boss.get("/notices/unread", headers={"If-None-Match": polled.headers["ETag"]})
    assert changed.get_json()["count"] == 2
    assert [item["id"] for item in boss.get("/notices?unread=1").get_json()["items"]][1:] == [ids[0]]


def test_somebody_elses_notice_does_not_exist(city: City) -> None:
    city.hand("inspector").filed()
    mine = city.hand("supervisor").get("/notices").get_json()["items"][0]["id"]

    for username in ("handler", "auditor", "verifier"):
        stranger = city.hand(username)
        assert stranger.get(f"/notices/{mine}").status_code == 404
        assert stranger.client.post(f"/api/v1/notices/{mine}/read").status_code == 404
        assert stranger.client.post("/api/v1/notices/read", json={"up_to": mine}).status_code == 204
    assert city.hand("supervisor").get("/notices/unread").get_json()["count"] == 1
