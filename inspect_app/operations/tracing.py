"""Traces by OpenTelemetry, sent to a collector over OTLP/HTTP: requests, store calls, statements, jobs.

Loaded by `telemetry.py` when OTLP_ENDPOINT is set. A span carries templates and ids, never values: statements
are named by their first word, addresses by their route.
"""

import atexit
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from apiflask import APIFlask
from flask import Response, g, request
from opentelemetry import context, propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from sqlalchemy import Engine, event
from werkzeug.wsgi import ClosingIterator

from config import Config
from inspect_app.core.db import db
from inspect_app.core.logs import note
from inspect_app.core.spans import listen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SPAN = "inspect.span"
FAILED = 500


class Traces:
    """The tracer of this process."""

    def __init__(self, config: Config) -> None:
        resource = Resource.create({"service.name": "inspect"})
        self.provider = TracerProvider(sampler=ParentBasedTraceIdRatio(config.trace_share), resource=resource)
        exporter = OTLPSpanExporter(endpoint=f"{config.otlp_endpoint.rstrip('/')}/v1/traces")
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self.provider.get_tracer("inspect")
        atexit.register(self.provider.shutdown)

    @contextmanager
    def span(self, name: str, parent: Mapping[str, str]) -> Iterator[None]:
        """Time a piece of work, below `parent` if it names one, else below what is in hand."""
        above = propagate.extract(parent) if parent else None
        with self.tracer.start_as_current_span(name, context=above):
            yield

    def carrier(self) -> dict[str, str]:
        """The W3C trace context of the work in hand."""
        found: dict[str, str] = {}
        propagate.inject(found)
        return found


class Requests:
    """WSGI middleware: one span for each request, ended when its last byte has gone."""

    def __init__(self, app: "WSGIApplication", traces: Traces) -> None:
        self.app = app
        self.traces = traces

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        sent = {"traceparent": environ.get("HTTP_TRACEPARENT", "")}
        span = self.traces.tracer.start_span("request", propagate.extract(sent), SpanKind.SERVER)
        environ[SPAN] = span
        token = context.attach(trace.set_span_in_context(span))
        try:
            return ClosingIterator(self.app(environ, start_response), span.end)
        except BaseException:
            span.end()
            raise
        finally:
            context.detach(token)


def describe(response: Response) -> Response:
    """Give the request's span its name: method and route."""
    span: Span | None = request.environ.get(SPAN)
    if span is not None:
        route = request.url_rule.rule if request.url_rule else "unmatched"
        span.update_name(f"{request.method} {route}")
        span.set_attributes(
            {
                "http.request.method": request.method,
                "http.route": route,
                "http.response.status_code": response.status_code,
                "inspect.request_id": g.get("request_id", ""),
            }
        )
        if response.status_code >= FAILED:
            span.set_status(Status(StatusCode.ERROR))
    return response


def tell_trace() -> None:
    """Let the lines of the log name the trace."""
    span: Span | None = request.environ.get(SPAN)
    if span is not None and span.is_recording():
        note(trace_id=f"{span.get_span_context().trace_id:032x}")


def trace_statements(engine: Engine, traces: Traces) -> None:
    """A span for each statement, named by its first word: the text and its values stay here."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before(
        _connection: Any, _cursor: Any, statement: str, _values: Any, execution: Any, _many: Any
    ) -> None:
        word = statement.split(None, 1)[0].upper() if statement.strip() else "?"
        execution.inspect_span = traces.tracer.start_span(f"sql {word}", kind=SpanKind.CLIENT)

    @event.listens_for(engine, "after_cursor_execute")
    def _after(_connection: Any, _cursor: Any, _text: str, _values: Any, execution: Any, _many: Any) -> None:
        execution.inspect_span.end()

    @event.listens_for(engine, "handle_error")
    def _failed(failure: Any) -> None:
        span = getattr(failure.execution_context, "inspect_span", None)
        if span is not None:
            span.set_status(Status(StatusCode.ERROR))
            span.end()


def install(app: APIFlask, config: Config) -> None:
    """Trace what `app` does from now on."""
    traces = Traces(config)
    listen(traces)
    app.extensions["inspect_traces"] = traces
    app.wsgi_app = Requests(app.wsgi_app, traces)  # type: ignore[method-assign]
    app.before_request_funcs.setdefault(None, []).append(tell_trace)
    app.after_request(describe)
    with app.app_context():
        trace_statements(db.engine, traces)
