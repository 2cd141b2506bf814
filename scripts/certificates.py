"""Makes and keeps the certificate authority and the server certificate of `make run HTTPS=1`.

The authority is for this machine only: its certificate names the address ranges and host names it may speak
for, so that a phone that trusts it does not trust it for any other site, even if somebody steals its key.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
# Phones refuse longer ones: iOS takes 825 days from an authority that its owner installed.
SERVER_DAYS = 397
RENEW_DAYS = 30
PRIVATE_RANGES = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
)


@dataclass(frozen=True)
class Certificates:
    """Where the files are, and which addresses the server certificate names, best first."""

    authority: Path
    certificate: Path
    key: Path
    addresses: Sequence[str]


def keep_certificates(folder: Path, addresses: Sequence[str], hostname: str) -> Certificates:
    """The certificates of `folder`; what is missing, near its end or for other addresses is made anew.

    The authority stays as long as it may speak for all addresses, so phones need to trust it once only.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = Certificates(folder / "authority.crt", folder / "server.crt", folder / "server.key", addresses)
    names = alternative_names(addresses, hostname)
    new_authority = not authority_serves(kept.authority, addresses, hostname)
    if new_authority:
        make_authority(folder, addresses, hostname)
    if new_authority or not certificate_serves(kept.certificate, names):
        make_server_certificate(kept, folder / "authority.key", names)
    return kept


def alternative_names(addresses: Sequence[str], hostname: str) -> x509.SubjectAlternativeName:
    """Every name and address by which a browser may call this machine."""
    hosts = dict.fromkeys(["localhost", hostname, f"{hostname.partition('.')[0]}.local"])
    return x509.SubjectAlternativeName(
        [
            *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses),
            *(x509.DNSName(host) for host in hosts),
        ]
    )


def authority_serves(file: Path, addresses: Sequence[str], hostname: str) -> bool:
    """Whether the kept authority is valid for a year more and allowed to speak for all of these."""
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    allowed = (
        certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    ranges = [ipaddress.ip_network(str(name.value)) for name in allowed if isinstance(name, x509.IPAddress)]
    hosts = [name.value for name in allowed if isinstance(name, x509.DNSName)]
    return (
        certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=SERVER_DAYS)
        and all(any(ipaddress.ip_address(one) in one_range for one_range in ranges) for one in addresses)
        and hostname in hosts
    )


def certificate_serves(file: Path, names: x509.SubjectAlternativeName) -> bool:
    """Whether the kept server certificate lasts another month and names exactly these."""
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    kept = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return kept == names and certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)


def make_authority(folder: Path, addresses: Sequence[str], hostname: str) -> None:
    """Writes authority.key and authority.crt."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = datetime.now(UTC)
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"Inspect local authority {hostname} {made:%Y-%m-%d}"[:64])]
    )
    ranges = [ipaddress.ip_network(one) for one in PRIVATE_RANGES]
    public = [one for one in map(ipaddress.ip_address, addresses) if not any(one in each for each in ranges)]
    ranges += [ipaddress.ip_network(one) for one in public]
    permitted: list[x509.GeneralName] = [x509.IPAddress(one) for one in ranges]
    permitted += [x509.DNSName(host) for host in dict.fromkeys(["localhost", "local", hostname])]
    certificate = (
        builder(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_key(folder / "authority.key", key)
    (folder / "authority.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def make_server_certificate(
    kept: Certificates, authority_key: Path, names: x509.SubjectAlternativeName
) -> None:
    """Writes server.key and server.crt, signed by the kept authority."""
    authority = x509.load_pem_x509_certificate(kept.authority.read_bytes())
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(
            f"{authority_key} does not hold an elliptic-curve key; remove its folder to start anew"
        )
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Inspect")])
    certificate = (
        builder(name, authority.subject, key, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    write_key(kept.key, key)
    kept.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    """What both certificates share; valid from an hour ago, for clocks that are a little slow."""
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Writes a private key that only its owner can read."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
