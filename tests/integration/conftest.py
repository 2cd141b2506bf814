"""The application on its two pairs, SQLite with files and PostgreSQL with S3; each test has its own world."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade

from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.core.db import db
from inspect_app.evidence.stores.select import object_store
from tests.conftest import REPOSITORY
from tests.servers.postgres import connections_left, drop_database, new_database
from tests.servers.shared import once, shared_server

SQLITE, POSTGRES = "sqlite-files", "postgres-s3"
SECRET = "a secret of the test suite, 32 characters and more"


def migrate(config: Config) -> None:
    """Bring the database of `config` from empty to head."""
    app = create_app(config)
    with app.app_context():
        upgrade(str(REPOSITORY / MIGRATIONS))
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(shared_root: Path) -> Path:
    """A migrated SQLite file to copy."""

    def make() -> str:
        instance = shared_root / "template"
        migrate(Config(instance=instance, secret_key=SECRET))
        return str(instance / "inspect.db")

    return Path(once("sqlite-template", shared_root, make))


@pytest.fixture(scope="session")
def postgres_url(shared_root: Path) -> str:
    """The address of the run's PostgreSQL server, with a migrated database named `template_inspect`."""
    url = shared_server("postgres", shared_root)["url"]

    def make() -> str:
        database = driver(new_database(url, "template_inspect"))
        migrate(Config(instance=shared_root / "template-pg", secret_key=SECRET, database_url=database))
        return database

    once("postgres-template", shared_root, make)
    return url


def driver(url: str) -> str:
    """The address with the driver SQLAlchemy is to use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=[SQLITE, POSTGRES])
def pair(request: pytest.FixtureRequest) -> str:
    """The database and object store of this run of the test."""
    return str(request.param)


@pytest.fixture
def config(pair: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """Settings of an installation with an empty, migrated database and an empty object store."""
    base = {"instance": tmp_path / "instance", "secret_key": SECRET, "demo": False}
    (tmp_path / "instance").mkdir()
    if pair == SQLITE:
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "instance" / "inspect.db")
        yield Config(**base)
        return
    url = request.getfixturevalue("postgres_url")
    name = f"test_{uuid.uuid4().hex[:16]}"
    s3 = shared_server("rgw", request.getfixturevalue("shared_root"))
    yield Config(
        **base,
        database_url=driver(new_database(url, name, "template_inspect")),
        object_store="s3",
        s3_endpoint=s3["endpoint"],
        s3_key=s3["key"],
        s3_secret=s3["secret"],
        s3_bucket=f"o-{name.replace('_', '-')}",
        s3_work_bucket=f"w-{name.replace('_', '-')}",
    )
    left = connections_left(url, name)
    drop_database(url, name)
    assert not left, "a connection that nobody closed is noticed in some later test: " + "; ".join(left)


@pytest.fixture
def app(config: Config) -> Iterator[APIFlask]:
    """The application on `config`, its buckets made."""
    app = create_app(config)
    app.testing = True
    with app.app_context():
        object_store().prepare()
    yield app
    with app.app_context():
        db.engine.dispose()


AppWith = Callable[..., APIFlask]


@pytest.fixture
def app_with(app: APIFlask, config: Config) -> Iterator[AppWith]:
    """A function: another application on the same database, with other settings."""
    made: list[APIFlask] = []

    def make(**change: object) -> APIFlask:
        made.append(create_app(replace(config, **change)))
        return made[-1]

    yield make
    for item in made:
        with item.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def cli(app: APIFlask) -> FlaskCliRunner:
    """The operator's command line."""
    return app.test_cli_runner()
