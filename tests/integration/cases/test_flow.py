"""The fortnight counts what came in and what ended, in one's own scope only."""

from datetime import datetime

from inspect_app.places.days import local_day
from tests.builders import IN_WEST, City, days_ahead, jpeg


def totals(city: City, username: str) -> tuple[int, int, int]:
    """Days told, cases reported, cases ended."""
    items = city.hand(username).get("/cases/flow").get_json()["items"]
    return len(items), sum(day["reported"] for day in items), sum(day["ended"] for day in items)


def test_todays_cases_stand_on_the_last_day_of_fourteen(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")

    items = boss.get("/cases/flow").get_json()["items"]

    assert len(items) == 14
    with city.app.app_context():
        today = str(local_day(datetime.fromisoformat(boss.case(case_id)["reported_at"])))
    assert {day["day"]: day["reported"] for day in items if day["reported"]} == {today: 1}
    assert today in {day["day"] for day in items[-2:]}, "midnight may have come in between"
    assert [day["day"] for day in items] == sorted({day["day"] for day in items})


def test_a_closed_case_is_counted_as_ended(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(8))
    worker.does(case_id, "submit", measures="已覆盖")
    city.hand("verifier").does(case_id, "verify")

    assert totals(city, "supervisor") == (14, 1, 1)


def test_a_rejected_case_leaves_too(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.hand("inspector").does(case_id, "withdraw", reason="误报")

    assert totals(city, "supervisor") == (14, 1, 1)


def test_a_district_does_not_see_its_neighbours_numbers(city: City) -> None:
    city.hand("inspector").filed()
    city.hand("inspector").filed(place=IN_WEST)

    assert totals(city, "auditor")[1] == 2
    assert totals(city, "handler")[1] == 0


def test_the_number_of_days_is_bounded(city: City) -> None:
    assert len(city.hand("auditor").get("/cases/flow?days=62").get_json()["items"]) == 62
    assert city.hand("auditor").get("/cases/flow?days=63").status_code == 422
