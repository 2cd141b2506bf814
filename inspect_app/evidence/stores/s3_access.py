"""What keeps an S3 server from serving us, in words for its operator; nothing is stored to find it out."""

import base64
import hashlib
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from inspect_app.evidence.stores.s3 import EXISTS, MISSING, NO_ROOM, S3Store, code_of

PROBE = "doctor/refused"
BYTES, OTHER = b"bytes", b"other"
WRONG_MD5 = {"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"}
WRONG_KEY = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure", "403", "Forbidden", "AccessDenied"}
WRONG_TIME = {"RequestTimeTooSkewed", "RequestExpired"}
NO_BUCKET = MISSING | {"NoSuchBucket"}
HALF_A_SECOND = timedelta(seconds=0.5)


def hindrance_of(store: S3Store) -> str | None:
    """The first thing in the way of reading and writing both buckets; None when there is none."""
    server = store.client.meta.endpoint_url
    try:
        for bucket in (store.originals, store.work):
            try:
                look_and_knock(store, bucket)
            except ClientError as error:
                return words_for(code_of(error), bucket, server)
    except (BotoCoreError, HTTPClientError) as error:
        return f"nobody answers at {server} ({type(error).__name__}): is it running, is S3_ENDPOINT right?"
    return None


def look_and_knock(store: S3Store, bucket: str) -> None:
    """Read what is not there, and begin a put that the server refuses for its checksum, after all it would
    refuse it for besides. Raises what stands in the way.
    """
    try:
        store.client.get_object(Bucket=bucket, Key=PROBE)["Body"].close()
    except ClientError as error:
        # Whoever may not list a bucket hears AccessDenied instead of NoSuchKey: the put will tell.
        if code_of(error) not in {"NoSuchKey", "AccessDenied"}:
            raise
    other = base64.b64encode(hashlib.md5(OTHER, usedforsecurity=False).digest()).decode()
    try:
        store.client.put_object(Bucket=bucket, Key=PROBE, Body=BYTES, ContentMD5=other)
    except ClientError as error:
        if code_of(error) not in WRONG_MD5 | EXISTS:
            raise


def words_for(code: str, bucket: str, server: str) -> str:
    """What to do about a refusal."""
    if code in NO_BUCKET:
        return f"there is no bucket {bucket} at {server}: flask storage init makes it"
    if code in WRONG_KEY:
        return f"{server} refuses our key for {bucket} ({code}): look at S3_KEY, S3_SECRET and its rights"
    if code in WRONG_TIME:
        return f"{server} finds this machine's clock too far off: set it by NTP"
    if code in NO_ROOM:
        return f"{server} has no more room for us: make room, or raise the quota"
    return f"{server} answers {code} for the bucket {bucket}: its own log says more"


def versions_kept(store: S3Store) -> bool | None:
    """Whether the bucket of originals keeps versions; None when the server does not tell."""
    try:
        told: dict[str, Any] = store.client.get_bucket_versioning(Bucket=store.originals)
    except ClientError:
        return None
    return told.get("Status") == "Enabled"


def clock_of(store: S3Store) -> datetime | None:
    """The server's clock by its answer, also when it refuses; None when it does not say."""
    try:
        answer = store.client.head_bucket(Bucket=store.work)
    except ClientError as error:
        answer = error.response
    told = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    # The header has whole seconds: the middle of that second is the best guess.
    return parsedate_to_datetime(told) + HALF_A_SECOND if told else None
