"""A real server of two processes and a worker over a small city, for what only real processes show."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config
from tests.builders import City
from tests.integration.crash.conftest import cookie_of
from tests.integration.crash.phone import Phone
from tests.servers.daemon import free_port
from tests.servers.live import LiveServer

PATIENCE_S = 180.0


@pytest.fixture
def settings_of_node(config: Config) -> Config:
    """JSON logs, and a port for the worker's own measurements."""
    return replace(config, log_format="json", worker_bind=f"127.0.0.1:{free_port()}")


@pytest.fixture
def node(city: City, settings_of_node: Config, tmp_path: Path) -> Iterator[LiveServer]:
    """Two web processes and a worker."""
    with LiveServer(settings_of_node, tmp_path / "node", worker=True, processes=2) as server:
        yield server


@pytest.fixture
def phone(city: City, node: LiveServer) -> Phone:
    """The inspector's phone."""
    return Phone(node, cookie_of(city, "inspector"))


def eventually(true: Callable[[], object]) -> None:
    """Wait for what a worker does in its own time."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
