"""Who sees which case, and which cases a list shows."""

import json
from pathlib import Path

from inspect_app.core.roles import Role
from tests.builders import IN_WEST, NOWHERE, City, days_ahead, square


def numbers(city: City, who: str, query: str = "") -> set[str]:
    answer = city.hand(who).get(f"/cases?{query}")
    assert answer.status_code == 200, answer.text
    return {item["id"] for item in answer.get_json()["items"]}


def test_each_role_sees_its_own_part_of_the_city(city: City) -> None:
    city.person("west_inspector", Role.INSPECTOR, "west", "west")
    city.person("west_boss", Role.SUPERVISOR, "west")
    city.person("city_boss", Role.SUPERVISOR, "city")
    east = city.hand("inspector").filed()
    west = city.hand("west_inspector").filed(place=IN_WEST)
    assert numbers(city, "inspector") == {east}
    assert numbers(city, "west_inspector") == {west}
    assert numbers(city, "supervisor") == {east}
    assert numbers(city, "west_boss") == {west}
    assert numbers(city, "city_boss") == {east, west}
    assert numbers(city, "auditor") == {east, west}
    assert numbers(city, "handler") == set()


def test_an_inspector_without_a_named_grid_sees_the_whole_unit(city: City) -> None:
    city.person("whole_east", Role.INSPECTOR, "east")
    assert numbers(city, "whole_east") == set()
    case_id = city.hand("inspector").filed()
    assert numbers(city, "whole_east") == {case_id}


def test_an_inspector_of_a_grid_sees_the_grids_below_it(city: City, tmp_path: Path) -> None:
    ring = [[112.44, 34.64], [112.46, 34.64], [112.46, 34.66], [112.44, 34.66], [112.44, 34.64]]
    street = square("E1", "东一街道", 112.44) | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    file = tmp_path / "street.geojson"
    file.write_text(json.dumps([street]), encoding="utf-8")
    options = ["--level", "street", "--datum", "wgs84", "--code-field", "code", "--name-field", "name"]
    done = city.app.test_cli_runner().invoke(
        args=["places", "import", str(file), *options, "--parent", "E", "--valid-from", "2020-01-01"]
    )
    assert done.exit_code == 0, done.output
    city.person("second", Role.INSPECTOR, "east", "east")
    case_id = city.hand("inspector").filed()
    case = city.hand("supervisor").case(case_id)
    assert case["grid"]["code"] == "E1"
    assert numbers(city, "second") == {case_id}


def test_a_report_without_a_position_waits_at_the_root_and_says_why(city: City) -> None:
    city.person("city_boss", Role.SUPERVISOR, "city")
    case_id = city.hand("inspector").filed(place=None)
    assert numbers(city, "supervisor") == set()
    case = city.hand("city_boss").case(case_id)
    assert case["triage_reason"]["code"] == "no_position"
    assert case["placement"]["state"] == "no_position"
    assert case["jurisdiction_unit"]["id"] == city.units["city"]


def test_a_report_outside_every_grid_waits_at_the_root_and_says_why(city: City) -> None:
    city.person("city_boss", Role.SUPERVISOR, "city")
    case_id = city.hand("inspector").filed(place=NOWHERE)
    assert city.hand("city_boss").case(case_id)["triage_reason"]["code"] == "outside_all_grids"


def test_the_reporter_keeps_sight_of_a_report_far_away(city: City) -> None:
    case_id = city.hand("inspector").filed(place=IN_WEST)
    assert numbers(city, "inspector") == {case_id}


def test_filters_narrow_the_list(city: City) -> None:
    inspector, boss = city.hand("inspector"), city.hand("supervisor")
    first = inspector.filed(note="东门料堆")
    second = inspector.filed(category="road_dust", note="解放路扬尘")
    boss.does(first, "accept")
    boss.does(first, "assign", unit_id=city.units["works"], due_at=days_ahead(1))
    assert numbers(city, "supervisor", "status=assigned") == {first}
    assert numbers(city, "supervisor", "status=assigned,reported") == {first, second}
    assert numbers(city, "supervisor", "category=road_dust") == {second}
    assert numbers(city, "supervisor", "q=解放路") == {second}
    assert numbers(city, "supervisor", f"unit={city.units['works']}") == {first}
    assert numbers(city, "supervisor", "bbox=112.4,34.6,112.5,34.7") == {first, second}
    assert numbers(city, "supervisor", "bbox=112.5,34.6,112.6,34.7") == set()
    assert numbers(city, "supervisor", "overdue=1") == set()
    assert numbers(city, "handler", "mine=1") == {first}


def test_pages_follow_each_other_without_gap_or_repeat(city: City) -> None:
    filed = {city.hand("inspector").filed() for _ in range(7)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = city.hand("supervisor").get(f"/cases?limit=3&cursor={cursor}").get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == filed


def test_an_unchanged_list_is_not_sent_again(city: City) -> None:
    city.hand("inspector").filed()
    hand = city.hand("supervisor")
    tag = hand.get("/cases").headers["ETag"]
    assert hand.get("/cases", headers={"If-None-Match": tag}).status_code == 304
    city.hand("inspector").filed()
    assert hand.get("/cases", headers={"If-None-Match": tag}).status_code == 200
