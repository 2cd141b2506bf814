"""A small city behind a real gunicorn that can be made to die at any step."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from config import Config
from inspect_app.accounts.sessions import open_session
from inspect_app.core.clock import utc_now
from inspect_app.core.transaction import write_transaction
from tests.builders import City
from tests.integration.crash.phone import Phone
from tests.servers.live import LiveServer

MORTAL = "tests.servers.crashing:app"
PhoneOf = Callable[[str], Phone]
Dies = Callable[..., None]


@pytest.fixture
def server(config: Config, city: City, tmp_path: Path) -> Iterator[LiveServer]:
    """The city's server, on its way to be killed."""
    with LiveServer(config, tmp_path / "node", app=MORTAL) as server:
        yield server


@pytest.fixture
def phone_of(city: City, server: LiveServer) -> PhoneOf:
    """A function: the phone of a person who is signed in."""

    def phone(username: str) -> Phone:
        return Phone(server, cookie_of(city, username))

    return phone


def cookie_of(city: City, username: str) -> str:
    """The secret of a new session."""
    with city.app.app_context(), write_transaction():
        return open_session(city.people[username], utc_now(), "phone")


@pytest.fixture
def dies(server: LiveServer) -> Dies:
    """A function: make a request at a point of which the server must die, then start the server again."""

    def expect_death(point: str, request: Callable[..., requests.Response], *arguments: Any) -> None:
        try:
            answer = request(*arguments, crash=point)
        except requests.ConnectionError:
            server.wait_until_dead()
            server.start()
        else:
            pytest.fail(f"the server lived on {point!r} and answered {answer.status_code} {answer.text}")

    return expect_death
