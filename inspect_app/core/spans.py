"""Spans of a trace, for whoever listens: nobody, unless the settings name a collector."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol


class Tracer(Protocol):
    """What `inspect_app.operations.tracing` offers when it is loaded."""

    def span(self, name: str, parent: Mapping[str, str]) -> AbstractContextManager[Any]:
        """Time a piece of work; `parent` is the carrier of the work that caused it, or empty."""

    def carrier(self) -> dict[str, str]:
        """What a job must carry so that its spans join those of the request (W3C trace context)."""


@dataclass
class Listener:
    """The one tracer of this process."""

    tracer: Tracer | None = None


LISTENER = Listener()


def span(name: str, parent: Mapping[str, str] | None = None) -> AbstractContextManager[Any]:
    """Time a piece of work for whoever listens."""
    return nullcontext() if LISTENER.tracer is None else LISTENER.tracer.span(name, parent or {})


def carrier() -> dict[str, str]:
    """What a job must carry so that its trace continues that of the request."""
    return {} if LISTENER.tracer is None else LISTENER.tracer.carrier()


def listen(tracer: Tracer | None) -> None:
    """Let `tracer` hear of spans from now on."""
    LISTENER.tracer = tracer
