"""How gunicorn serves Inspect; the environment overrides the counts.

A few processes with many threads each, because phones on slow links hold a connection for minutes.
"""

import contextlib
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

memory = Path("/dev/shm")

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))

# A gthread worker is alive while its main thread is; the limit catches a stuck process, not a slow phone.
timeout = 60
# Asked to end, a node finishes the uploads in hand; what is longer is resumed by its phone.
graceful_timeout = 90
keepalive = 15

# Request bodies are photos up to 25 MiB; gunicorn hands them over as they arrive. Heads stay small.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# The heartbeat file must not sit on a slow disk.
worker_tmp_dir = str(memory) if memory.is_dir() else None

# The control socket would lie in the home folder, shared by all instances of one person.
control_socket_disable = True

certfile = os.environ.get("TLS_CERTIFICATE") or None
keyfile = os.environ.get("TLS_KEY") or None

# The program writes one line for each request itself; gunicorn's messages take the same form.
logger_class = "inspect_app.core.gunicorn_log.GunicornLog"
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()

# The processes of a node count together, in files that prometheus_client maps into memory. They must not lie
# on a disk that can fill: a mapped page that gets no room ends its process with SIGBUS.
instance = Path(os.environ.get("INSTANCE") or "instance").absolute()
name = f"inspect-counts-{os.getuid()}-{hashlib.sha256(str(instance).encode()).hexdigest()[:16]}"
counts = memory / name if os.access(memory, os.W_OK) else instance / "counts"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(counts))

# The package reads the variable when it is loaded.
from prometheus_client.multiprocess import mark_process_dead  # noqa: E402


def on_starting(server: Any) -> None:  # noqa: ARG001 - gunicorn's own form
    """Begin to count from nothing; what an earlier start left behind is nobody's."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to somebody else; set PROMETHEUS_MULTIPROC_DIR")
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's own form
    """Forget the program's own modules that the arbiter has loaded for its messages.

    After an upgrade they are those of the old release, and a reload forks from this arbiter: a new process
    with yesterday's list of settings would not start, and the node would end with it.
    """
    for module in list(sys.modules):
        if module.partition(".")[0] in {"config", "inspect_app"}:
            del sys.modules[module]


def on_exit(server: Any) -> None:  # noqa: ARG001 - gunicorn's own form
    """Give the memory back."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's own form
    """A process ended: what it held at the moment counts no more, what it did stays."""
    mark_process_dead(worker.pid)
