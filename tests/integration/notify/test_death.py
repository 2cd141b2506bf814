"""kill -9 of a worker in the middle of a delivery: nothing is lost, and a browser sees it once."""

import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import pytest
from apiflask import APIFlask

from config import Config
from inspect_app.core.clock import utc_now
from inspect_app.notify.retry import LEASE
from tests.builders import API, City
from tests.conftest import REPOSITORY
from tests.integration.notify.browser import Browser
from tests.integration.notify.conftest import carry, deliveries
from tests.servers.daemon import Daemon
from tests.servers.live import environment
from tests.servers.outside import Answer, Outside


@pytest.fixture
def worker(config: Config, app: APIFlask, outside: Outside, tmp_path: Path) -> Iterator[Daemon]:
    """A worker process of the installation that speaks to the world outside."""
    env = environment(config) | outside.environment | {"PYTHONPATH": str(REPOSITORY)}
    daemon = Daemon([sys.executable, "-m", "inspect_app.worker"], tmp_path / "worker.log", env=env)
    daemon.start()
    yield daemon
    daemon.stop(SIGKILL)


def test_a_worker_that_dies_in_mid_delivery_loses_nothing(
    city: City, outside: Outside, worker: Daemon
) -> None:
    outside.answer = lambda _: Answer(201)
    browser, hand = Browser(), city.hand("handler")
    assert hand.client.post(f"{API}/push/subscriptions", json=browser.subscription()).status_code == 201
    outside.hold()
    assert hand.client.post(f"{API}/me/notice-tests", json={"channel": "push"}).status_code == 201
    outside.wait_for_request()
    worker.stop(SIGKILL)
    outside.release()

    assert deliveries(city.app) == [("push", "waiting", 1, None)]
    assert carry(city.app, utc_now()) == 0  # the dead worker's lease still holds
    assert carry(city.app, utc_now() + LEASE) == 1
    assert deliveries(city.app) == [("push", "sent", 2, None)]
    first, second = (browser.reads(request) for request in outside.requests)
    assert first == second
    assert hand.get("/notices/unread").get_json()["count"] == 1
