"""The page for phones that do not trust us yet."""

import hashlib
import io
import ssl
from pathlib import Path

import pytest

from scripts.certificates import keep_certificates
from scripts.trust_page import TrustPage, fingerprint


@pytest.fixture
def certificate(tmp_path: Path) -> bytes:
    return keep_certificates(tmp_path / "tls", ["127.0.0.1"], "office").authority.read_bytes()


def ask(certificate: bytes, path: str) -> tuple[bytes, bytes]:
    """Head and body of the answer to GET `path`, without a socket."""

    class Handler(TrustPage):
        app_url = "https://192.168.1.20:8000/app/"

        def __init__(self) -> None:
            self.certificate = certificate
            self.rfile = io.BytesIO(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            self.wfile = io.BytesIO()
            self.client_address = ("127.0.0.1", 1)
            self.close_connection = True
            self.handle_one_request()

    head, _, body = Handler().wfile.getvalue().partition(b"\r\n\r\n")
    return head, body


def test_the_page_says_how_in_two_languages_and_shows_the_fingerprint(certificate: bytes) -> None:
    head, body = ask(certificate, "/")

    page = body.decode()
    assert b" 200 " in head
    assert "CA 证书" in page
    assert "Certificate Trust Settings" in page
    assert fingerprint(certificate) in page
    assert 'href="https://192.168.1.20:8000/app/"' in page
    assert "@" not in page.partition("</style>")[2]


def test_the_certificate_comes_as_phones_expect_it(certificate: bytes) -> None:
    head, body = ask(certificate, "/inspect-authority.crt")

    assert b"application/x-x509-ca-cert" in head
    assert body == certificate


@pytest.mark.parametrize("path", ["/server.key", "/authority.key", "/../tls/server.key", "/app/"])
def test_nothing_else_is_served(certificate: bytes, path: str) -> None:
    head, body = ask(certificate, path)

    assert b" 404 " in head
    assert b"PRIVATE KEY" not in body


def test_the_fingerprint_is_that_of_the_certificate_not_of_its_text(certificate: bytes) -> None:
    binary = ssl.PEM_cert_to_DER_cert(certificate.decode())

    assert fingerprint(certificate).replace(":", "") == hashlib.sha256(binary).hexdigest().upper()
