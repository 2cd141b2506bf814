"""One line and one measurement for each request: who asked what of which route, and how long it took."""

import logging
from time import perf_counter

from flask import Flask, Response, g, request

from inspect_app.core import metrics
from inspect_app.core.logs import REQUESTS, begin, facts_in_hand

log = logging.getLogger(REQUESTS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "unmatched"
# Asked every few seconds by machines; a line for each would hide the others.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


def install_request_log(app: Flask) -> None:
    """Follow every request of `app`; call it before anything that can refuse one."""
    app.before_request(arrived)
    app.after_request(answered)
    app.teardown_request(left)


def arrived() -> None:
    """The clock of the request starts."""
    g.arrived = perf_counter()
    begin()
    metrics.IN_PROGRESS.inc()


def answered(response: Response) -> Response:
    """Write it down now, or, for what is still being sent, when its last byte has gone."""
    facts = described(response)
    started: float = g.arrived

    def write_down() -> None:
        seconds = perf_counter() - started
        metrics.record_request(facts["method"], facts["route"], response.status_code, seconds)
        level = logging.DEBUG if facts["route"] in QUIET else logging.INFO
        sentence = f"{facts['method']} {facts['route']} {response.status_code}"
        log.log(level, sentence, extra={"facts": {**facts, "ms": round(seconds * 1000)}})

    if response.is_streamed:
        response.call_on_close(write_down)
    else:
        write_down()
    return response


def described(response: Response) -> dict[str, object]:
    """What a line says of a request: templated route, status, ids; no address, no query, no body."""
    route = request.url_rule.rule if request.url_rule else UNMATCHED
    actor = g.get("actor")
    ids = {name: str(value) for name, value in (request.view_args or {}).items() if name.endswith("_id")}
    if ids.pop("person_id", None) is not None:
        ids["target_person_id"] = str((request.view_args or {})["person_id"])
    return {
        "request_id": g.get("request_id", ""),
        **ids,
        **facts_in_hand(),
        "person_id": actor.id if actor else None,
        "method": request.method if request.method in METHODS else "other",
        "route": route,
        "status": response.status_code,
    }


def left(_error: BaseException | None) -> None:
    """The request is over; a context that was opened without one never arrived."""
    if g.pop("arrived", None) is not None:
        metrics.IN_PROGRESS.dec()
