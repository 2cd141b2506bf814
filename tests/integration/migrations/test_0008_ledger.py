"""Migration 0008: rhythms and the order of the ledger, over cases that are there."""

from flask_migrate import downgrade, upgrade

from inspect_app.audit.fsck import check_log
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from tests.builders import API, City
from tests.integration.test_migrations import FOLDER, indexes_of_cases, tables


def test_the_ledger_comes_to_cases_that_are_there_and_goes_again(city: City) -> None:
    case_id = city.hand("inspector").filed()
    period = {"unit_id": city.units["east"], "first_day": utc_now().date().isoformat(), "document": "1号"}
    with city.app.app_context():
        started = city.hand("supervisor").client.put(f"{API}/rhythms/{uuid7()}", json=period)
        assert started.status_code in {201, 422}  # the day here and that of UTC may differ
        downgrade(FOLDER, revision="0007")
        assert "rhythm_periods" not in tables()
        assert "ix_cases_reported_at_id" not in indexes_of_cases()
        db.session.remove()
        upgrade(FOLDER)
        assert "ix_cases_reported_at_id" in indexes_of_cases()
        assert check_log() == []
    assert city.hand("supervisor").get("/ledger").get_json()["items"][0]["id"] == case_id
