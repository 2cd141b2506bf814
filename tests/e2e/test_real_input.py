"""Real photos, boundaries and bulletins, from the phone to the closed case, on both pairs.

DATA names the folder. Where it is absent the run says so by name and passes; with REQUIRE_DATA=1 it fails.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, SAID
from tests.servers.postgres import drop_database, new_database
from tests.servers.shared import shared_server


@pytest.fixture(params=["sqlite-files", "postgres-s3"])
def pair_settings(request: pytest.FixtureRequest, shared_root: Path) -> Iterator[dict[str, str]]:
    """Environment of an installation on one of the two pairs."""
    if request.param == "sqlite-files":
        yield {}
        return
    server, s3 = shared_server("postgres", shared_root)["url"], shared_server("rgw", shared_root)
    name = f"loop_{uuid.uuid4().hex[:12]}"
    yield {
        "DATABASE_URL": new_database(server, name).replace("postgresql:", "postgresql+psycopg:"),
        "OBJECT_STORE": "s3",
        "S3_ENDPOINT": s3["endpoint"],
        "S3_KEY": s3["key"],
        "S3_SECRET": s3["secret"],
        "S3_BUCKET": f"{name.replace('_', '-')}-originals",
        "S3_WORK_BUCKET": f"{name.replace('_', '-')}-work",
    }
    drop_database(server, name)


def test_every_real_report_is_led_to_a_closed_case_with_its_bytes_untouched(
    pair_settings: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    command = [sys.executable, "-m", "scripts.real_loop", os.environ.get("DATA", "")]

    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**os.environ, **pair_settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    record_property(SAID, "; ".join(done.stdout.splitlines()[-2:]))
    assert "0 faults" in done.stdout or "Real input is absent" in done.stdout
