"""What is asked for, and nothing else, is signed in the tests of review."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import utc_now


@pytest.fixture
def sign(app: APIFlask) -> Callable[[], None]:
    """Sign a checkpoint of the log as it is now."""

    def now() -> None:
        with app.app_context():
            publish_now(utc_now())

    return now
