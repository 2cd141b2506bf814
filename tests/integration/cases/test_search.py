"""Search finds a case by its number and by any letters of its note, and by nothing else.

A page that is not full comes from the index of letters; a full one from the next cases in order.
"""

from tests.builders import City

NOTES = ("工地渣土车未苫盖", "豫C12345 车冒黑烟", "裸土未覆盖，扬尘明显", "厂", "100% 未覆盖_急", "")
# What somebody types, and the notes by their places that it means.
TYPED = {
    "渣土车": {0},
    "渣土": {0},
    "车": {0, 1},
    "烟": {1},
    "苫盖": {0},
    "未覆盖": {2, 4},
    "厂": {3},
    "豫c12345": {1},
    "C12345 车": {1},
    "土车未": {0},
    "盖苫": set(),
    "%": {4},
    "_急": {4},
    "覆盖，扬尘明显": {2},
    "没有这样的事": set(),
    "尘明显": {2},
    "\U00020bb7": set(),
}


def test_letters_anywhere_in_a_note_find_it(city: City) -> None:
    ids = [city.hand("inspector").filed(note=note) for note in NOTES]
    boss = city.hand("supervisor")

    for order in ("updated", "urgency"):
        for typed, wanted in TYPED.items():
            query = {"q": typed, "order": order, "limit": 50}
            items = boss.get("/cases", query_string=query).get_json()["items"]
            assert {ids.index(item["id"]) for item in items} == wanted, typed
    assert city.hand("handler").get("/cases?q=渣土").get_json()["items"] == []
    assert boss.get("/cases?q=渣土&status=closed").get_json()["items"] == []


def test_pages_of_a_search_follow_each_other(city: City) -> None:
    inspector, boss = city.hand("inspector"), city.hand("supervisor")
    kept = []
    for place in range(9):
        case_id = inspector.filed(note="扬尘" if place not in {3, 4, 5, 6} else "异味")
        kept += [case_id] if place not in {3, 4, 5, 6} else []

    for order, wanted in (("updated", kept[::-1]), ("urgency", kept)):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = boss.get(f"/cases?q=扬尘&order={order}&limit=2&cursor={cursor}").get_json()
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert seen == wanted, order


def test_a_number_is_found_whole_by_its_start_and_by_its_serial(city: City) -> None:
    first, second = (city.hand("inspector").filed() for _ in range(2))
    boss = city.hand("supervisor")
    number = boss.case(second)["number"]
    prefix, year, serial = number.split("-")

    for typed in (number, number.lower(), serial, str(int(serial)), f"{year}-{int(serial)}"):
        assert [one["id"] for one in boss.get(f"/cases?q={typed}").get_json()["items"]] == [second], typed
    for typed in (f"{prefix}-", f"{prefix.lower()}-{year}"):
        found = {one["id"] for one in boss.get(f"/cases?q={typed}").get_json()["items"]}
        assert found == {first, second}, typed
    assert boss.get(f"/cases?q={int(year) - 1}-{int(serial)}").get_json()["items"] == []


def test_the_ledger_and_the_map_search_alike(city: City) -> None:
    wanted = city.hand("inspector").filed(note="渣土车遗撒")
    city.hand("inspector").filed(note="秸秆焚烧")
    boss = city.hand("supervisor")

    assert [line["id"] for line in boss.get("/ledger?q=渣土").get_json()["items"]] == [wanted]
    assert boss.get("/cases/map?bbox=112,34,113,35&zoom=10&q=渣土").get_json()["total"] == 1
