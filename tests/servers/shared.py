"""Lets all processes of one test run share one PostgreSQL and one S3 server, started when first asked for."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.servers.daemon import ServerError

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 180.0


def shared_server(name: str, tmp_root: Path) -> dict[str, str]:
    """The address of the run's server `name`: postgres {"url"} or rgw {"endpoint", "key", "secret"}.

    `tmp_root` is a folder that all workers of the run share, such as `tmp_path_factory.getbasetemp().parent`
    under pytest-xdist. The server ends, and its files are deleted, when the process that owns the run ends,
    even if that process is killed.
    """
    return dict(once(f"server-{name}", tmp_root, lambda: _start_keeper(name, tmp_root)))


def once(name: str, tmp_root: Path, make: Callable[[], Any]) -> Any:
    """Calls `make()` in the first process of this run that asks; the others wait and get its JSON value."""
    run = _run_folder(tmp_root)
    value_file = run / f"{name}.json"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not value_file.exists():
            value_file.write_text(json.dumps(make()), encoding="utf-8")
        return json.loads(value_file.read_text(encoding="utf-8"))


def _run_folder(tmp_root: Path) -> Path:
    """Process numbers come round again; with the process's start time the name is this run's alone."""
    started = Path(f"/proc/{run_owner()}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    folder = tmp_root / f"servers-{run_owner()}-{started}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run_owner() -> int:
    """The process that lives as long as the test run: pytest itself, or the parent of an xdist worker."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _start_keeper(name: str, tmp_root: Path) -> dict[str, str]:
    answer = _run_folder(tmp_root) / f"{name}.address"
    with answer.with_suffix(".log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.keeper", name, str(answer), str(run_owner())],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not answer.exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise ServerError(
                f"{name} did not start:\n{answer.with_suffix('.log').read_text(errors='replace')}"
            )
        time.sleep(0.02)
    # The keeper outlives this worker on purpose; it watches the owner of the run instead.
    keeper.returncode = 0
    return dict(json.loads(answer.read_text(encoding="utf-8")))
