"""The load generator: clients that keep their connection, as many at once as asked, each call timed."""

import http.client
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

Item = TypeVar("Item")
Headers = dict[str, str]
BUSY, MOST_TRIES, PATIENCE_S = 503, 10, 1.0


@dataclass(frozen=True)
class Outcome:
    """The seconds of the single calls, and of the whole; how often the server was too busy."""

    spans: list[float]
    seconds: float
    put_off: int = 0

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return len(self.spans) / self.seconds


class Refused(RuntimeError):
    """The server answered something else than it should: the row cannot be measured."""


class Client:
    """One connection to a server on this machine. As a phone would, it sends again what a busy server could
    not take (503); the wait counts. Any other refusal ends the row.
    """

    def __init__(self, port: int, headers: Headers) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = headers
        self.put_off = 0

    def call(self, method: str, path: str, body: Any = None, *, wanted: int, **headers: str) -> bytes:
        """Ask, read the whole answer, insist on its status."""
        for _ in range(MOST_TRIES):
            self.connection.request(method, path, body, self.headers | headers)
            response = self.connection.getresponse()
            content = response.read()
            if response.status == wanted:
                return content
            if response.status != BUSY:
                break
            self.put_off += 1
            time.sleep(PATIENCE_S)
        raise Refused(f"{method} {path} answered {response.status}: {content[:300]!r}")


def crowd(
    clients: int, items: Iterable[Item], connect: Callable[[], Client], do: Callable[[Client, Item], None]
) -> Outcome:
    """Each client takes the next item until none is left; `do` is timed for each."""
    waiting: SimpleQueue[Item | None] = SimpleQueue()
    for item in items:
        waiting.put(item)
    for _ in range(clients):
        waiting.put(None)

    def work(_: int) -> tuple[list[float], int]:
        client, spans = connect(), []
        while (item := waiting.get()) is not None:
            begun = time.perf_counter()
            do(client, item)
            spans.append(time.perf_counter() - begun)
        client.connection.close()
        return spans, client.put_off

    with ThreadPoolExecutor(clients) as pool:
        begun = time.perf_counter()
        parts = list(pool.map(work, range(clients)))
        seconds = time.perf_counter() - begun
    spans = [span for part, _ in parts for span in part]
    return Outcome(spans, seconds, sum(put_off for _, put_off in parts))
