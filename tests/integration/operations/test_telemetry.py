"""Traces and error reports reach the servers that the settings name, and carry nothing that people wrote."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk
from apiflask import APIFlask
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config import Config, ConfigError
from inspect_app.core.guards import PUBLIC, access
from inspect_app.core.spans import listen
from inspect_app.core.tasks import drain
from inspect_app.operations import telemetry
from tests.builders import API, City, announcement, build_city, jpeg
from tests.integration.conftest import AppWith
from tests.servers.collector import Collector

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = bytes.fromhex(PARENT.split("-")[1])
PHONE = "13812345678"


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A server that keeps what it is sent."""
    with Collector() as server:
        yield server


@pytest.fixture
def traced(app_with: AppWith, collector: Collector) -> Iterator[APIFlask]:
    """An application that sends its traces to the collector."""
    traced = app_with(otlp_endpoint=f"http://127.0.0.1:{collector.port}")
    yield traced
    listen(None)
    traced.extensions["inspect_traces"].provider.shutdown()


def spans(app: APIFlask, collector: Collector) -> list[Any]:
    """Everything that has been sent, as spans."""
    app.extensions["inspect_traces"].provider.force_flush()
    found = []
    for path, body in collector.bodies:
        assert path == "/v1/traces"
        sent = ExportTraceServiceRequest.FromString(body)
        found += [span for part in sent.resource_spans for scope in part.scope_spans for span in scope.spans]
    return found


def test_a_request_its_store_calls_and_its_job_are_one_trace(
    traced: APIFlask, collector: Collector, tmp_path: Path
) -> None:
    city: City = build_city(traced, tmp_path)
    hand, content = city.hand("inspector"), jpeg(61)
    photo = announcement(content)
    case_id = hand.filed(photos=[photo], note=f"电话 {PHONE}")
    hand.client.environ_base["HTTP_TRACEPARENT"] = PARENT
    sent = hand.upload(photo["id"], content)
    assert sent.status_code == 204
    sent.close()  # as a server does when the last byte has gone
    drain(traced)

    mine = [span for span in spans(traced, collector) if span.trace_id == TRACE]
    names = {span.name for span in mine}
    patch = next(span for span in mine if span.name.startswith("PATCH"))
    told = {item.key: item.value for item in patch.attributes}
    assert patch.name == f"PATCH {API}/uploads/<uuid:photo_id>"
    assert (told["http.response.status_code"].int_value, patch.parent_span_id.hex()) == (
        204,
        "b7ad6b7169203331",
    )
    assert {"store put_original", "sql INSERT", "job derive_photo", "store put_work"} <= names
    [job] = [span for span in mine if span.name == "job derive_photo"]
    assert job.parent_span_id != b""
    everything = b"".join(body for _, body in collector.bodies)
    assert PHONE.encode() not in everything
    assert case_id.encode() not in everything


def test_no_share_of_requests_means_no_trace(app_with: AppWith, collector: Collector) -> None:
    quiet = app_with(otlp_endpoint=f"http://127.0.0.1:{collector.port}", trace_share=0.0)
    assert quiet.test_client().get("/healthz").status_code == 200
    listen(None)

    assert spans(quiet, collector) == []
    quiet.extensions["inspect_traces"].provider.shutdown()


def test_an_unexpected_error_is_reported_without_what_people_wrote(
    app_with: AppWith, config: Config, collector: Collector
) -> None:
    watched = app_with(sentry_dsn=f"http://key@127.0.0.1:{collector.port}/7")

    @watched.get("/break")
    @access(PUBLIC)
    def broken() -> str:
        note = f"reporter's telephone {PHONE}"  # a local variable must not travel
        raise RuntimeError(f"it broke at password=swordfish {len(note)}")

    answer = watched.test_client().get(f"/break?q={PHONE}", headers={"Cookie": f"sid={PHONE}"})
    sentry_sdk.flush(timeout=60)
    sentry_sdk.init(default_integrations=False, auto_enabling_integrations=False)  # or it would mark our jobs

    assert answer.status_code == 500
    reports = [body for path, body in collector.bodies if path == "/api/7/envelope/"]
    assert len(reports) == 1
    report = json.loads(reports[0].splitlines()[2])
    assert report["tags"]["request_id"] == answer.get_json()["request_id"]
    assert report["exception"]["values"][-1]["type"] == "RuntimeError"
    assert [word for word in (PHONE, "swordfish", config.secret_key) if word.encode() in reports[0]] == []


def test_a_hook_without_its_packages_says_what_to_install(
    app_with: AppWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telemetry, "HOOKS", (("otlp_endpoint", "no_such_module"),))

    with pytest.raises(ConfigError, match=r"pip install -r requirements-telemetry.txt"):
        app_with(otlp_endpoint="http://127.0.0.1:4318")
