"""Where a case came from: filed with it, shown, joined by a merge, filtered, logged."""

from typing import Any

from tests.builders import City

ORDER = {"order_number": "会商〔2026〕8号", "issued_on": "2026-11-20", "deadline": "2026-11-25"}
Json = dict[str, Any]


def test_a_case_says_where_it_came_from_and_an_inspector_sees_nothing_new(city: City) -> None:
    boss, scout = city.hand("supervisor"), city.hand("inspector")
    patrol = scout.filed()
    ordered = boss.filed(source="consultation_order", source_fields=ORDER)
    refused = scout.report(source="consultation_order", source_fields=ORDER)
    bare = boss.report(source="consultation_order")
    strange = boss.report(source="rumour")

    assert (refused.status_code, refused.get_json()["code"]) == (403, "source_not_yours")
    assert {error["field"] for error in bare.get_json()["errors"]} == ORDER.keys()
    assert strange.get_json()["code"] == "unknown_source"
    case = boss.case(ordered)
    assert case["source"]["label"]["zh"] == "会商指令"
    assert case["reports"][0]["source"]["code"] == "consultation_order"
    assert [line["value"]["zh"] for line in case["origins"][0]["said"]] == list(ORDER.values())
    assert (case["missing_photo_roles"], boss.case(patrol)["missing_photo_roles"]) == ([], ["wide"])
    logged = boss.get(f"/cases/{ordered}/history").get_json()["items"][0]
    assert logged["payload"]["source_fields"] == ORDER

    boss.does(ordered, "merge", into=patrol)
    sources = [one["source"]["code"] for one in boss.case(patrol)["origins"]]
    assert sources == ["patrol", "consultation_order"]
    other = scout.filed()

    def listed(source: str) -> set[str]:
        found = boss.get(f"/cases?source={source}").get_json()["items"]
        assert boss.get(f"/ledger?source={source}").get_json()["items"]
        return {item["id"] for item in found}

    assert listed("consultation_order") == {patrol, ordered}
    assert listed("patrol") == {patrol, other}
    assert boss.get("/cases?source=rumour").status_code == 422
    lines = {line["id"]: line for line in boss.get("/ledger").get_json()["items"]}
    assert [one["code"] for one in lines[patrol]["sources"]] == ["patrol", "consultation_order"]
