"""Random bearer secrets: made once, shown once, kept only as a hash."""

import hashlib
import secrets

ACCESS_TOKEN_PREFIX = "ins_"  # noqa: S105 - lets secret scanners recognise a leaked token


def new_secret(prefix: str = "") -> str:
    """256 random bits as text for a cookie, a header or a slip of paper."""
    return prefix + secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """What the database keeps. A fast hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode()).digest()
