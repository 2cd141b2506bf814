"""Two or eight at the same moment, on both databases: one of them wins, and all of them get a true answer."""

import uuid
from functools import partial

import pytest
from sqlalchemy import func, select

from inspect_app.audit.fsck import check_log
from inspect_app.cases.models import Case, Counter, Report
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.evidence.models import Photo
from tests.builders import API, City, Hand, Json, announcement, days_ahead, jpeg, report_body
from tests.races import at_once, statuses


def kinds(city: City, case_id: str) -> list[str]:
    items = city.hand("auditor").get(f"/cases/{case_id}/history").get_json()["items"]
    return [item["kind"] for item in items]


def count(city: City, table: type) -> int:
    with city.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture(autouse=True)
def _the_log_is_whole_afterwards(city: City) -> object:
    yield
    with city.app.app_context():
        assert check_log() == []


@pytest.fixture
def bosses(city: City) -> list[Hand]:
    """Two supervisors of the same district."""
    city.person("second", Role.SUPERVISOR, "east")
    return [city.hand("supervisor"), city.hand("second")]


def test_of_two_supervisors_one_assigns_and_the_other_sees_what_was_done(
    city: City, bosses: list[Hand]
) -> None:
    city.person("roadman", Role.HANDLER, "roads")
    for _ in range(3):
        case_id = city.hand("inspector").filed()
        bosses[0].does(case_id, "accept")
        forms = [{"unit_id": city.units[name], "due_at": days_ahead(3)} for name in ("works", "roads")]
        answers = at_once(
            partial(bosses[0].act, case_id, "assign", version=2, **forms[0]),
            partial(bosses[1].act, case_id, "assign", version=2, **forms[1]),
        )

        assert statuses(answers) == [200, 409]
        winner, loser = sorted(answers, key=lambda answer: answer.status_code)
        refusal = loser.get_json()
        assert (refusal["code"], refusal["current_version"]) == ("stale_version", 3)
        assert refusal["case"]["assignment"]["unit"] == winner.get_json()["case"]["assignment"]["unit"]
        assert refusal["case"]["version"] == 3
        assert kinds(city, case_id).count("case_assigned") == 1


def test_one_action_sent_eight_times_under_one_key_is_one_action(city: City, bosses: list[Hand]) -> None:
    case_id, key = city.hand("inspector").filed(), str(uuid.uuid4())
    hands = [city.hand("supervisor") for _ in range(8)]

    answers = at_once(*[partial(hand.act, case_id, "accept", version=1, key=key) for hand in hands])

    assert statuses(answers) == [200] * 8
    assert len({answer.get_json()["log_index"] for answer in answers}) == 1
    assert {answer.get_json()["case"]["version"] for answer in answers} == {2}
    assert kinds(city, case_id) == ["case_reported", "case_accepted"]


def test_different_actions_at_once_leave_one_outcome(city: City, bosses: list[Hand]) -> None:
    case_id = city.hand("inspector").filed()

    answers = at_once(
        partial(bosses[0].act, case_id, "accept", version=1),
        partial(bosses[1].act, case_id, "reject", version=1, reason="重复"),
        partial(city.hand("inspector").act, case_id, "withdraw", version=1, reason="误报"),
    )

    assert statuses(answers) == [200, 409, 409]
    assert len(kinds(city, case_id)) == 2


def test_one_report_sent_eight_times_at_once_opens_one_case(city: City) -> None:
    photos = [announcement(jpeg(1)), announcement(jpeg(2), "close")]
    body, report_id = report_body(photos=photos), str(uuid7())
    hands = [city.hand("inspector") for _ in range(8)]

    answers = at_once(*[partial(hand.put_report, report_id, body) for hand in hands])

    assert statuses(answers) == [200] * 7 + [201]
    told = [answer.get_json() for answer in answers]
    assert len({(body["number"], body["log_index"], body["leaf_hash"]) for body in told}) == 1
    assert hands[0].case(report_id)["photos_total"] == 2
    assert (count(city, Case), count(city, Report), count(city, Photo)) == (1, 1, 2)
    assert last_number(city) == 1


def last_number(city: City) -> int:
    with city.app.app_context():
        return db.session.scalars(select(Counter.value)).one()


def test_different_reports_at_once_get_numbers_in_a_row(city: City) -> None:
    hands = [city.hand("inspector") for _ in range(8)]

    answers = at_once(*[hand.report for hand in hands])

    assert statuses(answers) == [201] * 8
    numbers = sorted(int(answer.get_json()["number"].rpartition("-")[2]) for answer in answers)
    assert numbers == list(range(1, 9))


def test_two_bodies_under_one_id_at_once_keep_one_whole(city: City) -> None:
    report_id = str(uuid7())
    bodies = [report_body(note=f"第{n}份", photos=[announcement(jpeg(n))]) for n in range(4)]
    hands = [city.hand("inspector") for _ in bodies]

    answers = at_once(
        *[partial(hand.put_report, report_id, body) for hand, body in zip(hands, bodies, strict=True)]
    )

    assert statuses(answers) == [201, 409, 409, 409]
    (winner,) = [body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 201]
    assert {a.get_json()["code"] for a in answers if a.status_code == 409} == {"report_conflict"}
    case = city.hand("inspector").case(report_id)
    assert case["note"] == winner["note"]
    assert [photo["id"] for photo in case["photos"]] == [winner["photos"][0]["id"]]
    assert (count(city, Report), count(city, Photo)) == (1, 1)


def test_another_body_under_a_known_id_is_refused_and_nothing_changes(city: City) -> None:
    hand, report_id, body = city.hand("inspector"), str(uuid7()), report_body()
    assert hand.put_report(report_id, body).status_code == 201

    other = hand.put_report(report_id, body | {"note": "另一份"})

    assert (other.status_code, other.get_json()["code"]) == (409, "report_conflict")
    assert hand.put_report(report_id, body).status_code == 200
    assert hand.case(report_id)["note"] == body["note"]


def test_a_key_belongs_to_one_request_of_one_person(city: City, bosses: list[Hand]) -> None:
    first, second = city.hand("inspector").filed(), city.hand("inspector").filed()
    key = str(uuid.uuid4())
    bosses[0].does(first, "accept", key=key)

    reused = bosses[0].act(second, "accept", key=key)
    reworded = bosses[0].act(first, "accept", version=1, key=key, note="x")

    for answer in (reused, reworded):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "idempotency_conflict")
    assert bosses[0].case(second)["status"] == "reported"
    assert bosses[1].act(second, "accept", key=key).status_code == 200


def test_a_refusal_does_not_use_up_its_key(city: City) -> None:
    boss, key = city.hand("supervisor"), str(uuid.uuid4())
    case_id = city.hand("inspector").filed()
    form: Json = {"unit_id": city.units["works"], "due_at": days_ahead(3)}

    too_early = boss.act(case_id, "assign", version=1, key=key, **form)
    assert (too_early.status_code, too_early.get_json()["code"]) == (409, "wrong_status")
    boss.does(case_id, "accept")

    assert boss.act(case_id, "assign", version=2, key=key, **form).status_code == 200


def test_two_cases_merged_into_each_other_at_once_leave_one_open(city: City, bosses: list[Hand]) -> None:
    for _ in range(5):
        a, b = city.hand("inspector").filed(), city.hand("inspector").filed()

        answers = at_once(
            partial(bosses[0].act, a, "merge", version=1, into=b),
            partial(bosses[1].act, b, "merge", version=1, into=a),
        )

        assert statuses(answers) == [200, 409]
        found = sorted(bosses[0].case(case_id)["status"] for case_id in (a, b))
        assert found == ["merged", "reported"]


def test_one_photo_announced_eight_times_at_once_is_one_photo(city: City) -> None:
    case_id = city.hand("inspector").filed()
    told = announcement(jpeg(5), "other") | {"case_id": case_id}
    photo_id = told.pop("id")
    hands = [city.hand("inspector") for _ in range(8)]

    answers = at_once(*[partial(hand.client.put, f"{API}/photos/{photo_id}", json=told) for hand in hands])

    assert statuses(answers) == [200] * 7 + [201]
    assert kinds(city, case_id) == ["case_reported", "photo_announced"]
