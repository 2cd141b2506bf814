"""Migration 0009, with a trace and a planned look-back in it."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from tests.builders import City, days_ahead, jpeg
from tests.integration.test_migrations import FOLDER, tables


def test_second_looks_come_and_go_and_leave_the_cases(city: City) -> None:
    case_id = city.hand("inspector").filed(note="电话 13912345678")
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(5))
    worker.does(case_id, "submit", measures="已覆盖")
    city.hand("verifier").does(case_id, "verify")
    new = {"draws", "verdicts", "look_backs", "rechecks", "case_traces"}

    with city.app.app_context():
        counts = [
            db.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - our own names
            for name in sorted(new)
        ]
        assert counts == [1, 0, 1, 0, 1]
        db.session.remove()
        downgrade(FOLDER, revision="0008")
        assert not new & tables()
        upgrade(FOLDER)
        assert new <= tables()
        assert check_log() == []
        db.session.remove()
    assert boss.case(case_id)["look_backs"] == []
