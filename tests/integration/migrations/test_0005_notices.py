"""Migration 0005, with notices, a delivery and settings in it."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.builders import City
from tests.integration.test_migrations import FOLDER, tables


def test_notices_go_with_their_tables_and_leave_the_cases(city: City) -> None:
    case_id = city.hand("inspector").filed()
    quiet = {"on": True, "start": "22:00", "end": "07:00"}
    wishes = {"groups": {}, "quiet": quiet, "mail": None, "language": "zh"}
    assert city.hand("supervisor").client.put("/api/v1/me/notice-settings", json=wishes).status_code == 200
    new = {"notices", "noticed_events", "deliveries", "notice_preferences", "push_subscriptions", "robots"}

    with city.app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM notices")).scalar_one() == 1
        db.session.remove()
        assert new <= tables()
        downgrade(FOLDER, revision="0004")
        assert tables() & new == set()
        upgrade(FOLDER)
        assert db.session.execute(text("SELECT count(*) FROM notices")).scalar_one() == 0
        db.session.remove()
    city.hand("supervisor").does(case_id, "accept")
    assert city.hand("inspector").get("/notices/unread").get_json()["count"] == 1
