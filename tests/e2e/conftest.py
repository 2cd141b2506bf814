"""A real server behind a proxy that can lose answers, a real browser, and people who use them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from config import Config
from inspect_app.accounts.hashing import hash_password
from inspect_app.accounts.models import Person
from inspect_app.accounts.service.credentials import set_password
from inspect_app.app import create_app
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.select import object_store
from scripts.tour.visitor import CHROMIUM, QUIET
from tests.builders import City, build_city
from tests.conftest import REPOSITORY
from tests.e2e.people import PASSWORD, PATIENCE_MS
from tests.servers.live import LiveServer
from tests.servers.proxy import Proxy
from tests.servers.shared import once

FAKE_DEVICES = [*QUIET, "--use-fake-device-for-media-stream"]
TOWN_SECRET = "browser tests only, 32 characters"
DEMO_SECRET = "the demo city of the tests, 32 characters"

expect.set_options(timeout=PATIENCE_MS)  # what a page shows is waited for as long as what is done on it


@pytest.fixture(scope="session")
def player() -> Iterator[Playwright]:
    """Playwright itself: one for each process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(player: Playwright) -> Iterator[Browser]:
    """One headless Chromium for the run of this worker."""
    browser = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def lens(player: Playwright) -> Iterator[Browser]:
    """A Chromium whose camera and microphone are played by Chromium itself; permission is still asked for."""
    browser = player.chromium.launch(executable_path=CHROMIUM, args=FAKE_DEVICES)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def built_app() -> Path:
    """The built phone app; `make test` builds it first, and a run without it says so."""
    index = REPOSITORY / "static" / "pwa" / "dist" / "index.html"
    assert index.exists(), "the phone app is not built: run `make test`, or `npm run build` in static/pwa"
    return index


@dataclass
class Town:
    """The server, the proxy people reach it through, and who lives here."""

    server: LiveServer
    proxy: Proxy
    city: City

    @property
    def url(self) -> str:
        """Where people open the app."""
        return f"{self.proxy.url}/app/"


@pytest.fixture(scope="session")
def settled(shared_root: Path) -> dict[str, Any]:
    """An instance with the small city, made once for all workers of the run, and who lives in it."""

    def make() -> dict[str, Any]:
        config = Config(instance=shared_root / "settled-instance", secret_key=TOWN_SECRET)
        LiveServer(config, shared_root / "settled-logs").command("db", "upgrade")
        return {"instance": str(config.instance), "city": settle(config, shared_root).ids}

    return dict(once("settled-instance", shared_root, make))


@pytest.fixture
def town(settled: dict[str, Any], tmp_path: Path, built_app: Path) -> Iterator[Town]:
    """A running installation on SQLite and files, with the small city and a password for everybody."""
    with opened(settled, tmp_path) as town:
        yield town


def copied(settled: dict[str, Any], folder: Path, **change: Any) -> Config:
    """A copy of the settled instance, with other settings."""
    shutil.copytree(settled["instance"], folder / "instance")
    return Config(instance=folder / "instance", secret_key=TOWN_SECRET, **change)


@contextmanager
def opened(settled: dict[str, Any], folder: Path, **change: Any) -> Iterator[Town]:
    """The small city behind a server and a proxy, with other settings."""
    server = LiveServer(copied(settled, folder, **change), folder / "logs", worker=True)
    with Proxy(server.port) as proxy:
        server.config = replace(server.config, public_url=proxy.url)
        server.env["PUBLIC_URL"] = proxy.url
        with server:
            yield Town(server, proxy, City.copied(create_app(server.config), settled["city"]))


def settle(config: Config, folder: Path) -> City:
    """Build the city in an instance, with two more administrators and a password for everybody."""
    app = create_app(config)
    with app.app_context():
        object_store().prepare()
    city = build_city(app, folder)
    city.person("sysadmin", Role.SYSADMIN, "city")
    city.person("secadmin", Role.SECADMIN, "city")
    encoded = hash_password(PASSWORD)
    with app.app_context(), write_transaction():
        for person in db.session.query(Person):
            set_password(person, encoded, utc_now())
    with app.app_context():
        db.engine.dispose()
    return city


@dataclass
class DemoTown:
    """The demo city behind a running server."""

    server: LiveServer

    @property
    def url(self) -> str:
        """Where people open the app."""
        return f"{self.server.url}/app/"


@pytest.fixture(scope="session")
def demo_instance(shared_root: Path, built_app: Path) -> Path:
    """An instance with the demo city, made once for all workers of the run, to copy."""

    def make() -> str:
        instance = shared_root / "demo-instance"
        server = LiveServer(Config(instance=instance, secret_key=DEMO_SECRET), shared_root / "demo-logs")
        server.env["DEMO_PASSWORD"] = PASSWORD
        for command in (("db", "upgrade"), ("storage", "init"), ("demo", "seed")):
            server.command(*command)
        return str(instance)

    return Path(once("demo-instance", shared_root, make))


@pytest.fixture(scope="session")
def demo_town(demo_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoTown]:
    """This worker's own copy of the demo city, with its worker running."""
    folder = tmp_path_factory.mktemp("demo-town")
    shutil.copytree(demo_instance, folder / "instance")
    config = Config(instance=folder / "instance", secret_key=DEMO_SECRET)
    with LiveServer(config, folder / "logs", worker=True) as server:
        yield DemoTown(server)


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go: SCREENSHOTS names a folder to keep them in."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
