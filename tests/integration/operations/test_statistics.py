"""SQLite is given its statistics at night, and chooses by them afterwards."""

from datetime import UTC, datetime

from sqlalchemy import inspect, text

from inspect_app.core.db import db
from inspect_app.core.tasks import SWEEPS
from inspect_app.operations.statistics import refresh_statistics
from tests.builders import City

AT_NIGHT, BY_DAY = datetime(2026, 6, 1, 19, 0, tzinfo=UTC), datetime(2026, 6, 1, 6, 0, tzinfo=UTC)


def test_statistics_are_made_at_night_and_lists_stay_right(city: City) -> None:
    case_id = city.hand("inspector").filed(note="渣土车遗撒")
    assert "refresh_statistics" in SWEEPS
    with city.app.app_context():
        for now, wanted in ((BY_DAY, False), (AT_NIGHT, True)):
            refresh_statistics(now)
            kept = inspect(db.engine).has_table("sqlite_stat1")
            assert kept == (wanted and db.engine.dialect.name == "sqlite")
        if kept:
            rows = db.session.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars()
            assert {"cases", "clocks", "reports"} <= set(rows)
        db.session.remove()

    for path in ("/cases", "/cases?order=urgency", "/cases?q=土车", "/cases?queue=overdue", "/ledger"):
        found = [one["id"] for one in city.hand("supervisor").get(path).get_json()["items"]]
        assert found == ([] if "queue" in path else [case_id]), path
