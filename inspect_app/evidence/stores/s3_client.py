"""The connection to an S3 server through boto3, set up to hold on AWS, Ceph RGW and the others alike.

* `request_checksum_calculation="when_required"`: since 2025 boto3 adds CRC32 trailers (`aws-chunked`) to
  every upload; older gateways store the trailer as part of the object or refuse it.
  `response_checksum_validation` is off for the same reason.
* The signature of every put covers the SHA-256 of its bytes (`x-amz-content-sha256`), which every server
  compares with what has arrived. It costs a third of Content-MD5, and bytes whose SHA-256 is known already
  are not hashed again for it: what a server then takes is what was announced.
* No `Expect: 100-continue`: it asks before each photo whether the server wants it, one more way to it.
* Path-style addresses by default: a server without wildcard DNS cannot take the bucket as a host name.
* Bounded retries and timeouts: a phone waits for the answer, and it can send the same request again.
"""

from functools import cache
from threading import Lock
from typing import IO, Any

import boto3
from botocore.auth import AUTH_TYPE_MAPS, S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.client import Config as BotoConfig
from botocore.handlers import add_expect_header

from config import Config
from inspect_app.evidence.stores.base import CHUNK

ATTEMPTS = 2
CONNECT_SECONDS = 3.0
CONNECTIONS = 64
SIGNER = "s3v4-hash-known"
ONE_AT_A_TIME = Lock()  # a session may be shared, but not while it makes a client


def make_client(config: Config, endpoint: str) -> Any:
    """A client for a server (empty: AWS); the whole wait for a dead one stays near S3_TIMEOUT_S."""
    options = BotoConfig(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": config.s3_addressing, "payload_signing_enabled": True},
        connect_timeout=min(CONNECT_SECONDS, config.s3_timeout_s / ATTEMPTS),
        read_timeout=config.s3_timeout_s / ATTEMPTS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
    )
    with ONE_AT_A_TIME:
        client = session().client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=config.s3_region,
            aws_access_key_id=config.s3_key or None,
            aws_secret_access_key=config.s3_secret or None,
            config=options,
        )
    client.meta.events.unregister("before-call.s3", add_expect_header)
    client.meta.events.register_first("choose-signer.s3.PutObject", lambda **_: SIGNER)
    return client


@cache
def session() -> boto3.session.Session:
    """What boto3 knows of S3: reading it takes thirty times as long as making a client from it."""
    return boto3.session.Session()


class FileBody:
    """A file to send, with the SHA-256 of its bytes (lower-case hex) where that is known.

    It gives more than it is asked for: http.client asks for some KiB each time, and a thread that comes back
    from the network has to wait for its turn.
    """

    def __init__(self, file: IO[bytes], sha256: str | None = None) -> None:
        self.file = file
        self.sha256 = sha256
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """At least as much as asked for, while there is as much."""
        return self.file.read(size if size < 0 else max(size, CHUNK))


class KnownHashSigner(S3SigV4Auth):
    """Signature version 4 for puts: a body that knows its hash is not read for it."""

    def payload(self, request: AWSRequest) -> str:
        """The SHA-256 of the body, which the signature covers and the server compares."""
        known = getattr(request.body, "sha256", None)
        return str(known or super().payload(request))


AUTH_TYPE_MAPS[SIGNER] = KnownHashSigner
