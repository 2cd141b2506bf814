"""Every setting of Inspect: typed, documented, read once from the environment, refused when wrong.

`docs/operations.md` lists the same settings; a test compares the two.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from click import ClickException

from inspect_app.core.setting_faults import LOOPBACK, address_faults, download_faults, notice_faults
from inspect_app.core.tile_addresses import image_hosts, map_faults, tianditu_layers

LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
MONTHS_6_DAYS = 183  # network logs are kept for six months at least (Cybersecurity Law, 网络安全法)
PUSH_HOSTS = "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"


class ConfigError(ClickException):
    """A setting is missing or wrong; the message names it and what it takes; commands print only that."""


def setting(default: Any, about: str) -> Any:
    """A dataclass field with its sentence for the operator."""
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Config:
    """The settings of one process. Field names in upper case are the environment variables."""

    instance: Path = setting(Path("instance"), "Folder for everything this installation writes by itself.")
    database_url: str = setting("", "SQLAlchemy address; empty: SQLite at INSTANCE/inspect.db.")
    object_store: str = setting("files", "Where originals live: `files` (INSTANCE/objects) or `s3`.")
    s3_endpoint: str = setting("", "Address of the S3-compatible server; empty: AWS itself.")
    s3_region: str = setting("us-east-1", "Region name sent with each S3 request.")
    s3_key: str = setting("", "Access key; empty: boto3's own credential chain.")
    s3_secret: str = setting("", "Secret key.")
    s3_bucket: str = setting("inspect-originals", "Bucket of originals (versioned when the server can).")
    s3_work_bucket: str = setting("inspect-work", "Bucket of upload parts, derivatives and bundles.")
    s3_addressing: str = setting("path", "`path` or `virtual`: how bucket names enter the address.")
    s3_timeout_s: float = setting(20.0, "Seconds to wait for the S3 server before answering 503.")
    s3_public_endpoint: str = setting("", "Its address for browsers, with DOWNLOADS=store; empty: the same.")
    downloads: str = setting(
        "app", "Who sends originals: `app`, `nginx` (as in deploy/) or `store` (signed S3 address)."
    )
    jobs_url: str = setting("", "Job queue: empty: INSTANCE/jobs.db; or `redis://…`, `postgresql://…`.")
    public_url: str = setting("http://127.0.0.1:8000", "Address people type; https except on loopback.")
    secret_key: str = setting("", "At least 32 characters; empty: made once and kept in INSTANCE/secret.key.")
    behind_proxy: int = setting(0, "How many reverse proxies in front may set X-Forwarded-*.")
    time_zone: str = setting("Asia/Shanghai", "Zone of wall-clock times shown to people and of due dates.")
    password_policy: str = setting("mlps", "`mlps` (GB/T 22239 habits) or `asvs` (OWASP ASVS 5).")
    session_idle_minutes: int = setting(720, "Minutes without a request after which a session ends.")
    session_max_hours: int = setting(168, "Hours after which a session ends in any case.")
    max_photo_bytes: int = setting(25 * 1024 * 1024, "Largest original, bytes.")
    max_photo_pixels: int = setting(64_000_000, "Largest picture that is decoded, pixels.")
    max_photo_side: int = setting(12_000, "Longest side that is decoded, pixels.")
    max_photos_per_case: int = setting(200, "Most photos one case takes.")
    upload_chunk_limit: int = setting(26 * 1024 * 1024, "Largest body of one upload request, bytes.")
    max_rescue_bytes: int = setting(
        2 * 1024 * 1024 * 1024, "Largest rescue archive of a phone, and most bytes unpacked from one, bytes."
    )
    upload_expires_hours: int = setting(168, "Hours an unfinished upload is kept after its last byte.")
    grid_tolerance_m: float = setting(
        500.0, "How far outside every grid the nearest grid is still taken, metres."
    )
    blind_verification: str = setting(
        "",
        "Categories verified blind (codes with commas, or `all`): the verifier's own photo comes first.",
    )
    verifier_draw: str = setting(
        "", "Categories whose verifier is drawn by lot (codes with commas, or `all`); empty: none."
    )
    case_prefix: str = setting("YH", "Letters before the year in a case number, as in YH-2026-000123.")
    log_origin: str = setting("inspect.local/log", "Name of this installation's transparency log.")
    log_key_dir: str = setting("", "Folder of the log's signing keys (mode 0600); empty: INSTANCE/keys.")
    log_sign_command: str = setting("", "Program that signs checkpoints instead of a key file (see docs).")
    log_sign_vkey: str = setting("", "Verifier key of LOG_SIGN_COMMAND, as `name+id+base64`.")
    log_witnesses: str = setting("", "Verifier keys of witnesses: a file, one a line, or a list with commas.")
    tsa_url: str = setting("", "Time-stamping authority (RFC 3161); empty: checkpoints are not stamped.")
    tsa_cert: str = setting("", "PEM file with the authority's root certificate, and those below it.")
    map_tiles_url: str = setting(
        "", "Map tiles, `https://host/{z}/{x}/{y}.png` (`{a-c}`, `{0-7}`: several hosts); empty: none."
    )
    map_tiles_datum: str = setting("wgs84", "Datum of those tiles: `wgs84` or `gcj02` (AMap, Tencent).")
    map_tiles_name: str = setting("底图", "Name of those tiles in the list of base maps.")
    map_tiles_attribution: str = setting(
        "", "Whose tiles they are, with approval number (审图号); on the map."
    )
    map_tiles_max_zoom: int = setting(18, "Deepest level that those tiles have.")
    tianditu_key: str = setting("", "Key of Tianditu (天地图) for browsers; empty: no request to Tianditu.")
    tianditu_attribution: str = setting("天地图", "Its line on the map; add the approval number in force.")
    vapid_key: str = setting(
        "", "Private key of web push (P-256, base64url); empty: made once in INSTANCE/keys/vapid.key."
    )
    push_contact: str = setting(
        "", "`mailto:` address that push services may turn to; empty: webmaster at PUBLIC_URL's host."
    )
    push_hosts: str = setting(PUSH_HOSTS, "Push services that are ever called, with commas; `*` for a part.")
    smtp_host: str = setting("", "Mail server; empty: no mail is sent.")
    smtp_port: int = setting(587, "Its port.")
    smtp_security: str = setting("starttls", "`starttls`, `tls` or `none` (none only to loopback).")
    smtp_user: str = setting("", "Account on the mail server; empty: no sign-in.")
    smtp_password: str = setting("", "Its password.")
    mail_from: str = setting("", "Sender of mail, as in `Inspect <inspect@city.example>`.")
    mail_domains: str = setting("", "Domains people may have their notices sent to; empty: any.")
    robot_services: str = setting("wecom,dingtalk,feishu", "Group robots units may use; empty: none.")
    notice_days: int = setting(180, "Days a notice is kept.")
    demo: bool = setting(False, "Demo city: the sign-in page shows the demo accounts.")
    log_level: str = setting("INFO", "Level of the server's own log.")
    log_format: str = setting("auto", "`json`, `text`, or `auto`: text on a terminal, JSON elsewhere.")
    retention_days: int = setting(
        MONTHS_6_DAYS, "Days that logs and backups are kept at least; the law's six months are the floor."
    )
    backup_s3_endpoint: str = setting(
        "", "S3 server of `s3://` backups; empty: S3_ENDPOINT, the same server."
    )
    backup_s3_key: str = setting("", "Its access key; empty: S3_KEY.")
    backup_s3_secret: str = setting("", "Its secret key; empty: S3_SECRET.")
    metrics_token: str = setting("", "Bearer token for /metrics; empty: it answers on loopback only.")
    worker_bind: str = setting("", "Address and port on which a worker serves /metrics; empty: nowhere.")
    otlp_endpoint: str = setting("", "OpenTelemetry collector (OTLP over HTTP), as `http://host:4318`.")
    trace_share: float = setting(1.0, "Share of the requests that are traced, from 0 to 1.")
    sentry_dsn: str = setting("", "Where unexpected errors are reported (Sentry's protocol); empty: nowhere.")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every setting; raise ConfigError naming all that are wrong."""
        values, faults = {}, []
        for item in fields(cls):
            raw = env.get(item.name.upper())
            if raw is None:
                continue
            try:
                values[item.name] = convert(raw, item.type)
            except ValueError:
                faults.append(
                    f"{item.name.upper()}={raw!r} is not a valid {getattr(item.type, '__name__', item.type)}"
                )
        if faults:
            raise ConfigError("; ".join(faults))
        config = cls(**values)
        config.check()
        return config

    def check(self) -> None:
        """Refuse combinations that cannot work or are not safe."""
        faults = [text for wrong, text in self._faults() if wrong]
        if faults:
            raise ConfigError("; ".join(faults))

    def _faults(self) -> list[tuple[bool, str]]:
        url = urlsplit(self.public_url)
        return [
            (self.object_store not in {"files", "s3"}, "OBJECT_STORE takes files or s3"),
            (self.s3_addressing not in {"path", "virtual"}, "S3_ADDRESSING takes path or virtual"),
            (self.password_policy not in {"mlps", "asvs"}, "PASSWORD_POLICY takes mlps or asvs"),
            (url.scheme not in {"http", "https"} or not url.hostname, "PUBLIC_URL needs http(s)://host"),
            (
                url.scheme == "http" and url.hostname not in LOOPBACK,
                "PUBLIC_URL may be http only on loopback: phones need https for camera, position and storage",
            ),
            (bool(self.secret_key) and len(self.secret_key) < 32, "SECRET_KEY needs at least 32 characters"),
            (self.max_photo_bytes < 1, "MAX_PHOTO_BYTES must be positive"),
            (
                bool(self.log_sign_command) != bool(self.log_sign_vkey),
                "LOG_SIGN_COMMAND and LOG_SIGN_VKEY go together",
            ),
            (
                not self.log_origin or bool(set(self.log_origin) & set("+\n\t ")),
                "LOG_ORIGIN is a name without spaces and plus signs",
            ),
            (bool(self.tsa_url) != bool(self.tsa_cert), "TSA_URL and TSA_CERT go together"),
            *self._faults_of_operation(),
            *address_faults(self),
            *map_faults(self),
            *notice_faults(self),
            *download_faults(self),
        ]

    def _faults_of_operation(self) -> list[tuple[bool, str]]:
        return [
            (self.log_level not in LEVELS, f"LOG_LEVEL takes one of {', '.join(sorted(LEVELS))}"),
            (self.log_format not in {"auto", "json", "text"}, "LOG_FORMAT takes auto, json or text"),
            (
                self.retention_days < MONTHS_6_DAYS,
                f"RETENTION_DAYS takes {MONTHS_6_DAYS} or more: the law wants six months",
            ),
            (
                bool(self.metrics_token) and len(self.metrics_token) < 16,
                "METRICS_TOKEN needs at least 16 characters",
            ),
            (
                bool(self.worker_bind) and not self.worker_bind.rpartition(":")[2].isdecimal(),
                "WORKER_BIND takes an address and a port, as 127.0.0.1:9808",
            ),
            (
                urlsplit(self.otlp_endpoint).scheme not in {"", "http", "https"},
                "OTLP_ENDPOINT takes an http(s) address",
            ),
            (not 0 <= self.trace_share <= 1, "TRACE_SHARE takes a number from 0 to 1"),
            (
                urlsplit(self.sentry_dsn).scheme not in {"", "http", "https"},
                "SENTRY_DSN takes an http(s) address",
            ),
        ]

    @property
    def tianditu_urls(self) -> dict[str, str]:
        """The address of each of Tianditu's layers (vec, cva, img, cia); none without a key."""
        return tianditu_layers(self.tianditu_key)

    @cached_property
    def tile_hosts(self) -> list[str]:
        """The foreign origins that phones may ask for pictures: of configured tiles, none by default."""
        own = [self.map_tiles_url] if self.map_tiles_url else []
        return image_hosts([*own, *self.tianditu_urls.values()])

    def names(self, field_name: str) -> frozenset[str]:
        """A setting that lists names with commas, in lower case."""
        return frozenset(str(getattr(self, field_name)).lower().replace(",", " ").split())

    @property
    def database(self) -> str:
        """The effective SQLAlchemy address."""
        return self.database_url or f"sqlite:///{(self.instance / 'inspect.db').absolute()}"

    @property
    def jobs(self) -> str:
        """The effective address of the job queue."""
        return self.jobs_url or f"sqlite:///{(self.instance / 'jobs.db').absolute()}"

    @property
    def log_keys(self) -> Path:
        """The folder of the log's signing keys."""
        return Path(self.log_key_dir) if self.log_key_dir else self.instance / "keys"

    @property
    def secure_cookies(self) -> bool:
        """True unless people reach this server by http on loopback."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def contact(self) -> str:
        """Whom a push service may turn to, as its protocol wants it."""
        return self.push_contact or f"mailto:webmaster@{urlsplit(self.public_url).hostname}"

    @property
    def origin(self) -> str:
        """The origin a browser names when it sends a same-origin request."""
        url = urlsplit(self.public_url)
        return f"{url.scheme}://{url.netloc}"

    def secret(self) -> str:
        """The configured secret, or the one kept in INSTANCE (made on first use, mode 0600)."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret.key"
        try:
            self.instance.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                make_secret(path)
            return path.read_text().strip()
        except OSError as error:
            raise ConfigError(
                f"{path} cannot be read or made: {error.strerror}; whose is INSTANCE?"
            ) from error


def make_secret(path: Path) -> None:
    """A new secret in a file that nobody else may read; FileExistsError when there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))


def convert(raw: str, kind: Any) -> Any:
    """The typed value of an environment string; ValueError when it does not fit."""
    if kind is bool:
        if raw.lower() not in {"0", "1", "true", "false", ""}:
            raise ValueError(raw)
        return raw.lower() in {"1", "true"}
    return kind(raw)
