"""A time-stamping authority on loopback: the real `openssl ts -reply` behind a tiny HTTP server."""

import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

SETTINGS = """
[tsa]
default_tsa = main
[main]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.4146.2.3
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


class Authority:
    """start() makes a root, a signer and the server; `url` and `root` are what an operator enters."""

    def __init__(self, folder: Path, name: str = "test authority") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name = folder, name
        self.root = folder / "root.pem"
        self.server: ThreadingHTTPServer | None = None
        self.thread: Thread | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        assert self.server is not None, "start() first"
        return f"http://127.0.0.1:{self.server.server_port}/tsr"

    def start(self) -> Self:
        """Returns when requests are answered."""
        self._make_certificates()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """The port answers no more."""
        server, self.server = self.server, None
        if server is not None and self.thread is not None:
            server.shutdown()
            self.thread.join()
            server.server_close()

    def reply(self, query: bytes) -> bytes:
        """What `openssl ts -reply` says to a query."""
        asked, answered = self.folder / "query.tsq", self.folder / "reply.tsr"
        asked.write_bytes(query)
        command = ["ts", "-reply", "-config", "tsa.cnf", "-section", "main"]
        self.openssl(*command, "-queryfile", str(asked), "-out", str(answered))
        return answered.read_bytes()

    def openssl(self, *arguments: str) -> str:
        """Run openssl in the authority's folder; what it printed."""
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=True)
        return (done.stdout + done.stderr).decode(errors="replace")

    def _make_certificates(self) -> None:
        (self.folder / "serial").write_text("01\n")
        (self.folder / "tsa.cnf").write_text(SETTINGS.format(folder=self.folder))
        (self.folder / "ext.cnf").write_text(EXTENSIONS)
        new = ["req", "-newkey", "rsa:2048", "-nodes", "-subj"]
        root = ["-x509", "-days", "30", "-keyout", "root.key", "-out", "root.pem"]
        self.openssl(*new, f"/CN={self.name}", *root)
        self.openssl(*new, f"/CN={self.name} signer", "-keyout", "tsa.key", "-out", "tsa.csr")
        sign = ["x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"]
        self.openssl(*sign, "-days", "30", "-extfile", "ext.cnf", "-out", "tsa.pem")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                known = self.headers["Content-Type"] == "application/timestamp-query"
                answer = authority.reply(query) if known else b""
                self.send_response(200 if known else 415)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                """Tests are quiet."""

        return Handler
