"""Where backups are kept: a folder (a mounted disk of another machine), or a bucket of an S3 server.

A name appears only when all of its bytes are durable, and nothing that stands there is written again.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from config import Config
from inspect_app.evidence.stores.base import CHUNK
from inspect_app.evidence.stores.files import make_folder, sync_folder
from inspect_app.evidence.stores.s3 import MISSING, code_of, pieces
from inspect_app.evidence.stores.s3_client import FileBody, make_client

IN_MEMORY = 8 * 1024 * 1024
BATCH = 1000  # DeleteObjects takes no more


class VaultError(Exception):
    """The place of the backups does not do what is asked; the message says what to mend."""


@dataclass(frozen=True)
class Written:
    """What was really written: size in bytes, SHA-256 in lower-case hex."""

    size: int
    sha256: str


class Vault(Protocol):
    """Keys are paths with slashes. Every call may raise VaultError."""

    def sizes(self, prefix: str) -> dict[str, int]:
        """Every key below a prefix, with its size."""

    def put(self, key: str, chunks: Iterable[bytes]) -> Written:
        """Keep bytes durably."""

    def open(self, key: str) -> Iterator[bytes]:
        """The bytes of a key."""

    def delete(self, keys: Iterable[str]) -> None:
        """Forget keys."""


class FolderVault:
    """Files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def sizes(self, prefix: str) -> dict[str, int]:
        """Walk the folder."""
        start = self.root / prefix
        files = (path for path in start.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(self.root).as_posix(): path.stat().st_size for path in files}

    def put(self, key: str, chunks: Iterable[bytes]) -> Written:
        """Write aside, fsync, rename."""
        target = self.root / key
        try:
            make_folder(target.parent)
            aside = target.with_name(f".{secrets.token_hex(8)}")
            try:
                with aside.open("xb") as file:
                    written = copied(chunks, file.write)
                    file.flush()
                    os.fsync(file.fileno())
                aside.chmod(0o600)
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)
            sync_folder(target.parent)
        except OSError as error:
            raise VaultError(f"{target} cannot be written: {error.strerror}") from error
        return written

    def open(self, key: str) -> Iterator[bytes]:
        """The file, in pieces."""
        try:
            with (self.root / key).open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise VaultError(f"{self.root / key} cannot be read: {error.strerror}") from error

    def delete(self, keys: Iterable[str]) -> None:
        """Remove the files, and the folders that this leaves empty."""
        for key in keys:
            path = self.root / key
            try:
                path.unlink(missing_ok=True)
                if path.parent != self.root and not any(path.parent.iterdir()):
                    path.parent.rmdir()
            except OSError as error:
                raise VaultError(f"{path} cannot be deleted: {error.strerror}") from error


class S3Vault:
    """Objects below a prefix of a bucket, on the server that BACKUP_S3_ENDPOINT names."""

    def __init__(self, config: Config, bucket: str, prefix: str) -> None:
        server = replace(
            config,
            s3_endpoint=config.backup_s3_endpoint or config.s3_endpoint,
            s3_key=config.backup_s3_key or config.s3_key,
            s3_secret=config.backup_s3_secret or config.s3_secret,
        )
        self.client = make_client(server, server.s3_endpoint)
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def sizes(self, prefix: str) -> dict[str, int]:
        """Page through the listing."""
        found: dict[str, int] = {}
        try:
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                for item in page.get("Contents", []):
                    found[item["Key"].removeprefix(self.prefix)] = item["Size"]
        except (ClientError, BotoCoreError) as error:
            raise self.trouble(error) from error
        return found

    def put(self, key: str, chunks: Iterable[bytes]) -> Written:
        """Gather, then put with its SHA-256, which servers check."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            written = copied(chunks, body.write)
            body.seek(0)
            try:
                where = {"Bucket": self.bucket, "Key": self.prefix + key}
                self.client.put_object(**where, Body=FileBody(body, written.sha256))
            except (ClientError, BotoCoreError) as error:
                raise self.trouble(error) from error
        return written

    def open(self, key: str) -> Iterator[bytes]:
        """The object, in pieces."""
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
        except (ClientError, BotoCoreError) as error:
            raise self.trouble(error, key) from error
        yield from pieces(answer["Body"])

    def delete(self, keys: Iterable[str]) -> None:
        """Delete in batches."""
        names = [{"Key": self.prefix + key} for key in keys]
        for start in range(0, len(names), BATCH):
            part = {"Objects": names[start : start + BATCH], "Quiet": True}
            try:
                answer = self.client.delete_objects(Bucket=self.bucket, Delete=part)
            except (ClientError, BotoCoreError) as error:
                raise self.trouble(error) from error
            if refused := answer.get("Errors"):  # the answer as a whole is 200 all the same
                first = f"{refused[0].get('Key')}: {refused[0].get('Code')}"
                raise VaultError(f"the bucket {self.bucket} did not delete {len(refused)} keys, {first}")

    def trouble(self, error: Exception, key: str = "") -> VaultError:
        """What the operator can act on."""
        word = code_of(error) if isinstance(error, ClientError) else type(error).__name__
        if word in MISSING and key:
            return VaultError(f"{key} is not in the bucket {self.bucket}")
        return VaultError(f"the bucket {self.bucket} does not answer as it should: {word}")


def copied(chunks: Iterable[bytes], write: Callable[[bytes], object]) -> Written:
    """Write the chunks, hashing on the way."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return Written(size, digest.hexdigest())


def vault_at(config: Config, place: str) -> Vault:
    """The vault of an address: `s3://bucket/prefix`, or a folder."""
    url = urlsplit(place)
    if url.scheme == "s3":
        return S3Vault(config, url.netloc, url.path)
    return FolderVault(Path(place))
