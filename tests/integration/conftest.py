"""The application on its two pairs, SQLite with files and PostgreSQL with S3; each test has its own world."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade

from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.core.db import db
from inspect_app.evidence.stores.select import object_store
from tests.builders import City, Ids, build_city
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


@dataclass(frozen=True)
class Templates:
    """Databases to copy: one without anybody, one with the small city, and what that city consists of."""

    empty: str
    settled: str
    city: Ids


def settle(config: Config, folder: Path) -> Ids:
    """Build the small city once for all tests of the run."""
    app = create_app(config)
    city = build_city(app, folder)
    with app.app_context():
        db.engine.dispose()
    return city.ids


@pytest.fixture(scope="session")
def sqlite_templates(shared_root: Path) -> Templates:
    """Migrated SQLite files."""

    def make() -> dict[str, Any]:
        empty, settled = shared_root / "template", shared_root / "template-city"
        migrate(Config(instance=empty, secret_key=SECRET))
        settled.mkdir()
        shutil.copy(empty / "inspect.db", settled)
        city = settle(Config(instance=settled, secret_key=SECRET), shared_root)
        return {"empty": str(empty / "inspect.db"), "settled": str(settled / "inspect.db"), "city": city}

    return Templates(**once("sqlite-templates", shared_root, make))


@pytest.fixture(scope="session")
def postgres_url(shared_root: Path) -> str:
    """The address of the run's PostgreSQL server."""
    return shared_server("postgres", shared_root)["url"]


@pytest.fixture(scope="session")
def postgres_templates(postgres_url: str, shared_root: Path) -> Templates:
    """Names of migrated databases on the run's server."""

    def make() -> dict[str, Any]:
        base = Config(instance=shared_root / "template-pg", secret_key=SECRET)
        migrate(replace(base, database_url=driver(new_database(postgres_url, "empty"))))
        settled = replace(base, database_url=driver(new_database(postgres_url, "settled", "empty")))
        return {"empty": "empty", "settled": "settled", "city": settle(settled, shared_root)}

    return Templates(**once("postgres-templates", shared_root, make))


def driver(url: str) -> str:
    """The address with the driver SQLAlchemy is to use."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(params=[SQLITE, POSTGRES])
def pair(request: pytest.FixtureRequest) -> str:
    """The database and object store of this run of the test."""
    return str(request.param)


@pytest.fixture
def templates(pair: str, request: pytest.FixtureRequest) -> Templates:
    """The databases that this run of the test may copy."""
    found: Templates = request.getfixturevalue("sqlite_templates" if pair == SQLITE else "postgres_templates")
    return found


@pytest.fixture
def config(
    pair: str, templates: Templates, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Config]:
    """Settings of an installation: a migrated database, settled if `city` is asked for; an empty store."""
    base = {"instance": tmp_path / "instance", "secret_key": SECRET, "demo": False}
    template = templates.settled if "city" in request.fixturenames else templates.empty
    (tmp_path / "instance").mkdir()
    if pair == SQLITE:
        shutil.copy(template, tmp_path / "instance" / "inspect.db")
        yield Config(**base)
        return
    url = request.getfixturevalue("postgres_url")
    name = f"test_{uuid.uuid4().hex[:16]}"
    s3 = shared_server("rgw", request.getfixturevalue("shared_root"))
    yield Config(
        **base,
        database_url=driver(new_database(url, name, template)),
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
def city(app: APIFlask, templates: Templates) -> City:
    """The small city of `build_city`: units, grids and one person for each role."""
    return City.copied(app, templates.city)


@pytest.fixture
def empty(config: Config, pair: str, request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """An application whose database has no table yet."""
    name = "empty_" + config.database.rpartition("/")[2][-16:].replace(".", "_")
    url = request.getfixturevalue("postgres_url") if pair == POSTGRES else ""
    address = driver(new_database(url, name)) if url else f"sqlite:///{config.instance / 'empty.db'}"
    app = create_app(replace(config, database_url=address))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if url:
        drop_database(url, name)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def cli(app: APIFlask) -> FlaskCliRunner:
    """The operator's command line."""
    return app.test_cli_runner()
