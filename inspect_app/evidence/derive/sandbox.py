"""Our side of the sandbox: one warm server for each worker process, and its limited children, each of which
develops one picture at a time.
"""

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

from inspect_app.evidence.sniff import Limits, Reason

ROOT = Path(__file__).resolve().parents[3]
MODULE = "inspect_app.evidence.derive.child"
# -I keeps the environment and the working folder out of the child's imports; the root is named instead.
BOOT = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module({!r}, run_name='__main__')"
# One thread for linear algebra: a fork must not inherit a pool of threads that it does not have.
# And memory is kept from one picture to the next: getting it from the kernel takes as long as the decoding.
MEGABYTE = 1 << 20
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * MEGABYTE),
    "MALLOC_TRIM_THRESHOLD_": str(256 * MEGABYTE),
}
WALL_SECONDS = 60.0
ANSWER_BYTES = 4 << 20
PID_BYTES = 32


class Crashed(Exception):
    """The child died without an answer: killed by a limit or by the picture."""


class TimedOut(Exception):
    """No answer and nothing that speaks against the picture: perhaps the machine is only busy."""


class Gone(TimedOut):
    """The child had ended before it was given the picture."""


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


@dataclass
class Child:
    """A child and the link to it; `used`: it has developed a picture before."""

    link: socket.socket
    answers: IO[bytes]
    used: bool = False

    def drop(self) -> None:
        """It ends when nobody holds the link."""
        self.answers.close()
        self.link.close()


class Sandbox:
    """A handle on the server process, which is started on first use and again when it has died, and on the
    children that wait for their next picture.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.owner = 0
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.idle: list[Child] = []

    def develop(self, job: Job, seconds: float = WALL_SECONDS) -> dict[str, Any]:
        """The child's answer; raises Crashed or TimedOut. `seconds` is wall time.

        A picture is only condemned by a child that has seen no other.
        """
        used = self._take_idle()
        if used is not None:
            with suppress(Crashed, Gone):
                answer = self._ask(used, job, seconds)
                if answer["reason"] != Reason.DECODE_FAILED:
                    return answer
        return self._ask(self._fork(), job, seconds)

    def _ask(self, child: Child, job: Job, seconds: float) -> dict[str, Any]:
        """Hand over the job and wait for the answer; who has answered may be asked again."""
        try:
            raw = self._converse(child, job, seconds)
        except BaseException:
            child.drop()
            raise
        self._put_idle(child)
        answer: dict[str, Any] = json.loads(raw)
        return answer

    def _converse(self, child: Child, job: Job, seconds: float) -> bytes:
        """The line that the child answers after it has told its process id."""
        pid = begin(child, job, seconds)
        try:
            raw = child.answers.readline(ANSWER_BYTES)
        except TimeoutError as error:
            self._kill(pid)
            raise TimedOut from error
        except OSError as error:
            raise Crashed from error
        if not raw.endswith(b"\n"):
            raise Crashed
        return raw

    def _take_idle(self) -> Child | None:
        """The child that was idle for the shortest time: its memory is warm, and the others may end."""
        with self.lock:
            self._disown()
            return self.idle.pop() if self.idle else None

    def _put_idle(self, child: Child) -> None:
        child.used = True
        with self.lock:
            self.idle.append(child)

    def _fork(self) -> Child:
        """A fresh child."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._send(theirs)
        return Child(ours, ours.makefile("rb"))

    def _send(self, theirs: socket.socket) -> None:
        """Hand a connection to the server, which forks for it; a dead server is replaced."""
        with self.lock:
            self._disown()
            if self.control is None:
                self._start()
            try:
                self._hand_over(theirs)
            except OSError:
                self._start()
                self._hand_over(theirs)

    def _hand_over(self, theirs: socket.socket) -> None:
        assert self.control is not None
        socket.send_fds(self.control, [b"."], [theirs.fileno()])

    def _disown(self) -> None:
        """A process that was forked from ours gets a server and children of its own."""
        if self.owner != os.getpid():
            self.close()
            self.owner = os.getpid()

    def _start(self) -> None:
        """Start the server."""
        self.close()
        self.control, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-I", "-c", BOOT.format(MODULE), str(ROOT), str(theirs.fileno())]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=ENVIRONMENT
            )

    @staticmethod
    def _kill(pid: int) -> None:
        """End a child that is out of time."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Let the server and the idle children end."""
        while self.idle:
            self.idle.pop().drop()
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None and self.owner == os.getpid():
            self.process.wait(timeout=10)
        self.process = None


def begin(child: Child, job: Job, seconds: float) -> int:
    """Hand over the job; the process id with which the child takes it. Each wait is of `seconds` at most."""
    try:
        child.link.settimeout(seconds)
        child.link.sendall(job.message())
        pid = int(child.answers.readline(PID_BYTES) or 0)
    except TimeoutError as error:
        raise TimedOut from error
    except OSError as error:
        raise Gone from error
    if not pid:
        raise Gone
    return pid


SANDBOX = Sandbox()
