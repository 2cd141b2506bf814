"""Settings that cannot work or are not safe: pairs of whether it is so and what to tell the operator."""

import re
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ROBOT_SERVICES = {"wecom", "dingtalk", "feishu"}
DOWNLOADS = {"app", "nginx", "store"}
QUEUES = {"sqlite", "redis", "rediss", "unix", "postgresql", "postgres"}


def notice_faults(settings: Any) -> list[tuple[bool, str]]:
    """What keeps notices from leaving, or would let mail travel in the open."""
    return [
        (bool(settings.smtp_host) != bool(settings.mail_from), "SMTP_HOST and MAIL_FROM go together"),
        (
            settings.smtp_security not in {"starttls", "tls", "none"},
            "SMTP_SECURITY takes starttls, tls or none",
        ),
        (
            settings.smtp_security == "none" and settings.smtp_host not in {*LOOPBACK, ""},
            "SMTP_SECURITY=none only with a mail server on loopback: mail would travel in the open",
        ),
        (
            not settings.names("robot_services") <= ROBOT_SERVICES,
            f"ROBOT_SERVICES takes {', '.join(sorted(ROBOT_SERVICES))}",
        ),
        (
            bool(settings.push_contact)
            and not re.fullmatch(r"mailto:[^@\s]+@[\w.-]+", settings.push_contact),
            "PUSH_CONTACT is a mailto: address",
        ),
        (settings.notice_days < 1, "NOTICE_DAYS must be positive"),
    ]


def download_faults(settings: Any) -> list[tuple[bool, str]]:
    """What is wrong with the way in which originals go out."""
    store = urlsplit(settings.s3_public_endpoint or settings.s3_endpoint)
    return [
        (settings.downloads not in DOWNLOADS, f"DOWNLOADS takes {', '.join(sorted(DOWNLOADS))}"),
        (
            settings.downloads == "nginx" and settings.behind_proxy < 1,
            "DOWNLOADS=nginx needs BEHIND_PROXY: without nginx in front nobody gets any bytes",
        ),
        (
            settings.downloads == "store" and settings.object_store != "s3",
            "DOWNLOADS=store needs OBJECT_STORE=s3",
        ),
        (
            settings.downloads == "store" and settings.secure_cookies and store.scheme == "http",
            "S3_PUBLIC_ENDPOINT must be https: browsers take no download from http on a page of https",
        ),
    ]


def address_faults(settings: Any) -> list[tuple[bool, str]]:
    """Addresses of servers that no driver here understands."""
    return [
        (
            bool(settings.database_url)
            and not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")),
            "DATABASE_URL begins with postgresql+psycopg:// or sqlite:///",
        ),
        (
            bool(settings.jobs_url) and urlsplit(settings.jobs_url).scheme not in QUEUES,
            f"JOBS_URL begins with one of {', '.join(sorted(QUEUES))}",
        ),
        (
            bool(settings.s3_endpoint) and urlsplit(settings.s3_endpoint).scheme not in {"http", "https"},
            "S3_ENDPOINT takes an http(s) address",
        ),
    ]
