"""Starts a server program in the background for the tests, waits until it answers, and ends it again."""

import contextlib
import fcntl
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

POLL_SECONDS = 0.02
STOP_SECONDS = 60.0
PORTS = range(12_000, 32_000)


class ServerError(RuntimeError):
    """A test server is not installed, did not come up, or did not end; the text says which and what to do."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 for a server that starts later: free now, and told to nobody else for long.

    Below the ports that the system itself hands out, counted in one file for every process of this machine.
    """
    with (Path(tempfile.gettempdir()) / f"inspect-ports-{os.getuid()}").open("a+") as counter:
        fcntl.flock(counter, fcntl.LOCK_EX)
        counter.seek(0)
        port = int(counter.read() or PORTS[0])
        while not is_free(port):
            port = following(port)
        counter.truncate(0)
        counter.write(str(following(port)))
        return port


def following(port: int) -> int:
    return port + 1 if port + 1 in PORTS else PORTS[0]


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 at this moment."""
    with contextlib.suppress(OSError), socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        return True
    return False


def listens(port: int) -> bool:
    """Whether something accepts TCP connections on this port of 127.0.0.1."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def unprivileged_user(*names: str) -> str | None:
    """The first of these accounts that exists when we are root; None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    for name in names:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    message = f"running as root, and none of the accounts {', '.join(names)} exists to give rights up to"
    raise ServerError(message)


def group_of(user: str | None) -> int | None:
    """The main group of an account; None for None, which keeps the caller's."""
    return pwd.getpwnam(user).pw_gid if user else None


class Daemon:
    """One background process with its own log, and its own session so that Ctrl-C does not reach it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        *,
        user: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.command = [str(part) for part in command]
        self.log = log
        self.user = user
        self.env = env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd=self.log.parent,
                env=self.env,
                user=self.user,
                group=group_of(self.user),
                extra_groups=[] if self.user else None,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float = 180.0) -> None:
        """Returns when `ready()` is true; raises ServerError with the end of the log when it ends first."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise ServerError(f"{self.command[0]} ended at once:\n{self.last_words()}")
            if ready():
                return
            time.sleep(POLL_SECONDS)
        raise ServerError(f"{self.command[0]} did not answer within {seconds:.0f} s:\n{self.last_words()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Asks the process to end and waits; what does not end within a minute is killed."""
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-15:])


def run(
    command: Sequence[str | Path],
    *,
    user: str | None = None,
    seconds: float = 600.0,
    env: Mapping[str, str] | None = None,
    folder: Path = Path("/"),
) -> str:
    """Runs a set-up command to its end and returns what it printed; raises ServerError with its errors."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=seconds,
        env=env,
        user=user,
        group=group_of(user),
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise ServerError(f"{command[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout
