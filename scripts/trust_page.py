"""Serves the one page a phone needs before it can use https here: the certificate and how to trust it.

Plain http, because the phone does not trust us yet. Nothing else is served here, and nothing can be sent.
"""

import hashlib
import html
import os
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import segno

PAGE = Path(__file__).with_name("trust_page.html")


def print_code(url: str) -> None:
    """Prints a QR code of the address in the terminal."""
    segno.make(url, error="m").terminal(compact=True)
    print(f"  {url}")


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a PEM certificate as phones show it: pairs of hexadecimal digits with colons."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.decode("ascii"))).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


class TrustPage(BaseHTTPRequestHandler):
    """GET / is the page, GET /inspect-authority.crt the certificate, all else 404."""

    certificate = b""
    app_url = ""

    def do_GET(self) -> None:
        if self.path == "/":
            page = PAGE.read_text(encoding="utf-8")
            page = page.replace("@app_url@", html.escape(self.app_url))
            page = page.replace("@fingerprint@", fingerprint(self.certificate))
            self._answer(page.encode(), "text/html; charset=utf-8")
        elif self.path == "/inspect-authority.crt":
            self._answer(self.certificate, "application/x-x509-ca-cert")
        else:
            self.send_error(404)

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Says nothing: the web server's own lines are the ones to read."""


def main() -> None:
    TrustPage.certificate = Path(os.environ["AUTHORITY"]).read_bytes()
    TrustPage.app_url = f"{os.environ['PUBLIC_URL']}/app/"
    address = ("0.0.0.0", int(os.environ["TRUST_PORT"]))  # noqa: S104 - phones of the local network ask here
    ThreadingHTTPServer(address, TrustPage).serve_forever()


if __name__ == "__main__":
    main()
