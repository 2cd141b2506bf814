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
from sqlalchemy.orm import Session

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
    if place == "commit":
        owner, name = (Engine, "commit") if moment == "before" else (Session, "after_commit")
        event.listen(owner, name, die)
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
