"""The real application as people run it: gunicorn, and the worker if wanted, as processes that can be killed.

Used by the tests of crashes and faults, and by the browser tests. The settings are those of a `Config` and
nothing of the caller's own environment, so that a developer's variables change no test.
"""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import fields, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from config import Config
from tests.servers.daemon import POLL_SECONDS, Daemon, ServerError, free_port, run

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DIES_WITHIN_S = 120.0


class LiveServer:
    """One node. start(), then `url`; stop() is polite, kill() is a power cut; start() after either goes on.

    `app` names the WSGI application, `worker` starts the Huey consumer beside it. The database must have been
    migrated: `command("db", "upgrade")` does that. `home` is the folder of the code, or a link to it.
    """

    def __init__(
        self,
        config: Config,
        folder: Path,
        *,
        app: str = "wsgi:app",
        worker: bool = False,
        processes: int = 1,
        threads: int = 16,
        home: Path = REPOSITORY,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.home, self.processes = home, processes
        self.port = free_port()
        self.config = replace(config, public_url=f"http://127.0.0.1:{self.port}")
        # A command may come before the first start; its own counts need the folder.
        (self.config.instance / "counts").mkdir(parents=True, exist_ok=True)
        self.env = environment(self.config) | {
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_PROCESSES": str(processes),
            "WEB_THREADS": str(threads),
            # Not in memory: a server of the tests is often killed, and nobody would take its counts away.
            "PROMETHEUS_MULTIPROC_DIR": str(self.config.instance.absolute() / "counts"),
        }
        # As deploy/systemd/inspect-web.service starts it.
        where: list[str | Path] = ["--chdir", home, "--config", home / "deploy/gunicorn.conf.py"]
        gunicorn = [sys.executable, "-m", "gunicorn", *where, app]
        self.web = Daemon(gunicorn, folder / "web.log", env=self.env)
        consumer = [sys.executable, "-m", "inspect_app.worker"]
        # A worker counts for itself: gunicorn empties the folder of its own processes when it starts.
        alone = {name: told for name, told in self.env.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
        worker_env = alone | {"PYTHONPATH": str(home)}
        self.worker = Daemon(consumer, folder / "worker.log", env=worker_env) if worker else None

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> str:
        """Run an operator's command (`flask …`) on the same settings; what it printed."""
        return run([BIN / "flask", "--app", "wsgi", *arguments], env=self.env, folder=self.home)

    def start(self) -> Self:
        """Returns when requests are answered."""
        self.web.start()
        if self.worker:
            self.worker.start()
        self.web.wait_until(self.answers)
        return self

    def stop(self) -> None:
        """Requests in hand are finished, jobs in hand too."""
        for daemon in self._daemons():
            daemon.stop()

    def reload(self) -> None:
        """`systemctl reload`: new processes have loaded what `home` holds now, the old ones have ended."""
        assert self.web.process is not None
        arbiter = self.web.process.pid
        before = set(self.pids()) - {arbiter}
        os.kill(arbiter, signal.SIGHUP)

        def exchanged() -> bool:
            now = set(self.pids()) - {arbiter}
            return not before & now and len(now) == self.processes

        self.web.wait_until(exchanged)

    def kill(self) -> None:
        """`kill -9` to every process at once."""
        for daemon in self._daemons():
            if daemon.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(daemon.process.pid, signal.SIGKILL)
        self.wait_until_dead()

    def wait_until_dead(self) -> None:
        """Returns when the web processes have ended by themselves; the worker is killed with them."""
        process = self.web.process
        if process is not None:
            try:
                process.wait(DIES_WITHIN_S)
            except subprocess.TimeoutExpired:
                raise ServerError(f"the server did not die:\n{self.web.last_words()}") from None
        self.web.process = None
        self._wait_for_port()
        if self.worker:
            self.worker.stop(signal.SIGKILL)

    def pids(self) -> list[int]:
        """Every process of the web server: the arbiter and its workers."""
        if self.web.process is None:
            return []
        group = str(self.web.process.pid)
        listed = subprocess.run(["pgrep", "-g", group], capture_output=True, text=True, check=False).stdout
        return [int(pid) for pid in listed.split()]

    def log(self) -> str:
        """What the web server has printed so far."""
        return self.web.log.read_text(errors="replace")

    def _daemons(self) -> list[Daemon]:
        return [self.web, *([self.worker] if self.worker else [])]

    def answers(self) -> bool:
        """Whether the server takes requests at this moment."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DIES_WITHIN_S)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _wait_for_port(self) -> None:
        """A worker may outlive the arbiter by a moment; while one answers, the node is not dead."""
        deadline = time.monotonic() + DIES_WITHIN_S
        while self.answers():
            if time.monotonic() > deadline:
                raise ServerError(f"port {self.port} still answers:\n{self.web.last_words()}")
            time.sleep(POLL_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()


def environment(config: Config) -> dict[str, str]:
    """The environment of a process with these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return (
        kept
        | {"PYTHONUNBUFFERED": "1"}
        | {item.name.upper(): as_text(getattr(config, item.name)) for item in fields(config)}
    )


def as_text(value: object) -> str:
    """A setting as `Config.from_env` reads it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value.absolute()) if isinstance(value, Path) else str(value)
