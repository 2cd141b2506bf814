"""The key that tells push services who is sending (VAPID, RFC 8292): a setting, or a file with mode 0600."""

import base64
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from inspect_app.audit.keyfile import KeyFileError, write_first
from inspect_app.core.settings import settings
from inspect_app.notify.subscriptions import from_base64url

KEY_FILE = "vapid.key"


def base64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def vapid() -> Vapid02:
    """The installation's key; KeyFileError says what to mend."""
    said = settings().vapid_key or read_file(settings().instance / "keys" / KEY_FILE)
    try:
        secret = int.from_bytes(from_base64url(said))
        return Vapid02(private_key=ec.derive_private_key(secret, ec.SECP256R1()))
    except ValueError:
        raise KeyFileError("the key of web push is not 32 bytes of base64url") from None


def public_key() -> str:
    """The public half, as browsers take it (uncompressed point, base64url)."""
    key = vapid().public_key
    return base64url(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def read_file(path: Path) -> str:
    """The key in a file that only its owner may read; made when it is not there."""
    if not path.exists():
        make_file(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileError(f"{path.name} can be read by others; run chmod 600 on it")
    return path.read_text().strip()


def make_file(path: Path) -> None:
    """A new key file, unless another process was faster."""
    secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    write_first(path, base64url(secret.to_bytes(32)))
