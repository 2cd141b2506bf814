"""Robots' secrets in the database: readable only with the installation's secret key."""

import base64
import json

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspect_app.core.settings import settings
from inspect_app.notify.channels.robots import Secrets


def box() -> Fernet:
    """The lock, made from SECRET_KEY; whoever changes that key enters the robots again."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"inspect robots")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings().secret().encode())))


def seal(secrets: Secrets) -> bytes:
    """The secrets, unreadable."""
    return box().encrypt(json.dumps([secrets.token, secrets.signing]).encode())


def unseal(sealed: bytes) -> Secrets:
    """The secrets again; cryptography's InvalidToken when SECRET_KEY was changed."""
    return Secrets(*json.loads(box().decrypt(sealed)))
