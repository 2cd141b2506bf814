"""`flask doctor` on a whole installation, and on one where a single thing is wrong."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from flask_migrate import downgrade

from inspect_app.app import MIGRATIONS
from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.tasks import SWEEPS, Lease
from inspect_app.core.transaction import write_transaction
from inspect_app.operations.heartbeat import beat
from tests.builders import City
from tests.conftest import REPOSITORY
from tests.integration.conftest import AppWith


def grades(cli: FlaskCliRunner) -> tuple[int, dict[str, str], str]:
    """The exit code, each check's grade, and the whole table."""
    result = cli.invoke(args=["doctor"])
    lines = [line for line in result.output.splitlines() if line[:4] in {"PASS", "WARN", "FAIL"}]
    return result.exit_code, {line[6:22].strip(): line[:4] for line in lines}, result.output


@pytest.fixture
def working(app: APIFlask, city: City) -> APIFlask:
    """A worker is alive, every sweep has just run, the log is signed."""
    now = utc_now()
    with app.app_context():
        with write_transaction():
            beat(uuid7(), now, now)
            for item in SWEEPS.values():
                until = now + timedelta(minutes=item.minutes)
                db.session.add(Lease(name=item.name, holder="worker", until=until))
        publish_now(now)
        db.session.remove()
    return app


def test_an_installation_that_works_passes(working: APIFlask, cli: FlaskCliRunner) -> None:
    code, seen, output = grades(cli)

    assert code == 0, output
    assert set(seen) == {
        "configuration", "time zone", "migrations", "object store", "clocks", "disk", "signing key",
        "secret key", "queue", "workers", "sweeps", "holidays", "backup",
    }  # fmt: skip
    assert {name for name, grade in seen.items() if grade == "WARN"} <= {
        "configuration",
        "holidays",
        "backup",
        "disk",
    }


def test_what_is_wrong_is_named_and_the_rest_goes_on(working: APIFlask, cli: FlaskCliRunner) -> None:
    keys = working.extensions["inspect_settings"].log_keys
    (keys / "log.key").chmod(0o644)
    with working.app_context(), write_transaction() as session:
        old = utc_now() - timedelta(hours=1)
        session.execute(db.text("DELETE FROM workers"))
        session.get_one(Lease, "mark_breaches").until = old
    with working.app_context():
        downgrade(str(REPOSITORY / MIGRATIONS), revision="0003")

    code, seen, output = grades(cli)

    assert code == 1
    wrong = {name for name, grade in seen.items() if grade == "FAIL"}
    # Before 0007 there was no calendar to ask for holidays.
    assert {"migrations", "signing key", "workers", "sweeps", "holidays"} == wrong, output
    assert "chmod 600" in output
    assert "flask db upgrade" in output
    assert "mark_breaches" in output


def test_a_queue_that_is_away_fails_alone(working: APIFlask, app_with: AppWith) -> None:
    lonely = app_with(jobs_url="redis://127.0.0.1:1/0")

    code, seen, _ = grades(lonely.test_cli_runner())

    assert code == 1
    assert {name for name, grade in seen.items() if grade == "FAIL"} == {"queue"}


def test_another_key_than_the_logs_own_is_seen(working: APIFlask, cli: FlaskCliRunner) -> None:
    path = working.extensions["inspect_settings"].log_keys / "log.key"
    path.unlink()
    path.write_text("11" * 32)
    path.chmod(0o600)

    _, seen, output = grades(cli)

    assert seen["signing key"] == "FAIL"
    assert "but the log's key is" in output
