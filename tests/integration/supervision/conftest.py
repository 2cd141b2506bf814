"""The small city for the tests of supervision."""

from pathlib import Path

import pytest
from apiflask import APIFlask

from tests.builders import City, build_city


@pytest.fixture
def city(app: APIFlask, tmp_path: Path) -> City:
    """Units, grids and one person for each role."""
    return build_city(app, tmp_path)
