"""Our side of the sandbox: one warm server for each worker process, one limited child for each picture."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from inspect_app.evidence.sniff import Limits

ROOT = Path(__file__).resolve().parents[3]
MODULE = "inspect_app.evidence.derive.child"
# -I keeps the environment and the working folder out of the child's imports; the root is named instead.
BOOT = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module({!r}, run_name='__main__')"
# One thread for linear algebra: a fork must not inherit a pool of threads that it does not have.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
WALL_SECONDS = 60.0
ANSWER_BYTES = 4 << 20
PID_BYTES = 32


class Crashed(Exception):
    """The child died without an answer: killed by a limit or by the picture."""


class TimedOut(Exception):
    """No answer and nothing that speaks against the picture: perhaps the machine is only busy."""


@dataclass(frozen=True)
class Job:
    """A picture to develop and where its two derivatives are to be written."""

    source: Path
    preview: Path
    thumbnail: Path
    limits: Limits

    def message(self) -> bytes:
        """The request line for the child."""
        names = {"source": str(self.source), "preview": str(self.preview), "thumbnail": str(self.thumbnail)}
        limits = {"pixels": self.limits.pixels, "side": self.limits.side}
        return json.dumps({**names, **limits}).encode() + b"\n"


class Sandbox:
    """A handle on the server process; it is started on first use and again when it has died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.owner = 0
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def develop(self, job: Job, seconds: float = WALL_SECONDS) -> dict[str, Any]:
        """The child's answer; raises Crashed or TimedOut. `seconds` is wall time."""
        ours, theirs = socket.socketpair()
        with ours, ours.makefile("rb") as answers:
            with theirs:
                self._send(theirs)
            ours.settimeout(seconds)
            raw = self._converse(ours, answers, job)
        if not raw:
            raise Crashed
        answer: dict[str, Any] = json.loads(raw)
        return answer

    def _converse(self, link: socket.socket, answers: IO[bytes], job: Job) -> bytes:
        """Learn the child's process id, hand it the job, read what it says until it ends."""
        pid = 0
        try:
            pid = int(answers.readline(PID_BYTES) or 0)
            if not pid:
                raise TimedOut  # the server ended before it could fork: not the picture's fault
            link.sendall(job.message())
            return answers.read(ANSWER_BYTES)
        except TimeoutError as error:
            if pid:
                self._kill(pid)
            raise TimedOut from error
        except OSError as error:
            raise Crashed from error

    def _send(self, theirs: socket.socket) -> None:
        """Hand a connection to the server, which forks for it; a dead server is replaced."""
        with self.lock:
            if self.control is None or self.owner != os.getpid():
                self._start()
            try:
                self._hand_over(theirs)
            except OSError:
                self._start()
                self._hand_over(theirs)

    def _hand_over(self, theirs: socket.socket) -> None:
        assert self.control is not None
        socket.send_fds(self.control, [b"."], [theirs.fileno()])

    def _start(self) -> None:
        """Start the server; a process that was forked from ours gets one of its own."""
        self.close()
        self.control, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-I", "-c", BOOT.format(MODULE), str(ROOT), str(theirs.fileno())]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=ENVIRONMENT
            )
        self.owner = os.getpid()

    @staticmethod
    def _kill(pid: int) -> None:
        """End a child that is out of time."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Let the server end."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None and self.owner == os.getpid():
            self.process.wait(timeout=10)
        self.process = None


SANDBOX = Sandbox()
