"""The examination of an S3 server: servers accept many headers that they do not act on, so each is tried.

Probes live under `doctor/` in the two buckets and are removed again, but for versions that the server keeps.
Object Lock is tried in a bucket of its own, with a retention of a minute.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

from inspect_app.evidence.stores.examination import Claim, Verdict, holds
from inspect_app.evidence.stores.s3 import S3Store, s3_problems
from inspect_app.evidence.stores.s3_client import FileBody

RACERS = 8
RETENTION = timedelta(minutes=1)


class S3Doctor:
    """Tries the claims on one store; `now` is the moment from which the probe of Object Lock is retained."""

    def __init__(self, store: S3Store, now: datetime) -> None:
        self.now = now
        self.client = store.client
        self.originals, self.work = store.originals, store.work
        self.lock_bucket = f"{store.originals[:50]}-lock-{secrets.token_hex(3)}"

    def claims(self) -> list[Claim]:
        """Every claim, the needed ones first."""
        return [
            Claim("bytes come back as they went in", True, "nothing may be stored here", self.same_bytes),
            Claim(
                "bytes not signed for are refused", True, "damage on the way is not noticed", self.other_bytes
            ),
            Claim(
                "an overwritten original stays readable by its version id",
                False,
                "a second put could replace an original; only the hash in the log would tell",
                self.versions_stay,
            ),
            Claim(
                "If-None-Match: * refuses a second put",
                False,
                "originals rely on their version ids",
                self.second_put,
            ),
            Claim(
                f"If-None-Match: * lets one of {RACERS} racing puts win",
                False,
                "originals rely on their version ids",
                self.race,
            ),
            Claim(
                "a wrong x-amz-checksum-sha256 is refused",
                False,
                "the server hashes on the way in itself, as it does anyway",
                self.wrong_sha256,
            ),
            Claim(
                "a locked version cannot be deleted (Object Lock, compliance)",
                False,
                "originals are not write-once here; backups must make up for it",
                self.locked_version,
            ),
        ]

    def same_bytes(self) -> Verdict:
        """Put and get."""
        body = secrets.token_bytes(100_000)
        key = self.put(self.work, body)
        with s3_problems():
            found = self.client.get_object(Bucket=self.work, Key=key)["Body"].read()
            self.client.delete_object(Bucket=self.work, Key=key)
        return holds(found == body)

    def other_bytes(self) -> Verdict:
        """A put that is signed for other bytes."""
        body = FileBody(BytesIO(b"bytes"), hashlib.sha256(b"other").hexdigest())
        return self.refused(lambda: self.put(self.work, body))

    def wrong_sha256(self) -> Verdict:
        """A put whose SHA-256 header belongs to other bytes."""
        other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
        return self.refused(lambda: self.put(self.work, b"bytes", ChecksumSHA256=other))

    def versions_stay(self) -> Verdict:
        """Two puts under one name in the bucket of originals."""
        key = f"doctor/{secrets.token_hex(8)}"
        with s3_problems():
            first = self.client.put_object(Bucket=self.originals, Key=key, Body=b"first").get("VersionId")
            self.client.put_object(Bucket=self.originals, Key=key, Body=b"second")
            if first is None:
                self.client.delete_object(Bucket=self.originals, Key=key)
                return Verdict.ABSENT
            kept = self.client.get_object(Bucket=self.originals, Key=key, VersionId=first)["Body"].read()
            self.forget_versions(self.originals, key)
        return holds(kept == b"first")

    def second_put(self) -> Verdict:
        """The same name twice, the second time only if there is nothing, in the bucket of originals."""
        key = f"doctor/{secrets.token_hex(8)}"
        self.put(self.originals, b"first", key=key)
        verdict = self.refused(lambda: self.put(self.originals, b"second", key=key, IfNoneMatch="*"))
        with s3_problems():
            self.forget_versions(self.originals, key)
        return verdict

    def race(self) -> Verdict:
        """Racing puts of one new name in the bucket of originals."""
        key = f"doctor/{secrets.token_hex(8)}"

        def attempt(number: int) -> bool:
            body = str(number).encode()
            return (
                self.refused(lambda: self.put(self.originals, body, key=key, IfNoneMatch="*"))
                != Verdict.HOLDS
            )

        with ThreadPoolExecutor(RACERS) as pool:
            winners = sum(pool.map(attempt, range(RACERS)))
        with s3_problems():
            self.forget_versions(self.originals, key)
        return holds(winners == 1)

    def locked_version(self) -> Verdict:
        """Delete a version under compliance retention, also with the right to bypass governance."""
        try:
            self.client.create_bucket(Bucket=self.lock_bucket, ObjectLockEnabledForBucket=True)
            put = self.client.put_object(
                Bucket=self.lock_bucket,
                Key="probe",
                Body=b"locked",
                ContentMD5=base64.b64encode(hashlib.md5(b"locked", usedforsecurity=False).digest()).decode(),
                ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=self.now + RETENTION,
            )
        except ClientError:
            return Verdict.ABSENT
        where = {"Bucket": self.lock_bucket, "Key": "probe", "VersionId": put["VersionId"]}
        plain = self.refused(lambda: self.client.delete_object(**where))
        forced = self.refused(lambda: self.client.delete_object(**where, BypassGovernanceRetention=True))
        return holds(plain == forced == Verdict.HOLDS)

    def put(self, bucket: str, body: bytes | FileBody, key: str | None = None, **headers: Any) -> str:
        """Put a probe; the key it went under."""
        name = key or f"doctor/{secrets.token_hex(8)}"
        self.client.put_object(Bucket=bucket, Key=name, Body=body, **headers)
        return name

    def refused(self, attempt: Callable[[], object]) -> Verdict:
        """HOLDS when the server says no."""
        try:
            attempt()
        except ClientError:
            return Verdict.HOLDS
        return Verdict.FAILS

    def forget_versions(self, bucket: str, key: str) -> None:
        """Remove every version of a probe, where our account may: in the bucket of originals it need not."""
        with suppress(ClientError):
            listed = self.client.list_object_versions(Bucket=bucket, Prefix=key)
            for version in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())):
                self.client.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])
