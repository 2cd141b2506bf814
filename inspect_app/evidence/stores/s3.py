"""Originals and work objects on an S3-compatible server, through boto3.

`If-None-Match: *` makes a put fail with 412 when the object exists. Where a server ignores it (RGW on
versioned buckets), a second put becomes a newer version with the same bytes; the recorded version id stays
valid. A server that does not know the header answers 501 and gets the put without it.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from config import Config
from inspect_app.core.metrics import metered
from inspect_app.evidence.stores.base import (
    CHUNK,
    INTERNAL,
    OPERATIONS,
    Content,
    Sending,
    Within,
    WorkObject,
    internal_path,
    original_key,
    original_missing,
    storage_full,
    storage_unavailable,
)
from inspect_app.evidence.stores.s3_client import FileBody, make_client

log = logging.getLogger(__name__)
SIGNED_FOR_S = 60  # a signed address lets in whoever holds it
BATCH = 1000  # DeleteObjects takes no more
MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchVersion"}
NO_ROOM = {"QuotaExceeded", "InsufficientStorage", "EntityTooLarge.Quota", "507"}
EXISTS = {"PreconditionFailed", "412"}
RACING = {"ConditionalRequestConflict", "OperationAborted", "409"}
UNKNOWN_HEADER = {"NotImplemented", "501"}


@metered(*OPERATIONS)
class S3Store:
    """Originals in one bucket (versioned when the server can), everything else in a second, plain one."""

    def __init__(self, config: Config) -> None:
        self.client = make_client(config, config.s3_endpoint)
        outside = config.s3_public_endpoint
        self.signer = make_client(config, outside) if outside else self.client
        self.region = config.s3_region
        self.own_server = bool(config.s3_endpoint)
        self.originals = config.s3_bucket
        self.work = config.s3_work_bucket

    def prepare(self) -> None:
        """Make the buckets that are missing; versioning for the originals where the server offers it."""
        with s3_problems():
            for bucket in (self.originals, self.work):
                self._make_bucket(bucket)
            try:
                state = {"Status": "Enabled"}
                self.client.put_bucket_versioning(Bucket=self.originals, VersioningConfiguration=state)
            except ClientError as error:
                log.warning("the originals' bucket stays without versions: %s", code_of(error))

    def _make_bucket(self, bucket: str) -> None:
        try:
            self.client.head_bucket(Bucket=bucket)
        except ClientError as error:
            if code_of(error) not in MISSING | {"NoSuchBucket"}:
                raise
            elsewhere = not self.own_server and self.region != "us-east-1"
            place = {"CreateBucketConfiguration": {"LocationConstraint": self.region}} if elsewhere else {}
            self.client.create_bucket(Bucket=bucket, **place)

    def check(self) -> None:
        """Both buckets answer."""
        with s3_problems():
            self.client.head_bucket(Bucket=self.originals)
            self.client.head_bucket(Bucket=self.work)

    def put_original(self, sha256: str, source: Path, size: int) -> str | None:
        """Put once; when the object exists with the same bytes, it is the object."""
        key = original_key(sha256)
        with s3_problems():
            try:
                return self._put_new(key, source, sha256)
            except ClientError as error:
                if code_of(error) not in EXISTS | RACING:
                    raise
            return self._same_or_new_version(key, source, size, sha256)

    def _put_new(self, key: str, source: Path, sha256: str) -> str | None:
        try:
            return self._put(self.originals, key, source, sha256, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) not in UNKNOWN_HEADER:
                raise
        return self._put(self.originals, key, source, sha256)

    def _same_or_new_version(self, key: str, source: Path, size: int, sha256: str) -> str | None:
        """The object stands there: its own hash is its name, so only damage can make it differ."""
        head = self.client.head_object(Bucket=self.originals, Key=key)
        tag = head["ETag"].strip('"')
        # An ETag is the MD5 of the bytes unless the server encrypts or took the object in parts.
        comparable = "ServerSideEncryption" not in head and "-" not in tag
        if head["ContentLength"] == size and (tag == md5_of(source) or not comparable):
            return version_of(head)
        log.error("stored object %s is damaged; the bytes just received are put beside it", key)
        return self._put(self.originals, key, source, sha256)

    def _put(self, bucket: str, key: str, source: Path, sha256: str | None, **more: Any) -> str | None:
        with source.open("rb") as body:
            answer = self.client.put_object(
                Bucket=bucket,
                Key=key,
                Body=FileBody(body, sha256),
                **{"ContentType": "application/octet-stream", **more},
            )
        return version_of(answer)

    def has_original(self, sha256: str, size: int, version_id: str | None) -> bool:
        """HEAD of exactly this version."""
        with s3_problems():
            try:
                head = self.client.head_object(
                    Bucket=self.originals, Key=original_key(sha256), **version_argument(version_id)
                )
            except ClientError as error:
                if code_of(error) in MISSING:
                    return False
                raise
        return bool(head["ContentLength"] == size)

    def open_original(self, sha256: str, version_id: str | None) -> Content:
        """The recorded version, in pieces."""
        content = self._open(self.originals, original_key(sha256), **version_argument(version_id))
        if content is None:
            raise original_missing()
        return content

    def within(self, sha256: str, version_id: str | None, sending: Sending) -> Within:
        """A signed address of the server, for nginx to ask."""
        signed = urlsplit(self._signed(self.client, sha256, version_id, sending))
        return Within(f"{INTERNAL}/store{signed.path}?{signed.query}", signed.netloc)

    def signed_address(self, sha256: str, version_id: str | None, sending: Sending) -> str:
        """A signed address under the name that browsers know the server by."""
        return self._signed(self.signer, sha256, version_id, sending)

    def _signed(self, client: Any, sha256: str, version_id: str | None, sending: Sending) -> str:
        address: str = client.generate_presigned_url(
            "head_object" if sending.method == "HEAD" else "get_object",
            Params={
                "Bucket": self.originals,
                "Key": internal_path(sha256),
                "ResponseContentType": sending.media_type,
                "ResponseContentDisposition": sending.disposition,
                **version_argument(version_id),
            },
            ExpiresIn=SIGNED_FOR_S,
        )
        return address

    def _open(self, bucket: str, key: str, **more: Any) -> Content | None:
        with s3_problems():
            try:
                answer = self.client.get_object(Bucket=bucket, Key=key, **more)
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise
        return Content(answer["ContentLength"], pieces(answer["Body"]))

    def put_work(self, key: str, source: Path, media_type: str) -> None:
        """Put, replacing."""
        with s3_problems():
            self._put(self.work, key, source, None, ContentType=media_type)

    def open_work(self, key: str) -> Content | None:
        """Bytes of the work bucket, or None."""
        return self._open(self.work, key)

    def delete_work(self, keys: Iterable[str]) -> None:
        """Delete in batches."""
        names = [{"Key": key} for key in keys]
        with s3_problems():
            for start in range(0, len(names), BATCH):
                part = {"Objects": names[start : start + BATCH], "Quiet": True}
                self.client.delete_objects(Bucket=self.work, Delete=part)

    def list_work(self, prefix: str) -> Iterator[WorkObject]:
        """Page through the listing."""
        with s3_problems():
            for page in self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.work, Prefix=prefix
            ):
                for item in page.get("Contents", []):
                    yield WorkObject(item["Key"], item["Size"], item["LastModified"])


@contextmanager
def s3_problems() -> Iterator[None]:
    """Turn what the server or the network did into one of two refusals; the operator's log has the rest."""
    try:
        yield
    except ClientError as error:
        log.exception("the S3 server refused")
        raise (storage_full() if code_of(error) in NO_ROOM else storage_unavailable()) from error
    except (BotoCoreError, HTTPClientError) as error:
        log.warning("the S3 server does not answer: %s", type(error).__name__)
        raise storage_unavailable() from error


def md5_of(source: Path) -> str:
    """What the ETag of a file's bytes should be: lower-case hex."""
    with source.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def pieces(body: Any) -> Iterator[bytes]:
    """The body of an answer; an abandoned walk gives its connection back."""
    try:
        yield from body.iter_chunks(CHUNK)
    except (BotoCoreError, HTTPClientError) as error:
        raise storage_unavailable() from error
    finally:
        body.close()


def code_of(error: ClientError) -> str:
    """The server's own word for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


def version_of(answer: dict[str, Any]) -> str | None:
    """The version id of an answer; `null` is what an unversioned bucket calls its only one."""
    version = answer.get("VersionId")
    return None if version in {None, "null"} else version


def version_argument(version_id: str | None) -> dict[str, str]:
    """The request argument that names a version."""
    return {} if version_id is None else {"VersionId": version_id}
