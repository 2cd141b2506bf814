"""A fresh installation for one run: empty database, empty store, a web server and a worker of its own."""

import os
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import requests

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = 60.0


class Installation:
    """Where it is and how its operator speaks to it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.env = {
            **os.environ,
            "INSTANCE": str(folder / "instance"),
            "PUBLIC_URL": self.url,
            "BIND": f"127.0.0.1:{port}",
            "SECRET_KEY": secrets.token_hex(32),
            "DEMO": "0",
        }

    def flask(self, *commands: Sequence[str]) -> str:
        """Runs operator commands in one process; raises with their words when one fails."""
        lines = "\n".join(shlex.join(words) for words in commands)
        command = [sys.executable, "-m", "scripts.commands"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, input=lines, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{lines}\nfailed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/healthz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise RuntimeError(f"{self.url}/healthz did not answer; see {self.folder}/web.log")


@contextmanager
def fresh_installation(folder: Path) -> Iterator[Installation]:
    """Migrated and running; its processes end with the block."""
    here = Installation(folder, free_port())
    here.flask(["db", "upgrade"], ["storage", "init"])
    commands: dict[str, list[str | Path]] = {
        "web": [BIN / "gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app"],
        "worker": [BIN / "python", "-m", "inspect_app.worker"],
    }
    running = [start(command, here, folder / f"{name}.log") for name, command in commands.items()]
    try:
        here.wait_until_healthy()
        yield here
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def start(command: list[str | Path], here: Installation, log: Path) -> subprocess.Popen[bytes]:
    out: IO[bytes]
    with log.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env=here.env, stdout=out, stderr=out)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
