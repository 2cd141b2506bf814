"""The local authority: what phones are asked to trust, and when it is made anew."""

import ipaddress
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification

from scripts.certificates import Certificates, keep_certificates

HOME = ["192.168.1.20", "127.0.0.1"]


def verify(kept: Certificates, subject: str) -> None:
    """Checks the server certificate for an address as a browser would; raises when it does not hold."""
    store = verification.Store([x509.load_pem_x509_certificate(kept.authority.read_bytes())])
    name = x509.IPAddress(ipaddress.ip_address(subject))
    verifier = verification.PolicyBuilder().store(store).build_server_verifier(name)
    verifier.verify(x509.load_pem_x509_certificate(kept.certificate.read_bytes()), [])


def handshake(kept: Certificates, hostname: str) -> None:
    """A TLS handshake between OpenSSL and OpenSSL over a pair of sockets, verified by the client."""
    ours, theirs = socket.socketpair()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(kept.certificate, kept.key)
    client = ssl.create_default_context(cafile=str(kept.authority))

    def serve() -> None:
        server.wrap_socket(theirs, server_side=True).close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=hostname) as secure:
            assert secure.recv(1) == b""
    finally:
        thread.join()


def test_a_phone_that_trusts_the_authority_accepts_the_server_by_every_address_and_name(
    tmp_path: Path,
) -> None:
    kept = keep_certificates(tmp_path / "tls", HOME, "office")

    for name in (*HOME, "localhost", "office", "office.local"):
        handshake(kept, name)


def test_another_machine_of_the_network_is_not_this_one(tmp_path: Path) -> None:
    kept = keep_certificates(tmp_path / "tls", HOME, "office")

    verify(kept, "192.168.1.20")
    with pytest.raises(verification.VerificationError):
        verify(kept, "192.168.1.21")


def test_a_second_start_keeps_all_files(tmp_path: Path) -> None:
    first = keep_certificates(tmp_path / "tls", HOME, "office")
    before = [file.read_bytes() for file in (first.authority, first.certificate, first.key)]

    second = keep_certificates(tmp_path / "tls", HOME, "office")

    assert [file.read_bytes() for file in (second.authority, second.certificate, second.key)] == before


def test_a_new_private_address_needs_no_new_trust(tmp_path: Path) -> None:
    authority = keep_certificates(tmp_path / "tls", HOME, "office").authority.read_bytes()

    moved = keep_certificates(tmp_path / "tls", ["10.4.5.6", "127.0.0.1"], "office")

    assert moved.authority.read_bytes() == authority
    handshake(moved, "10.4.5.6")


def test_a_public_address_makes_a_new_authority_that_may_speak_for_it(tmp_path: Path) -> None:
    old = keep_certificates(tmp_path / "tls", HOME, "office").authority.read_bytes()

    moved = keep_certificates(tmp_path / "tls", ["203.0.113.7", "127.0.0.1"], "office")

    assert moved.authority.read_bytes() != old
    handshake(moved, "203.0.113.7")


def test_the_authority_may_not_speak_for_the_rest_of_the_internet(tmp_path: Path) -> None:
    kept = keep_certificates(tmp_path / "tls", HOME, "office")
    authority = x509.load_pem_x509_certificate(kept.authority.read_bytes())

    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)

    permitted = [name.value for name in limits.value.permitted_subtrees or []]
    assert limits.critical
    assert {"localhost", "local", "office"} == {value for value in permitted if isinstance(value, str)}
    assert not any(ipaddress.ip_address("8.8.8.8") in one for one in permitted if not isinstance(one, str))


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    kept = keep_certificates(tmp_path / "tls", HOME, "office")

    for key in (kept.key, kept.authority.with_suffix(".key")):
        assert stat.S_IMODE(key.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_the_server_key_is_not_the_authoritys(tmp_path: Path) -> None:
    kept = keep_certificates(tmp_path / "tls", HOME, "office")

    keys = [
        x509.load_pem_x509_certificate(f.read_bytes()).public_key()
        for f in (kept.authority, kept.certificate)
    ]

    assert all(isinstance(key, ec.EllipticCurvePublicKey) for key in keys)
    assert keys[0] != keys[1]
