"""Requests that begin at the same moment, and what may come of them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from werkzeug.test import TestResponse

Request = Callable[[], TestResponse]


def at_once(*requests: Request) -> list[TestResponse]:
    """The answers of requests that begin together, each in a thread of its own."""
    together = threading.Barrier(len(requests))

    def go(request: Request) -> TestResponse:
        together.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(go, requests))


def statuses(answers: list[TestResponse]) -> list[int]:
    """The status codes in order; none may be the server's own fault."""
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]
    return sorted(answer.status_code for answer in answers)
