"""`flask doctor` on a whole installation, and on one where a single thing is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from flask_migrate import downgrade
from sqlalchemy import make_url, select

from config import Config
from inspect_app.accounts.models import Unit
from inspect_app.app import MIGRATIONS
from inspect_app.audit.log import Fact, append
from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.tasks import SWEEPS, Lease
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import object_store
from inspect_app.notify.channels.robots import Secrets
from inspect_app.notify.models import Robot
from inspect_app.notify.sealing import seal
from inspect_app.operations.heartbeat import beat
from inspect_app.operations.state import BACKUP_MADE
from tests.builders import City
from tests.conftest import REPOSITORY
from tests.drill.jump import WallClock
from tests.integration.conftest import POSTGRES, SQLITE, AppWith
from tests.servers.daemon import ServerError
from tests.servers.live import LiveServer


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
        "configuration", "time zone", "account", "folder", "disk", "database", "migrations", "object store",
        "clocks", "signing key", "log signed", "secret key", "push key", "queue", "workers", "sweeps",
        "holidays", "backup",
    }  # fmt: skip
    warned = {name for name, grade in seen.items() if grade == "WARN"}
    assert warned <= {"configuration", "account", "holidays", "backup", "disk"}


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
    # Before 0005 there were no robots, before 0007 no calendar to ask for holidays.
    assert {"migrations", "signing key", "secret key", "workers", "sweeps", "holidays", "clocks"} == wrong, (
        output
    )
    assert "chmod 600" in output
    assert "flask db upgrade" in output
    assert "mark_breaches" in output


def beats(app: APIFlask) -> None:
    """A worker is alive still, however long this machine took for what came before."""
    with app.app_context(), write_transaction():
        now = utc_now()
        beat(uuid7(), now, now)


def failing(app: APIFlask) -> tuple[set[str], str]:
    """What does not work on `app`, and the whole table; the command says so to whoever called it."""
    code, seen, output = grades(app.test_cli_runner())
    bad = {name for name, grade in seen.items() if grade == "FAIL"}
    assert code == bool(bad), output
    assert "Traceback" not in output
    return bad, output


def test_a_queue_that_is_away_fails_alone(working: APIFlask, app_with: AppWith) -> None:
    bad, output = failing(app_with(jobs_url="redis://127.0.0.1:1/0"))

    assert bad == {"queue"}
    assert "JOBS_URL" in output


@pytest.mark.parametrize("pair", [POSTGRES], indirect=True)
def test_a_database_that_is_away_refuses_or_takes_no_writes(
    working: APIFlask, app_with: AppWith, config: Config
) -> None:
    url = make_url(config.database_url)
    away, stranger = url.set(host="127.0.0.1", port=1), url.set(password="guess")
    for address in (away, stranger):
        bad, output = failing(app_with(database_url=address.render_as_string(hide_password=False)))
        assert {"database", "migrations", "signing key", "workers"} <= bad
        assert not bad & {"object store", "queue", "folder"}
        assert "is DATABASE_URL right?" in output
    standby = url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    bad, output = failing(app_with(database_url=standby.render_as_string(hide_password=False)))
    assert "database" in bad
    assert "takes no writes" in output


@pytest.mark.parametrize("pair", [POSTGRES], indirect=True)
def test_a_store_that_is_away_refuses_or_lacks_its_buckets(working: APIFlask, app_with: AppWith) -> None:
    with working.app_context():
        known = object_store()
        assert isinstance(known, S3Store)
        plain = f"plain-{known.originals}"
        known.client.create_bucket(Bucket=plain)
    cases: list[tuple[dict[str, object], str]] = [
        ({"s3_endpoint": "http://127.0.0.1:1", "s3_timeout_s": 2.0}, "nobody answers at http://127.0.0.1:1"),
        ({"s3_key": "stranger"}, "look at S3_KEY"),
        ({"s3_secret": "guess"}, "look at S3_KEY"),
        ({"s3_bucket": "none-of-ours"}, "there is no bucket none-of-ours"),
        ({"s3_work_bucket": "none-of-ours"}, "flask storage init makes it"),
    ]
    for change, words in cases:
        beats(working)
        bad, output = failing(app_with(**change))
        assert "object store" in bad, change
        assert bad <= {"object store", "clocks"}
        assert words in output

    _, seen, output = grades(app_with(s3_bucket=plain).test_cli_runner())
    assert seen["object store"] == "WARN"
    assert "keeps no versions" in output


def test_a_folder_that_takes_nothing_and_a_disk_without_room(
    working: APIFlask, app_with: AppWith, config: Config
) -> None:
    """No account can write below /proc, and no byte is free there."""
    full = app_with(
        instance=Path("/proc"),
        object_store="files",
        database_url=config.database,
        jobs_url=config.jobs,
        log_key_dir=str(config.log_keys),
    )
    bad, output = failing(full)

    assert bad == {"folder", "disk", "object store"}, output
    assert "INSTANCE /proc takes no files" in output
    assert "0.0 GiB free at INSTANCE: make room" in output


@pytest.mark.parametrize("pair", [POSTGRES], indirect=True)
def test_a_clock_that_was_set_back_is_seen(working: APIFlask, config: Config, tmp_path: Path) -> None:
    with working.app_context(), write_transaction():
        append(Context(SYSTEM, utc_now()), [Fact("backup", BACKUP_MADE)])
    clock, node = WallClock(tmp_path), LiveServer(config, tmp_path / "node")
    node.env |= clock.env
    clock.jump(-3600)
    with pytest.raises(ServerError) as told:
        node.command("doctor")

    [line] = [row for row in str(told.value).splitlines() if row.startswith("FAIL  clocks")]
    assert "by NTP" in line
    for name in ("database", "object store", "the log's last entry", "a worker"):
        assert f"{name} 3" in line


def test_keys_that_are_gone_unreadable_or_of_somebody_else(
    working: APIFlask, app_with: AppWith, config: Config
) -> None:
    with working.app_context(), write_transaction():
        append(Context(SYSTEM, utc_now() - timedelta(hours=1)), [Fact("backup", BACKUP_MADE)])
        unit = db.session.scalars(select(Unit.id)).first()
        assert unit is not None
        sealed = seal(Secrets("token", ""))
        db.session.add(Robot(unit_id=unit, service="wecom", name="群", sealed=sealed, created_at=utc_now()))
    key, push = config.log_keys / "log.key", config.instance / "keys" / "vapid.key"
    kept = key.read_text()
    cases: list[tuple[Callable[[], object], str, str]] = [
        (lambda: None, "log signed", "entries have waited for 6"),
        (key.unlink, "signing key", "put it back from where it is kept"),
        (lambda: key.mkdir(mode=0o700), "signing key", "log.key cannot be read: Is a directory"),
        (
            lambda: (key.rmdir(), key.write_text("11" * 32), key.chmod(0o600)),
            "signing key",
            "the log's key is",
        ),
        (lambda: key.chmod(0o644), "signing key", "chmod 600"),
        (lambda: (key.write_text(kept), key.chmod(0o600)), "log signed", "is a worker alive"),
        (lambda: push.write_text("no key"), "push key", "chmod 600"),
        (lambda: push.chmod(0o600), "push key", "is not 32 bytes"),
        (push.unlink, "log signed", "is a worker alive"),
    ]
    for spoil, name, words in cases:
        spoil()
        beats(working)
        bad, output = failing(working)
        assert bad == {"log signed", name}
        assert words in output

    bad, output = failing(app_with(secret_key="another secret of 32 characters and more"))
    assert "secret key" in bad
    assert "tokens of 1 robots" in output


@pytest.mark.parametrize("pair", [SQLITE], indirect=True)
def test_what_the_program_cannot_start_with_is_one_sentence(config: Config, tmp_path: Path) -> None:
    (tmp_path / "spoiled" / "secret.key").mkdir(parents=True)
    node = LiveServer(config, tmp_path / "node")
    node.env |= {"INSTANCE": str(tmp_path / "spoiled"), "SECRET_KEY": ""}
    with pytest.raises(
        ServerError, match=r"Error: .*secret\.key cannot be read or made: Is a directory"
    ) as told:
        node.command("doctor")

    assert "Traceback" not in str(told.value)
