"""A browser's half of web push after RFC 8291 and RFC 8292: its keys, decryption, the sender's token."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers.outside import Request

HOST = "updates.push.services.mozilla.com"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(salt: bytes, key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 for one block."""
    first = hmac.digest(salt, key, hashlib.sha256)
    return hmac.digest(first, info + b"\x01", hashlib.sha256)[:length]


@dataclass
class Browser:
    """One browser profile that subscribed."""

    host: str = HOST
    path: str = field(default_factory=lambda: f"/wpush/v2/{uuid4().hex}")
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen secrets!"

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, name: str = "Chrome · Android") -> dict[str, Any]:
        """What the app sends to the server."""
        keys = {"p256dh": b64(self.point), "auth": b64(self.secret)}
        return {"endpoint": f"https://{self.host}{self.path}", "keys": keys, "name": name}

    def reads(self, request: Request) -> dict[str, Any]:
        """The message in a request to the push service, decrypted with the browser's keys alone."""
        assert request.headers["content-encoding"] == "aes128gcm"
        salt, length = request.body[:16], request.body[20]
        sender, sealed = request.body[21 : 21 + length], request.body[21 + length :]
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), peer)
        key = hkdf(self.secret, shared, b"WebPush: info\x00" + self.point + sender, 32)
        nonce = hkdf(salt, key, b"Content-Encoding: nonce\x00", 12)
        text = AESGCM(hkdf(salt, key, b"Content-Encoding: aes128gcm\x00", 16)).decrypt(nonce, sealed, None)
        assert text.rstrip(b"\x00")[-1:] == b"\x02"
        return dict(json.loads(text.rstrip(b"\x00")[:-1]))


def sender_of(request: Request) -> dict[str, Any]:
    """The claims of the sender's token, its signature checked against the key it names (`key`)."""
    scheme, _, rest = request.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(unb64(head))["alg"] == "ES256"
    raw = unb64(signature)
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    key.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return {**json.loads(unb64(claims)), "key": parts["k"]}
