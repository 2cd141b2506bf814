"""Keys of enrolled browsers: P-256 as WebCrypto exports it (SPKI), signatures as it makes them (r ‖ s)."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

HALF = 32


def parse_device_key(der: bytes) -> EllipticCurvePublicKey:
    """The P-256 key in a SubjectPublicKeyInfo; ValueError for anything else."""
    try:
        key = load_der_public_key(der)
    except UnsupportedAlgorithm:
        raise ValueError("not a P-256 key") from None
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise ValueError("not a P-256 key")


def canonical_key(der: bytes) -> bytes:
    """The one spelling of a key that is stored; ValueError when it is no P-256 key."""
    return parse_device_key(der).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def device_signed(der: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the key made this ECDSA signature (64 bytes, r ‖ s) over SHA-256 of the content."""
    if len(signature) != 2 * HALF:
        return False
    r, s = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
    try:
        parse_device_key(der).verify(encode_dss_signature(r, s), content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
