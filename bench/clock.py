"""Counts how often something can be done in a second, and how long the slow ones take."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`per_second` over the whole run; `median_ms` and `p95_ms` of single calls."""

    name: str
    per_second: float
    median_ms: float
    p95_ms: float

    def line(self) -> str:
        spans = f"median {self.median_ms:8.3f} ms  p95 {self.p95_ms:8.3f} ms"
        return f"{self.per_second:10.1f}/s  {spans}  {self.name}"


def rate_of(name: str, once: Callable[[], object], *, seconds: float = 2.0, per_call: int = 1) -> Rate:
    """Calls `once()` for about `seconds` after one unmeasured call; `per_call` things happen in each."""
    once()
    spans: list[float] = []
    start = time.perf_counter()
    while (begun := time.perf_counter()) - start < seconds:
        once()
        spans.append(time.perf_counter() - begun)
    whole = time.perf_counter() - start
    spans.sort()
    return Rate(
        name,
        per_second=len(spans) * per_call / whole,
        median_ms=spans[len(spans) // 2] * 1000,
        p95_ms=spans[int(len(spans) * 0.95)] * 1000,
    )
