"""The map of cases: counts of a view, single cases, areas people drew, and what is nearest."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from inspect_app.cases.models import Case
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction, write_transaction
from tests.builders import IN_EAST, IN_WEST, NOWHERE, City, days_ahead
from tests.integration.cases.crowd import crowd, plan_of

EAST_VIEW = "112.40,34.60,112.50,34.70"
BOTH_VIEW = "112.3,34.5,112.7,34.8"
CHINA_VIEW = "73,3,136,54"


def view(city: City, who: str, bbox: str = BOTH_VIEW, zoom: int = 11, **filters: Any) -> dict[str, Any]:
    answer = city.hand(who).get(f"/cases/map?{urlencode({'bbox': bbox, 'zoom': zoom, **filters})}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def near(city: City, who: str, **query: Any) -> list[dict[str, Any]]:
    answer = city.hand(who).get(f"/cases/near?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()["items"]


def listed(city: City, who: str, **query: Any) -> set[str]:
    answer = city.hand(who).get(f"/cases?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return {item["id"] for item in answer.get_json()["items"]}


def test_few_cases_are_shown_one_by_one_with_what_their_mark_needs(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.hand("inspector").filed(place=NOWHERE)

    seen = view(city, "inspector")

    assert (seen["total"], seen["clusters"]) == (1, [])
    (mark,) = seen["cases"]
    assert {name: mark[name] for name in ("id", "status", "category", "overdue", "lat", "lon")} == {
        "id": case_id,
        "status": "reported",
        "category": "bare_soil",
        "overdue": False,
        "lat": IN_EAST[0],
        "lon": IN_EAST[1],
    }
    assert mark["number"].startswith("YH-")


def test_many_cases_are_counted_in_squares_and_none_is_lost(city: City) -> None:
    crowd(city, 900, unit="east", place=IN_EAST, spread=0.04)
    for zoom, bbox in ((4, CHINA_VIEW), (10, BOTH_VIEW), (13, BOTH_VIEW), (16, EAST_VIEW), (20, BOTH_VIEW)):
        seen = view(city, "auditor", bbox, zoom)
        assert seen["cases"] == []
        assert seen["total"] == sum(one["count"] for one in seen["clusters"]) == 900
        assert len(seen["clusters"]) <= 1200
        for one in seen["clusters"]:
            west, south, east, north = one["bbox"]
            assert west - 1e-5 <= one["lon"] <= east + 1e-5
            assert south - 1e-5 <= one["lat"] <= north + 1e-5
            assert 0 <= one["overdue"] <= one["open"] <= one["count"]


def test_a_closer_look_divides_the_squares(city: City) -> None:
    crowd(city, 900, unit="east", place=IN_EAST, spread=0.04)
    counts = [len(view(city, "auditor", EAST_VIEW, zoom)["clusters"]) for zoom in (6, 10, 12, 14)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_nobody_counts_cases_out_of_their_scope(city: City) -> None:
    crowd(city, 500, unit="east", place=IN_EAST, spread=0.04)
    crowd(city, 700, unit="west", place=IN_WEST, spread=0.04)
    city.person("west_boss", Role.SUPERVISOR, "west")
    city.person("city_boss", Role.SUPERVISOR, "city")
    city.person("nobody", None, "city")
    city.person("secadmin", Role.SECADMIN, "city")

    assert view(city, "supervisor")["total"] == 500
    assert view(city, "west_boss")["total"] == 700
    assert view(city, "city_boss")["total"] == 1200
    assert view(city, "auditor")["total"] == 1200
    assert view(city, "handler")["total"] == 0
    assert view(city, "nobody") == {"level": 11, "total": 0, "cases": [], "clusters": []}
    assert view(city, "secadmin")["total"] == 0
    assert near(city, "handler", lat=IN_EAST[0], lon=IN_EAST[1]) == []


def test_the_map_shows_exactly_the_cases_of_the_list(city: City) -> None:
    city.person("west_inspector", Role.INSPECTOR, "west", "west")
    own = city.hand("west_inspector").filed(place=IN_EAST)
    city.hand("inspector").filed(place=IN_EAST)
    for who in ("inspector", "west_inspector", "supervisor", "verifier", "handler", "auditor"):
        marks = {one["id"] for one in view(city, who)["cases"]}
        assert marks == listed(city, who, bbox=BOTH_VIEW), who
    assert {one["id"] for one in view(city, "west_inspector")["cases"]} == {own}


def test_filters_narrow_the_map_as_they_narrow_the_list(city: City) -> None:
    late = city.hand("inspector").filed(category="bare_soil")
    other = city.hand("inspector").filed(category="construction_dust")
    accepted = city.hand("supervisor").does(late, "accept")
    assert accepted["status"] == "accepted"
    unit = city.units["works"]
    city.hand("supervisor").does(late, "assign", unit_id=unit, due_at=days_ahead(2), instructions="尽快覆盖")
    with city.app.app_context(), write_transaction():
        overdue = update(Case).where(Case.status == "assigned").values(due_at=utc_now() - timedelta(hours=1))
        db.session.execute(overdue)
    filters: list[tuple[dict[str, Any], set[str]]] = [
        ({"status": "assigned"}, {late}),
        ({"status": "reported,assigned"}, {late, other}),
        ({"category": "construction_dust"}, {other}),
        ({"overdue": 1}, {late}),
        ({"reported_from": days_ahead(-1)}, {late, other}),
        ({"reported_from": days_ahead(1)}, set()),
        ({"reported_to": days_ahead(-1)}, set()),
        ({"unit": unit}, {late}),
    ]
    for query, wanted in filters:
        assert {one["id"] for one in view(city, "supervisor", **query)["cases"]} == wanted, query
        assert listed(city, "supervisor", **query) == wanted, query


def test_an_area_that_was_drawn_filters_map_and_list_alike(city: City) -> None:
    inspector = city.hand("inspector")
    inside = inspector.filed(place=(34.62, 112.42))
    notch = inspector.filed(place=(34.65, 112.45))
    inspector.filed(place=(34.69, 112.49))
    # A U around the middle: its box holds the second case, its border does not.
    outside = "112.41,34.67;112.41,34.61;112.47,34.61;112.47,34.67"
    horseshoe = f"{outside};112.46,34.67;112.46,34.63;112.43,34.63;112.43,34.67"

    assert {one["id"] for one in view(city, "inspector", within=horseshoe)["cases"]} == {inside}
    assert listed(city, "inspector", within=horseshoe) == {inside}
    square = "112.41,34.61;112.47,34.61;112.47,34.67;112.41,34.67;112.41,34.61"
    assert listed(city, "inspector", within=square) == {inside, notch}


AREAS = ["", "1,2;3,4", "x,y;1,2;3,4", "200,0;1,2;3,4", ";".join(f"{n / 1000},{n % 2}" for n in range(65))]


def test_what_is_no_area_is_refused(city: City, subtests: pytest.Subtests) -> None:
    for within in AREAS:
        with subtests.test(within=within):
            answer = city.hand("inspector").get(
                f"/cases/map?{urlencode({'bbox': EAST_VIEW, 'zoom': 9, 'within': within})}"
            )
            assert answer.status_code == (200 if within == "" else 422)


NO_VIEWS = ["zoom=4", "bbox=1,2,3,4", "bbox=3,2,1,4&zoom=4", "bbox=1,2,3,4&zoom=21"]


def test_a_view_needs_a_box_and_a_zoom(city: City, subtests: pytest.Subtests) -> None:
    for query in NO_VIEWS:
        with subtests.test(query=query):
            assert city.hand("inspector").get(f"/cases/map?{query}").status_code == 422


def test_an_unchanged_view_is_not_sent_twice(city: City) -> None:
    hand = city.hand("inspector")
    path = f"/cases/map?{urlencode({'bbox': EAST_VIEW, 'zoom': 12})}"
    tag = hand.get(path).headers["ETag"]
    assert hand.get(path, headers={"If-None-Match": tag}).status_code == 304
    hand.filed()
    assert hand.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_nearest_cases_come_first_with_true_metres(city: City) -> None:
    inspector = city.hand("inspector")
    far = inspector.filed(place=(34.66, 112.45))
    close = inspector.filed(place=(34.6504, 112.45))
    for_another = inspector.filed(place=IN_WEST)

    items = near(city, "inspector", lat=34.65, lon=112.45, accuracy_m=6)

    assert [one["id"] for one in items] == [close, far, for_another]
    assert items[0]["distance_m"] == pytest.approx(44.4, abs=0.2)
    assert items[1]["distance_m"] == pytest.approx(1109.3, abs=0.5)
    assert items[0]["uncertainty_m"] == 10.0  # 6 m of the phone now, 8 m of the phone then
    assert [one["id"] for one in near(city, "inspector", lat=34.65, lon=112.45, limit=1)] == [close]
    assert near(city, "inspector", lat=34.65, lon=112.45, category="straw_burning") == []


def test_a_close_view_reads_only_its_part_of_the_index(city: City) -> None:
    crowd(city, 20_000, unit="east", place=IN_EAST, spread=0.09)
    with city.app.app_context(), read_transaction():
        told = plan_of(city, "supervisor", (112.44, 34.64, 112.46, 34.66), 15)
    assert "ix_cases_map" in told, told
    assert "SCAN cases" not in told, told
    assert "Seq Scan on cases" not in told, told
