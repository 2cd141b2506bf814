"""The log's signing keys under a passphrase: scrypt, then ChaCha20-Poly1305 over a tar of the key folder.

Whoever holds the keys and the database can write a false past that verifies: they never leave unsealed.
"""

import io
import os
import tarfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inspect_app.operations.backup.manifest import BackupError

MAGIC = b"inspect-keys-1\n"
SALT, NONCE = 16, 12
COST = 2**16  # 64 MiB with r = 8: what one guess at the passphrase costs
SHORTEST = 12


def seal(folder: Path, secret: Path, passphrase: str) -> bytes:
    """The key folder and the secret file (where there is one), encrypted."""
    if len(passphrase) < SHORTEST:
        raise BackupError(f"a passphrase needs at least {SHORTEST} characters")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                tar.add(path, f"keys/{path.name}")
        if secret.is_file():
            tar.add(secret, "secret.key")
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    sealed = ChaCha20Poly1305(derived(passphrase, salt)).encrypt(nonce, packed.getvalue(), MAGIC)
    return MAGIC + salt + nonce + sealed


def unseal(body: bytes, passphrase: str, folder: Path, secret: Path) -> list[str]:
    """Put the keys back, mode 0600; the names of the files. No key that stands there already is replaced.

    The secret is: an installation makes one as soon as any command starts, and an empty one needs none.
    """
    names = []
    with tarfile.open(fileobj=io.BytesIO(opened(body, passphrase))) as tar:
        for member in tar.getmembers():
            target = secret if member.name == "secret.key" else folder / Path(member.name).name
            content = tar.extractfile(member)
            assert content is not None
            if target == secret:
                secret.unlink(missing_ok=True)
            write_private(target, content.read())
            names.append(target.name)
    return names


def opened(body: bytes, passphrase: str) -> bytes:
    """The tar inside; BackupError when the passphrase is another."""
    if not body.startswith(MAGIC):
        raise BackupError("the sealed keys cannot be read")
    rest = body[len(MAGIC) :]
    salt, nonce, sealed = rest[:SALT], rest[SALT : SALT + NONCE], rest[SALT + NONCE :]
    try:
        return ChaCha20Poly1305(derived(passphrase, salt)).decrypt(nonce, sealed, MAGIC)
    except InvalidTag:
        raise BackupError("the passphrase does not open the sealed keys") from None


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.read_bytes() == content:
            return
        raise BackupError(f"{path} exists and is another; nothing is replaced") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def derived(passphrase: str, salt: bytes) -> bytes:
    """The key behind a passphrase."""
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())
