"""The registry's migrations on both databases, down and up with data in it."""

from flask_migrate import downgrade, upgrade

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from tests.builders import API, City
from tests.integration.registry.test_registry import entered
from tests.integration.registry.test_visits import failed, put, visit
from tests.integration.test_migrations import FOLDER, tables

NEW = {"registry_entries", "registry_leaders", "case_entries", "visits", "visit_items"}


def test_the_registry_comes_and_goes_and_leaves_the_cases(city: City) -> None:
    boss = city.hand("supervisor")
    site, case_id = entered(boss), city.hand("inspector").filed()
    assert put(city.hand("inspector"), visit(site["id"], {"wet": failed(1)})).status_code == 201
    assert boss.client.put(f"{API}/cases/{case_id}/entries/{site['id']}").status_code == 200

    with city.app.app_context():
        downgrade(FOLDER, revision="0011")
        assert not NEW & tables()
        upgrade(FOLDER)
        assert tables() >= NEW
        assert check_log() == []
        db.session.remove()
    assert boss.case(case_id)["id"] == case_id
    assert boss.get("/registry/entries").get_json()["items"] == []
