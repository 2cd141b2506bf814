"""Blind verification: the requirement first, an own photo next, the handler's photos last."""

from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask

from config import Config
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from tests.builders import API, City, Hand, days_ahead, jpeg
from tests.integration.cases.test_story import brought_to_work

Json = dict[str, Any]


@pytest.fixture
def config(config: Config) -> Config:
    """Settings that have bare soil verified blind."""
    return replace(config, blind_verification="bare_soil, muck_truck")


def submitted(city: City, category: str = "bare_soil") -> tuple[str, str]:
    """A rectified case and the handler's photo of it."""
    case_id = brought_to_work(city, category)
    worker = city.hand("handler")
    photo = worker.after_photo(case_id, jpeg(10))
    worker.does(case_id, "submit", measures="已覆盖防尘网")
    return case_id, photo


def check_photo(hand: Hand, case_id: str, shade: int = 60) -> str:
    """Photograph the place as the one who verifies."""
    announced = hand.announce(case_id, jpeg(shade), role="check")
    assert announced.status_code == 201, announced.text
    photo_id = str(announced.get_json()["id"])
    assert hand.upload(photo_id, jpeg(shade)).status_code == 204
    return photo_id


def photo_ids(hand: Hand, case_id: str) -> set[str]:
    return {photo["id"] for photo in hand.case(case_id)["photos"]}


def event(city: City, case_id: str, kind: str) -> Json:
    """The public body of the last entry of a kind."""
    subject = f"case:{case_id}"
    items = city.hand("auditor").get(f"/log/entries?subject={subject}&kind={kind}").get_json()["items"]
    entry = city.hand("auditor").get(f"/log/entries/{items[-1]['log_index']}")
    return dict(entry.get_json()["facts"])


def test_the_handlers_photo_waits_for_the_verifiers_own(city: City) -> None:
    case_id, after = submitted(city)
    verifier = city.hand("verifier")
    sealed = verifier.case(case_id)

    assert after not in {photo["id"] for photo in sealed["photos"]}
    assert sealed["blind"] == {"required": True, "sealed": True, "own_photo": False, "withheld": 1}
    for path in ("", "/preview", "/thumbnail", "/original"):
        answer = verifier.get(f"/photos/{after}{path}")
        assert (answer.status_code, answer.get_json()["code"]) == (403, "photo_sealed"), path
    refused = verifier.act(case_id, "verify")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "own_photo_missing")

    own = check_photo(verifier, case_id)

    opened = verifier.case(case_id)
    assert {after, own} <= {photo["id"] for photo in opened["photos"]}
    assert opened["blind"] == {"required": True, "sealed": False, "own_photo": True, "withheld": 0}
    assert verifier.get(f"/photos/{after}/original", buffered=True).data == jpeg(10)
    assert verifier.does(case_id, "verify")["status"] == "closed"
    kept = event(city, case_id, "rectification_verified")
    own_hash = next(photo["sha256"] for photo in opened["photos"] if photo["id"] == own)
    assert (kept["blind_order_kept"], kept["own_photo"]) == (True, own_hash)


def test_an_announced_photo_opens_nothing_before_its_bytes_are_here(city: City) -> None:
    case_id, after = submitted(city)
    verifier = city.hand("verifier")

    assert verifier.announce(case_id, jpeg(61), role="check").status_code == 201

    assert verifier.get(f"/photos/{after}").status_code == 403
    assert verifier.act(case_id, "verify").status_code == 422


def test_each_judge_needs_a_photo_of_their_own(city: City) -> None:
    city.person("second", Role.VERIFIER, "east")
    case_id, after = submitted(city)
    check_photo(city.hand("verifier"), case_id)

    assert city.hand("second").get(f"/photos/{after}").status_code == 403
    assert city.hand("supervisor").get(f"/photos/{after}").status_code == 403
    assert city.hand("supervisor").get(f"/cases/{case_id}/bundles").status_code == 403
    assert city.hand("handler").get(f"/photos/{after}").status_code == 200
    assert city.hand("auditor").get(f"/photos/{after}").status_code == 200


def test_the_photo_waits_before_it_is_submitted_too(city: City) -> None:
    case_id = brought_to_work(city)
    after = city.hand("handler").after_photo(case_id, jpeg(10))

    assert city.hand("verifier").get(f"/photos/{after}").status_code == 403
    early = city.hand("verifier").announce(case_id, jpeg(60), role="check")
    assert (early.status_code, early.get_json()["code"]) == (409, "check_photo_not_now")


def test_sending_back_needs_no_photo_and_the_log_says_how_it_was(city: City) -> None:
    case_id, after = submitted(city)
    city.hand("verifier").does(case_id, "return", reason="仍有裸土", due_at=days_ahead(2))

    assert event(city, case_id, "rectification_returned")["blind_order_kept"] is False
    assert after in photo_ids(city.hand("verifier"), case_id)
    again = city.hand("handler").after_photo(case_id, jpeg(12))
    assert again not in photo_ids(city.hand("verifier"), case_id)


def test_an_own_photo_of_the_round_before_opens_nothing(city: City) -> None:
    case_id, _ = submitted(city)
    verifier, worker = city.hand("verifier"), city.hand("handler")
    check_photo(verifier, case_id)
    verifier.does(case_id, "return", reason="仍有裸土", due_at=days_ahead(2))
    assert event(city, case_id, "rectification_returned")["blind_order_kept"] is True
    again = worker.after_photo(case_id, jpeg(12))
    worker.does(case_id, "submit", measures="已补盖")

    assert verifier.get(f"/photos/{again}").status_code == 403
    check_photo(verifier, case_id, 62)
    assert verifier.get(f"/photos/{again}").status_code == 200


def test_other_categories_are_verified_with_open_eyes(city: City) -> None:
    case_id, after = submitted(city, "road_dust")
    verifier = city.hand("verifier")

    assert after in photo_ids(verifier, case_id)
    verifier.does(case_id, "verify")
    assert "blind_order_kept" not in event(city, case_id, "rectification_verified")


def test_the_handling_unit_takes_no_check_photo(city: City) -> None:
    case_id, _ = submitted(city)
    answer = city.hand("handler").announce(case_id, jpeg(60), role="check")

    assert (answer.status_code, answer.get_json()["code"]) == (403, "check_photo_of_others")


def test_a_list_shows_no_sealed_thumbnail(city: City, app: APIFlask) -> None:
    case_id, after = submitted(city)
    drain(app)
    line = next(item for item in city.hand("verifier").get("/cases").get_json()["items"])

    assert line["id"] == case_id
    assert line["thumbnail_photo_id"] in {None, after}
    assert city.hand("verifier").client.get(f"{API}/photos/{after}/thumbnail").status_code == 403
