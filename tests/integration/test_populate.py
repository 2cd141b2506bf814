"""The generator of years of a city, which benches stand on: what it makes must be what the program makes."""

from pathlib import Path

from apiflask import APIFlask

from bench.populate import populate
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import log_head, replayed_root
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction
from tests.builders import build_city

CASES = 50


def test_generated_years_hold_together_and_their_pages_open(app: APIFlask, tmp_path: Path) -> None:
    city = build_city(app, tmp_path)
    city.person("chief", Role.SUPERVISOR, "city")
    filled = populate(city, CASES)
    with app.app_context():
        with read_transaction():
            assert check_log() == []
            assert replayed_root() == log_head()
        db.session.remove()
    assert filled.rows["cases"] == filled.rows["reports"] == CASES
    chief = city.hand("chief")
    page = chief.get("/cases?limit=100").get_json()["items"]
    assert len(page) == CASES
    assert {item["status"] for item in page} >= {"reported", "rectifying", "rectified", "closed"}
    closed = next(item for item in page if item["status"] == "closed")
    assert closed["photos_stored"] == 5
    told = [item["kind"] for item in chief.get(f"/cases/{closed['id']}/history").get_json()["items"]]
    assert told[0] == "case_reported"
    assert told[-1] == "case_closed"
    # What follows is the program's own again: ids, indices and numbers go on where the generator stopped.
    inspector = city.hand("inspector")
    assert chief.case(inspector.filed())["status"] == "reported"
    with app.app_context():
        with read_transaction():
            assert check_log() == []
        db.session.remove()
