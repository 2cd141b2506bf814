"""A small TCP proxy for bad links: it can delay, cut, and swallow the answers of a server behind it."""

import contextlib
import socket
import threading
import time
from typing import Self

CHUNK = 16 * 1024


class Proxy:
    """Relays 127.0.0.1:`port` to 127.0.0.1:`target`. Its attributes may be changed at any time.

    Who comes from another address of loopback keeps it.

    `swallow`: the server gets every request, its answer never reaches the client and the connection breaks.
    `lose`: beginnings of requests (`b"PUT /api/v1/reports"`) whose answer is swallowed once for each entry.
    `refuse`: new connections are closed at once. `delay_s`: seconds before each piece goes on, both ways.
    `cut_after`: bytes from the client after which the connection is reset; None: never.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.swallow = False
        self.lose: list[bytes] = []
        self.refuse = False
        self.delay_s = 0.0
        self.cut_after: int | None = None
        self.swallowed = 0
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.links: set[socket.socket] = set()
        self.acceptor = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """The address clients are given."""
        return f"http://127.0.0.1:{self.port}"

    def cut_all(self) -> None:
        """Break every open connection now."""
        for link in list(self.links):
            close(link)

    def __enter__(self) -> Self:
        self.acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        # shutdown wakes the thread that waits in accept; close alone would not
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut_all()
        self.acceptor.join()

    def _accept(self) -> None:
        while True:
            try:
                client, (host, _) = self.listener.accept()
            except OSError:
                return
            if self.refuse:
                close(client)
            else:
                threading.Thread(target=self._serve, args=(client, host), daemon=True).start()

    def _serve(self, client: socket.socket, host: str) -> None:
        source = None if host == "127.0.0.1" else (host, 0)
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=5, source_address=source)
        except OSError:
            close(client)
            return
        server.settimeout(None)
        self.links |= {client, server}
        doomed = threading.Event()
        back = threading.Thread(target=self._pump_back, args=(server, client, doomed), daemon=True)
        back.start()
        self._pump_forth(client, server, doomed)
        back.join()
        self.links -= {client, server}

    def _pump_forth(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        sent = 0
        with contextlib.suppress(OSError):
            while piece := client.recv(CHUNK):
                time.sleep(self.delay_s)
                sent += len(piece)
                if self.cut_after is not None and sent > self.cut_after:
                    self.cuts += 1
                    break
                if self._loses(piece):
                    doomed.set()
                server.sendall(piece)
        close(server)
        close(client)

    def _loses(self, piece: bytes) -> bool:
        """Whether a request begins here whose answer is to get lost; its entry is used up."""
        entry = next((start for start in self.lose if piece.startswith(start)), None)
        if entry is not None:
            self.lose.remove(entry)
        return entry is not None

    def _pump_back(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while piece := server.recv(CHUNK):
                time.sleep(self.delay_s)
                if self.swallow or doomed.is_set():
                    self.swallowed += 1
                    break
                client.sendall(piece)
        close(client)
        close(server)


def close(link: socket.socket) -> None:
    """Shut a connection down, whatever state it is in."""
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
    link.close()
