"""Unexpected errors, reported to a server that speaks Sentry's protocol; loaded when SENTRY_DSN is set.

A report says where it broke and in which request, and nothing of what people wrote: no variables, no bodies,
no headers, no addresses, and every text goes through the redactor of the log.
"""

import logging
from typing import Any

import sentry_sdk
from apiflask import APIFlask
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event

from config import Config
from inspect_app.core.logs import Redactor, facts_in_hand, redactor

# Ids and templates only: what the log says of the work in hand.
TOLD = frozenset({"request_id", "case_id", "photo_id", "job", "job_id", "sweep", "trace_id"})
LEFT_OUT = ("request", "user", "breadcrumbs", "extra", "modules", "server_name")


def install(_app: APIFlask, config: Config) -> None:
    """Report every line of the log from `error` upwards, with its exception."""
    clean = redactor(config)
    sentry_sdk.init(
        dsn=config.sentry_dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR), DedupeIntegration()],
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=lambda report, _hint: scrubbed(report, clean),
    )


def scrubbed(report: Event, clean: Redactor) -> Event:
    """The report without what people wrote, and with the ids an operator asks for."""
    told = {name: str(value) for name, value in facts_in_hand().items() if name in TOLD}
    kept: Any = {name: value for name, value in report.items() if name not in LEFT_OUT}
    cleaned: Any = redacted(kept, clean)
    cleaned["tags"] = told
    return cleaned


def redacted(value: Any, clean: Redactor) -> Any:
    """The same structure with every text redacted."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: redacted(item, clean) for name, item in value.items()}
    return [redacted(item, clean) for item in value] if isinstance(value, list | tuple) else value
