"""The migration of superiors' lists on both databases, down and up with data in it."""

from flask_migrate import downgrade, upgrade

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from tests.builders import City
from tests.integration.supervision.test_hand_over import decides, list_file, rows_of, sends
from tests.integration.test_migrations import FOLDER, tables


def test_superiors_lists_go_with_their_tables_and_leave_the_cases(city: City) -> None:
    boss, list_id = city.hand("supervisor"), uuid7()
    assert sends(boss, list_id, list_file("x"), apply="true").status_code == 200
    rows = rows_of(boss, list_id)
    done = decides(boss, list_id, {"id": rows["省-4"]["id"], "decision": "new"})
    case_id = done.get_json()["rows"][0]["case"]["id"]

    with city.app.app_context():
        downgrade(FOLDER, revision="0015")
        assert not {"hand_over_lists", "hand_over_rows"} & tables()
        upgrade(FOLDER)
        assert check_log() == []
        db.session.remove()

    assert boss.case(case_id)["source"]["code"] == "superior_list"
    assert boss.get("/hand-over-lists").get_json()["items"] == []
