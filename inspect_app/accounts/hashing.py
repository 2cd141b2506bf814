"""Argon2id, kept from eating the machine: 64 MiB a hash, few at a time, never inside a transaction."""

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inspect_app.core.errors import Problem

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(max(2, (os.cpu_count() or 2) // 2))
PATIENCE_S = 10.0


def hash_password(password: str) -> str:
    """The encoded hash to store. Call before a transaction is opened: it takes a fifth of a second."""
    with turn():
        return HASHER.hash(normal_form(password))


def password_fits(password: str, encoded: str | None) -> bool:
    """True when the password made this hash; for None it takes the same time and is False."""
    nobody = nobodys_hash()
    with turn():
        try:
            return HASHER.verify(encoded or nobody, normal_form(password)) and encoded is not None
        except (VerificationError, InvalidHashError):
            return False


def normal_form(password: str) -> bytes:
    """The same bytes for the same characters, however a keyboard composed them (NIST SP 800-63B-4, NFKC)."""
    return unicodedata.normalize("NFKC", password).encode()


@cache
def nobodys_hash() -> str:
    """What the password of an unknown name is compared with, so that the answer takes as long."""
    return HASHER.hash(os.urandom(16))


@contextmanager
def turn() -> Iterator[None]:
    """A turn at hashing; 503 when too many wait."""
    if not AT_ONCE.acquire(timeout=PATIENCE_S):
        detail = "Many people are signing in; try again in a moment."
        raise Problem("sign_in_busy", detail, 503, headers={"Retry-After": "5"})
    try:
        yield
    finally:
        AT_ONCE.release()
