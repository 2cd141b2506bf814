"""The real application, made to die where a test says: `LiveServer(…, app="tests.servers.crashing:app")`.

A request names the point of its death in the header `X-Crash`: `before` or `after`, then `commit` or a
function as `package.module:name`; or only `answer`, when the answer is ready and nothing of it has been sent.
Death is SIGKILL to the whole process group: nobody cleans up. The product knows nothing of this.
"""

import importlib
import os
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

from wsgi import app as real

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def die(*_: Any) -> NoReturn:
    """A power cut, as far as this server is concerned."""
    os.killpg(os.getpgrp(), signal.SIGKILL)
    raise SystemExit  # the kernel is quicker than this line


def arm(point: str) -> None:
    """From now on this process dies at `point`."""
    moment, _, place = point.partition(" ")
    if point == "before commit":
        event.listen(Engine, "commit", die)
        return
    if point == "after commit":  # of the database: a session may be done before, when writers share one
        DefaultDialect.do_commit = dying(DefaultDialect.do_commit, moment)  # type: ignore[method-assign]
        return
    module, _, path = place.partition(":")
    holder: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    setattr(holder, name, dying(getattr(holder, name), moment))


def dying(step: Callable[..., Any], moment: str) -> Callable[..., Any]:
    """The step, with death before or after it."""

    def last_step(*arguments: Any, **options: Any) -> NoReturn:
        if moment == "after":
            step(*arguments, **options)
        die()

    return last_step


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The WSGI application."""
    point = environ.get("HTTP_X_CRASH", "")
    if not point:
        return real(environ, start_response)
    if point != "answer":
        arm(point)
    answer = real(environ, start_response)
    if point == "answer":
        die()
    return answer
