"""Marks over a photo: kept beside it as numbers and in the log; the photo's bytes stay as they are."""

from typing import Any

import pytest
from apiflask import APIFlask

from inspect_app.audit.queries import history
from inspect_app.core.ids import uuid7
from tests.builders import API, City, Hand, announcement, jpeg, report_body

ARROW = {"shape": "arrow", "colour": "red", "start": [0, 10_000], "end": [5000, 5000]}
TEXT = {"shape": "text", "colour": "white", "start": [100, 200], "end": [100, 200], "text": "裸土 300㎡"}


@pytest.fixture
def hand(city: City) -> Hand:
    """The inspector of the city."""
    return city.hand("inspector")


def payloads(app: APIFlask, case_id: str, kind: str) -> list[dict[str, Any]]:
    """What the log commits to, of one kind of entry."""
    with app.app_context():
        return [event.payload or {} for event in history(f"case:{case_id}") if event.kind == kind]


def test_marks_travel_with_the_report_and_leave_the_photo_alone(app: APIFlask, hand: Hand) -> None:
    photo = announcement(jpeg()) | {"annotations": [ARROW, TEXT], "heading_deg": 131.26}
    case_id = hand.filed(photos=[photo])
    hand.upload(photo["id"], jpeg())

    seen = hand.case(case_id)["photos"][0]
    assert seen["annotations"] == [ARROW, TEXT]
    assert seen["heading_deg"] == 131.3
    assert seen["receipt"]["sha256"] == photo["sha256"]
    assert hand.client.get(f"{API}/photos/{photo['id']}/original").data == jpeg()
    assert payloads(app, case_id, "case_reported")[0]["annotations"] == {photo["id"]: [ARROW, TEXT]}


def test_marks_of_a_photo_added_later_stand_in_its_own_entry(app: APIFlask, hand: Hand) -> None:
    case_id = hand.filed()
    body = announcement(jpeg(7)) | {"case_id": case_id, "annotations": [ARROW]}

    assert hand.client.put(f"{API}/photos/{body.pop('id')}", json=body).status_code == 201
    assert payloads(app, case_id, "photo_announced") == [{"annotations": [ARROW]}]


def test_other_marks_under_the_same_id_conflict(hand: Hand) -> None:
    case_id = hand.filed()
    body = announcement(jpeg(7)) | {"case_id": case_id, "annotations": [ARROW]}
    path = f"{API}/photos/{body.pop('id')}"

    assert hand.client.put(path, json=body).status_code == 201
    assert hand.client.put(path, json=body).status_code == 200
    answer = hand.client.put(path, json=body | {"annotations": [ARROW, TEXT]})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "photo_conflict")


NO_MARKS = [
    [ARROW | {"shape": "skull"}],
    [ARROW | {"colour": "url(x)"}],
    [ARROW | {"start": [0, 10_001]}],
    [ARROW | {"start": [-1, 0]}],
    [ARROW | {"end": [1.5, 2]}],
    [ARROW | {"end": [1, 2, 3]}],
    [ARROW | {"text": "words on an arrow"}],
    [TEXT | {"text": ""}],
    [TEXT | {"text": "a" * 41}],
    [TEXT | {"text": "two\nlines"}],
    [ARROW | {"more": 1}],
    [ARROW] * 41,
    "arrow",
]


def test_marks_that_cannot_be_drawn_are_refused(hand: Hand, subtests: pytest.Subtests) -> None:
    for wrong in NO_MARKS:
        with subtests.test(wrong=wrong):
            body = report_body(photos=[announcement(jpeg()) | {"annotations": wrong}])

            answer = hand.put_report(str(uuid7()), body)

            assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")


NO_ANGLES = [360, -1, "north"]


def test_a_heading_is_an_angle(hand: Hand, subtests: pytest.Subtests) -> None:
    for wrong in NO_ANGLES:
        with subtests.test(wrong=wrong):
            body = report_body(photos=[announcement(jpeg()) | {"heading_deg": wrong}])

            assert hand.put_report(str(uuid7()), body).status_code == 422
