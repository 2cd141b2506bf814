"""Where a case came from: filed with it, shown, joined by a merge, filtered, logged; and its migration."""

from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from tests.builders import City
from tests.integration.test_migrations import FOLDER, tables

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


def test_0011_finds_every_report_that_is_there_a_patrol(city: City) -> None:
    case_id = city.hand("inspector").filed()
    rows = {name: text(f"SELECT * FROM {name}") for name in ("cases", "reports")}  # noqa: S608 - names of this test

    def all_rows() -> dict[str, Json]:
        found = {name: dict(db.session.execute(query).mappings().one()) for name, query in rows.items()}
        db.session.remove()
        return found

    with city.app.app_context():
        downgrade(FOLDER, revision="0010")
        before = all_rows()
        assert "case_references" not in tables()
        upgrade(FOLDER)
        after = all_rows()
        assert check_log() == []
        db.session.remove()

    for name, row in before.items():
        assert row == {column: after[name][column] for column in row}
        assert after[name]["source"] == "patrol"
    assert city.hand("supervisor").case(case_id)["source"]["code"] == "patrol"
