"""The small city for the tests of review; what is asked for, and nothing else, is signed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask

from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import utc_now
from tests.builders import City, build_city


@pytest.fixture
def city(app: APIFlask, tmp_path: Path) -> City:
    """Units, grids and one person for each role."""
    return build_city(app, tmp_path)


@pytest.fixture
def sign(app: APIFlask) -> Callable[[], None]:
    """Sign a checkpoint of the log as it is now."""

    def now() -> None:
        with app.app_context():
            publish_now(utc_now())

    return now
