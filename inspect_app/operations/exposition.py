"""The text that Prometheus reads: what the processes of this node counted, and what the rows tell."""

import logging
import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from inspect_app.core.clock import utc_now
from inspect_app.core.transaction import read_transaction
from inspect_app.operations.state import Reading, of_queue, readings

log = logging.getLogger(__name__)
SHARED = "PROMETHEUS_MULTIPROC_DIR"


class State(Collector):
    """Reads the rows when Prometheus asks. What does not answer is said to be down, the rest is told."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Every reading, and which of its sources answer."""
        found: list[Reading] = []
        for source, read in (("database", self.rows), ("queue", lambda: list(of_queue()))):
            answers = 1.0
            try:
                found += read()
            except Exception:
                log.warning("the %s does not answer a measurement", source, exc_info=True)
                answers = 0.0
            found.append(Reading("inspect_source_up", "Whether it answers.", answers, (("source", source),)))
        return families(found)

    def rows(self) -> list[Reading]:
        """All from one look at the database."""
        with read_transaction():
            return list(readings(utc_now()))


def families(found: Iterable[Reading]) -> list[GaugeMetricFamily]:
    """The readings, those of one name together."""
    made: dict[str, GaugeMetricFamily] = {}
    for item in found:
        names = [name for name, _ in item.labels]
        family = made.setdefault(item.name, GaugeMetricFamily(item.name, item.about, labels=names))
        family.add_metric([value for _, value in item.labels], item.value)
    return list(made.values())


def exposition() -> bytes:
    """The answer to a scrape."""
    registry = CollectorRegistry()
    registry.register(State())
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)
