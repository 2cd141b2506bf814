"""Indicators: every number is the number of the cases its link lists, in every group and for everybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from apiflask import APIFlask
from sqlalchemy import select, update

from inspect_app.cases.models import Case, Clock
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.supervision.indicators.definitions import definitions
from tests.builders import API, IN_WEST, City, Hand, Json, days_ahead, jpeg
from tests.integration.registry.test_registry import entered

PARTS = ("numerator", "denominator", "excluded")


def busy(city: City, app: APIFlask) -> None:
    """Cases that stopped at every stage, one late, one late and exempted, one returned, one elsewhere."""
    finder, boss, worker, checker = (city.hand(n) for n in ("inspector", "supervisor", "handler", "verifier"))
    ids = [finder.filed(note=str(n)) for n in range(8)]
    ids.append(boss.filed(note="8", source="citizen", source_fields={"channel": "hotline"}))
    finder.filed(place=IN_WEST)
    boss.does(ids[0], "reject", reason="重复")
    boss.does(ids[1], "merge", into=ids[2])
    for case_id in ids[2:]:
        boss.does(case_id, "accept")
    for case_id in ids[3:]:
        boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(2))
    worker.does(ids[3], "refuse", reason="不归我管")
    boss.does(ids[4], "void", reason="误报")
    late, exempt = ids[7], ids[8]
    for shade, case_id in enumerate(ids[5:]):
        worker.does(case_id, "acknowledge")
        if case_id == late:
            continue
        worker.after_photo(case_id, jpeg(shade))
        worker.does(case_id, "submit", measures="已覆盖")
    checker.does(ids[5], "verify")
    checker.does(ids[6], "return", reason="仍有裸土", due_at=days_ahead(1))
    boss.does(ids[5], "reopen", ground="relapse", reason="又裸露")
    with app.app_context(), write_transaction():
        works = (Clock.kind == "rectify", Clock.case_id.in_(uuids([late, exempt])))
        db.session.execute(update(Clock).where(*works).values(breached_at=Clock.due_at))
        spared = (Clock.kind == "rectify", Clock.case_id.in_(uuids([exempt])))
        db.session.execute(update(Clock).where(*spared).values(exempted_at=utc_now()))


def uuids(ids: list[str]) -> Any:
    return select(Case.id).where(Case.id.in_([UUID(one) for one in ids]))


def listed(hand: Hand, query: str) -> int:
    """How many cases the ledger lists, walked to its end."""
    count, cursor = 0, ""
    while cursor is not None:
        answer = hand.get(f"/ledger?limit=3&{query}&cursor={cursor}").get_json()
        count, cursor = count + len(answer["items"]), answer["next_cursor"]
    return count


def numbers(line: Json) -> Json:
    """What a line says, by part; a duration has no numerator of its own."""
    hits = line["sample"] if line["numerator"] is None else line["numerator"]
    return {"numerator": hits, "denominator": line["sample"], "excluded": line["excluded"]}


def test_every_number_is_the_number_of_the_cases_behind_it(city: City, app: APIFlask) -> None:
    busy(city, app)
    for who in ("supervisor", "handler", "auditor"):
        hand = city.hand(who)
        answer = hand.get("/indicators").get_json()
        seen = {line["code"]: line for line in answer["items"]}
        assert set(seen) == {row.code for row in definitions()}
        for code, line in seen.items():
            for part in PARTS:
                query = f"indicator={code}&part={part}&from={answer['from']}&to={answer['to']}"
                assert listed(hand, query) == numbers(line)[part], (who, code, part)
    what_a_person_counts(city)
    groups_add_up(city)
    what_is_registered_is_told_by_its_trouble(city)


def what_is_registered_is_told_by_its_trouble(city: City) -> None:
    """A case counts for the site it was linked to first, and for the enterprise that owns it."""
    boss = city.hand("supervisor")
    firm = entered(boss, kind="enterprise", type="builder", state="regular", number="QY-1", name="某建设")
    sites = [
        entered(boss, number=f"GD-{n}", name=f"{n}号", owner_id=firm["id"] if n == 1 else None)
        for n in (1, 2)
    ]
    cases = [one["id"] for one in boss.get("/cases").get_json()["items"]]
    for case_id, entry in (
        (cases[0], sites[0]),
        (cases[0], sites[1]),
        (cases[1], sites[1]),
        (cases[2], sites[1]),
    ):
        assert boss.client.put(f"{API}/cases/{case_id}/entries/{entry['id']}").status_code == 200
    told = {}
    for by in ("site", "enterprise"):
        answer = boss.get(f"/indicators/filing_rate/ranking?by={by}").get_json()
        assert answer["reconciliation"]["reconciles"]
        told[by] = {line["group"]["name"]: line["sample"] for line in answer["items"] if line["group"]}
        assert {line["rank"] for line in answer["items"]} == {None}
    assert told == {"site": {"1号": 1, "2号": 2}, "enterprise": {"某建设": 1}}
    groups_add_up(city)
    assert boss.get("/ledger?by=site&group=1号").status_code == 422


def groups_add_up(city: City) -> None:
    """Townships, units, sources, categories, sites … make up the whole, and each opens its own cases."""
    hand = city.hand("auditor")
    for by in ("township", "unit", "district", "category", "site", "enterprise", "source"):
        answer = hand.get(f"/indicators/filing_rate/ranking?by={by}").get_json()
        assert answer["reconciliation"] == {
            "stated": 9, "summed": 9, "difference": 0, "reconciles": True
        }  # fmt: skip
        for line in answer["items"]:
            group = line["group"]["key"] if line["group"] else 0
            query = f"indicator=filing_rate&part=denominator&by={by}&group={group}"
            assert listed(hand, query) == line["sample"]
    answered = {line["group"]["code"]: (line["sample"], line["rank"]) for line in answer["items"]}
    assert answered == {"patrol": (8, None), "citizen": (1, None)}


def what_a_person_counts(city: City) -> None:
    """The numbers of this very city, counted by hand."""
    lines = {one["code"]: one for one in city.hand("auditor").get("/indicators").get_json()["items"]}
    said = {code: (one["numerator"], one["sample"], one["excluded"]) for code, one in lines.items()}
    assert said["filing_rate"] == (7, 9, 0)
    assert said["accurate_filing_rate"] == (6, 7, 0)
    assert said["disposal_rate"] == (3, 4, 0)
    assert said["disposal_in_time_rate"] == (2, 3, 1)
    assert said["overdue_rate"] == (1, 3, 1)
    assert said["rework_rate"] == (1, 3, 0)
    assert said["refusal_rate"] == (1, 6, 0)
    assert said["relapse_rate"] == (1, 1, 0)
    assert lines["hours_to_first_action"]["sample"] == 5


def test_small_samples_have_no_rank_and_a_twin_of_the_log_no_new_answer(city: City, app: APIFlask) -> None:
    busy(city, app)
    hand = city.hand("supervisor")
    first = hand.get("/indicators/closing_rate/ranking?by=unit")
    assert {line["rank"] for line in first.get_json()["items"]} == {None}
    tag = {"If-None-Match": first.headers["ETag"]}
    assert hand.get("/indicators/closing_rate/ranking?by=unit", headers=tag).status_code == 304
    city.hand("inspector").filed()
    assert hand.get("/indicators/closing_rate/ranking?by=unit", headers=tag).status_code == 200
    long_ago = utc_now().date() - timedelta(days=500)
    for query in (f"from={long_ago}", "from=2026-11-02&to=2026-11-01"):
        assert hand.get(f"/indicators?{query}").status_code == 422
    assert hand.get("/indicators/nothing/ranking").status_code == 404
    everywhere, nowhere = (hand.get(f"/ledger?by=unit{group}") for group in ("", "&group=0"))
    assert everywhere.headers["ETag"] != nowhere.headers["ETag"], "no unit is a group too"
    assert hand.get("/ledger?indicator=nothing").status_code == 422
