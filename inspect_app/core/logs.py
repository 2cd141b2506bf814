"""The server's own log: one JSON object a line for machines, a short line for a terminal; never a secret.

What is known of the request or the job in hand (its id, the case, the person) stands on each of its lines.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from config import Config

REQUESTS = "inspect.request"
HIDDEN = "[hidden]"
LEAST_SECRET = 8  # a shorter setting cannot be told from ordinary words

_facts: ContextVar[dict[str, Any]] = ContextVar("facts_of_the_work_in_hand", default={})  # noqa: B039 - replaced, never changed

# What gives somebody a way in, wherever a library may quote it.
SECRETS = (
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',]+"),
    re.compile(r"(?i)((?:__Host-)?\bsid=)[^\s;\"',]+"),
    re.compile(
        r"(?i)(\b\w*(?:password|passwd|secret|token|signature|credential)\"?'?\s*[=:]\s*[\"']?)[^\s,;&\"']+"
    ),
    re.compile(r"(\w://[^\s/:@]*:)[^\s@]+(?=@)"),
)


def begin(**facts: Any) -> None:
    """New work begins in this thread: only `facts` are known of it."""
    _facts.set(facts)


def note(**facts: Any) -> None:
    """Something more is known of the work in hand."""
    _facts.set({**_facts.get(), **facts})


def facts_in_hand() -> dict[str, Any]:
    """What is known of the work in hand."""
    return _facts.get()


class Redactor:
    """Takes secrets out of text: those of the settings word for word, others by their form."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = sorted({word for word in known if len(word) >= LEAST_SECRET}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without them."""
        for word in self.known:
            text = text.replace(word, HIDDEN)
        for form in SECRETS:
            text = form.sub(rf"\1{HIDDEN}", text)
        return text


def redactor(config: Config) -> Redactor:
    """For the secrets of these settings."""
    passwords = [urlsplit(url).password or "" for url in (config.database_url, config.jobs_url)]
    return Redactor(
        [
            config.secret_key,
            config.s3_secret,
            config.backup_s3_secret,
            config.smtp_password,
            config.vapid_key,
            config.metrics_token,
            config.sentry_dsn,
            *passwords,
        ]
    )


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, and the facts of the work in hand."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "at": at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.redact(record.getMessage()),
            **facts_in_hand(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            entry["exception"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False, default=str)


class ShortLines(logging.Formatter):
    """A line for people: time, level, logger, message."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it where an error came from."""
        return self.redact(super().format(record))


def formatter(config: Config) -> logging.Formatter:
    """JSON or short lines, as the settings say; `auto` is short lines on a terminal."""
    wanted = config.log_format
    if wanted == "auto":
        wanted = "text" if sys.stderr.isatty() else "json"
    return JsonLines(redactor(config)) if wanted == "json" else ShortLines(redactor(config))


def configure_logging(config: Config) -> None:
    """Send everything that this process logs to standard error, in one form."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(config))
    logging.basicConfig(level=config.log_level, handlers=[handler], force=True)
