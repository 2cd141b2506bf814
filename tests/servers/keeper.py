"""Holds one test server for a test run: starts it, says where it is, ends it when the run's owner is gone.

shared.py calls `python -m tests.servers.keeper postgres|rgw ANSWER_FILE OWNER_PID`. A process of its own:
the pytest worker that first needs a server may end, or be killed, before the others are done with it.
"""

import json
import os
import select
import signal
import sys
from pathlib import Path

from tests.servers.postgres import PostgresServer
from tests.servers.rgw import RgwServer


def keep(name: str, answer: Path, owner: int) -> None:
    """Blocks until the owner process has ended or this process is asked to end."""
    watch = os.pidfd_open(owner)
    server = PostgresServer() if name == "postgres" else RgwServer()
    try:
        address = _start(server)
        fresh = answer.with_suffix(".new")
        fresh.write_text(json.dumps(address), encoding="utf-8")
        fresh.rename(answer)
        select.select([watch], [], [])
    finally:
        server.remove()


def _start(server: PostgresServer | RgwServer) -> dict[str, str]:
    if isinstance(server, PostgresServer):
        return {"url": server.start()}
    return server.start()._asdict()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    keep(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
