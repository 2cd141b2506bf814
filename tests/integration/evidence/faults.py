"""Servers that fail on purpose: one answers every request with 503, one takes everything and stays silent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/xml\r\nContent-Length: 49\r\n"
    b"Connection: close\r\n\r\n<Error><Code>SlowDown</Code><Message/></Error>   "
)


@contextmanager
def failing_server(answer: bytes | None) -> Iterator[str]:
    """The address of a server that gives `answer` to whatever comes, or, for None, none at all."""
    listener = socket.create_server(("127.0.0.1", 0))
    links: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            links.append(link)
            if answer is not None:
                link.recv(65536)
                link.sendall(answer)
                link.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for link in links:
            link.close()
