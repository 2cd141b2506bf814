"""A worker's own small port: `/metrics` and `/healthz`, and nothing else of the application."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)
OPEN = frozenset({"/metrics", "/healthz"})


class Quiet(WSGIRequestHandler):
    """The application writes its own line for each request."""

    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Nothing."""


@contextmanager
def side_door(app: Flask, bind: str) -> Iterator[None]:
    """Answer at `bind` (address and port) while the block lasts; without an address there is no door."""
    if not bind:
        yield
        return
    host, _, port = bind.rpartition(":")

    def narrow(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in OPEN:
            return app(environ, start_response)
        start_response("404 Not Found", [("Content-Length", "0")])
        return [b""]

    with make_server(host.strip("[]"), int(port), narrow, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, name="side door", daemon=True)
        thread.start()
        log.info("metrics of this worker at %s", bind)
        yield
        server.shutdown()
        thread.join()
