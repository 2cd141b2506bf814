"""A throwaway Redis server on loopback for the tests of the queue."""

import signal
from pathlib import Path
from typing import Self

import redis

from tests.servers.daemon import Daemon, free_port


class RedisServer:
    """start() returns when it answers; kill() is a power cut; a start() after it finds an empty queue."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        command = ["redis-server", "--port", str(self.port), *options]
        self.daemon = Daemon(command, folder / "redis.log")

    @property
    def url(self) -> str:
        """The value of JOBS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        """Start it, or start it again."""
        self.daemon.start()
        self.daemon.wait_until(self._answers)
        return self

    def kill(self) -> None:
        """What it holds is gone."""
        self.daemon.stop(signal.SIGKILL)

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()
