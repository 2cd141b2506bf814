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


@dataclass(frozen=True)
class Outcome:
    """The seconds of the single calls, and of the whole."""

    spans: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return len(self.spans) / self.seconds


class Client:
    """One connection to a server on this machine; a refusal ends the measurement."""

    def __init__(self, port: int, headers: Headers) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = headers

    def call(self, method: str, path: str, body: Any = None, *, wanted: int, **headers: str) -> bytes:
        """Ask, read the whole answer, insist on its status."""
        self.connection.request(method, path, body, self.headers | headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != wanted:
            raise SystemExit(f"{method} {path} answered {response.status}: {content[:300]!r}")
        return content


def crowd(
    clients: int, items: Iterable[Item], connect: Callable[[], Client], do: Callable[[Client, Item], None]
) -> Outcome:
    """Each client takes the next item until none is left; `do` is timed for each."""
    waiting: SimpleQueue[Item | None] = SimpleQueue()
    for item in items:
        waiting.put(item)
    for _ in range(clients):
        waiting.put(None)

    def work(_: int) -> list[float]:
        client, spans = connect(), []
        while (item := waiting.get()) is not None:
            begun = time.perf_counter()
            do(client, item)
            spans.append(time.perf_counter() - begun)
        client.connection.close()
        return spans

    with ThreadPoolExecutor(clients) as pool:
        begun = time.perf_counter()
        spans = [span for part in pool.map(work, range(clients)) for span in part]
        return Outcome(spans, time.perf_counter() - begun)
