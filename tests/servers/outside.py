"""The world outside, at its edge: a proxy on loopback behind which every https host answers as a test says.

Programs reach it by HTTPS_PROXY and trust it by REQUESTS_CA_BUNDLE, as in offices that let nothing out
directly. Every request is kept; a request to a host that was not expected is kept too, and answered 418.
"""

import ipaddress
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATIENCE_S = 120.0


@dataclass(frozen=True)
class Request:
    """One request that left the machine."""

    host: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What the host says."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def silence(_: Request) -> Answer:
    """Nobody lives here."""
    return Answer(418)


class Outside:
    """With `answer` the hosts behind the proxy; `held` keeps answers back until `release()`."""

    def __init__(self, folder: Path, hosts: Iterable[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Answer] = silence
        self.arrived, self.free = Event(), Event()
        self.free.set()
        self.bundle = folder / "outside.pem"
        self.context = certificate(self.bundle, hosts)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.thread = Thread(target=self.server.serve_forever, daemon=True)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to go through here."""
        proxy = f"http://127.0.0.1:{self.server.server_port}"
        return {"HTTPS_PROXY": proxy, "REQUESTS_CA_BUNDLE": str(self.bundle), "NO_PROXY": "127.0.0.1"}

    def hold(self) -> None:
        """Requests arrive, answers wait."""
        self.free.clear()
        self.arrived.clear()

    def release(self) -> None:
        """Answers go out."""
        self.free.set()

    def wait_for_request(self) -> None:
        """Returns when a request has arrived while answers are held."""
        assert self.arrived.wait(PATIENCE_S), "no request arrived"

    def take(self, request: Request) -> Answer:
        """Keep a request and answer it."""
        self.requests.append(request)
        self.arrived.set()
        self.free.wait(PATIENCE_S)
        return self.answer(request)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """How one connection is served: CONNECT, TLS, then ordinary requests."""
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            host = ""

            def do_CONNECT(self) -> None:
                self.host = self.path.rpartition(":")[0]
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self.connection = outside.context.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                self.close_connection = False

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                said = outside.take(Request(self.host, self.path, headers, body))
                self.send_response(said.status)
                for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

            def finish(self) -> None:
                super().finish()
                self.connection.close()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def certificate(path: Path, hosts: Iterable[str]) -> ssl.SSLContext:
    """A certificate for these hosts that is its own authority, key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the world outside, for tests")])
    now = datetime.now(UTC)
    names = [x509.DNSName(host) for host in hosts] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = path.with_suffix(".key")
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, private)
    return context
