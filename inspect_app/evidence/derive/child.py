"""The sandboxed side of derivation: a small server that forks limited children, which develop pictures.

Pillow, NumPy and exifread are imported once, before the forks. Nobody here knows a database or a storage: a
child is given a file, writes two pictures and answers JSON. It develops some pictures after each other, for
most of what a fresh one costs is getting its memory. The server ends when its parent closes the control
socket, a child when its parent closes the link or has nothing for it to do.
"""

import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inspect_app.evidence.derive import exif_reader
from inspect_app.evidence.derive.picture import Developed, develop
from inspect_app.evidence.exif import clean, disagreements
from inspect_app.evidence.sniff import JPEG, Limits, Reason, media_type_of

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
FILE_BYTES = 32 << 20
OPEN_FILES = 32
REQUEST_BYTES = 64 * 1024
PICTURES = 32  # that one child develops
IDLE_SECONDS = 10.0
LARGE_KIB = 256 * 1024  # who has once held more gives it back by ending


def serve(control: socket.socket) -> None:
    """Fork for each connection that arrives on the control socket, until it is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the dead children
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            return
        if os.fork() == 0:
            control.close()
            os._exit(attend(socket.socket(fileno=descriptors[0])))
        os.close(descriptors[0])


def attend(connection: socket.socket) -> int:
    """In the child: limit ourselves, then work and answer until there is nothing more. Returns the exit code.

    Each request is taken by telling our process id: from then on, what happens to us is the picture's doing.
    """
    limit_resources()
    connection.settimeout(IDLE_SECONDS)
    with connection, connection.makefile("rb") as requests, suppress(OSError):
        for _ in range(PICTURES):
            request = requests.readline(REQUEST_BYTES)
            if not request:
                break
            limit_time()
            connection.sendall(f"{os.getpid()}\n".encode())
            connection.sendall(json.dumps(work(json.loads(request))).encode() + b"\n")
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > LARGE_KIB:
                break
    return 0


def limit_resources() -> None:
    """Nothing a picture makes the decoder do can take more than this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def limit_time() -> None:
    """So much processor time for this picture, on top of what those before it have used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def work(request: dict[str, Any]) -> dict[str, Any]:
    """Develop one picture and read its EXIF; `reason` says why there is no picture."""
    source = Path(request["source"])
    limits = Limits(request["pixels"], request["side"])
    try:
        developed = develop(source, Path(request["preview"]), Path(request["thumbnail"]), limits)
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on hostile input
        return {"reason": Reason.DECODE_FAILED, "error": type(error).__name__}
    if developed.reason is not None:
        return {"reason": developed.reason}
    return {
        "reason": None,
        "width": developed.width,
        "height": developed.height,
        **likeness_of(developed),
        **exif_of(source, developed),
    }


def likeness_of(developed: Developed) -> dict[str, Any]:
    """The perceptual hash in its eight forms (hexadecimal), and how the file's own small picture compares."""
    hashes, embedded = developed.hashes, developed.embedded
    assert hashes is not None
    return {
        "phash": {"forms": [f"{form:064x}" for form in hashes.bits], "quality": hashes.quality},
        "embedded": None if embedded is None else asdict(embedded),
    }


def exif_of(source: Path, developed: Developed) -> dict[str, Any]:
    """Both readers' tags, and what they understand differently."""
    with source.open("rb") as file:
        head = file.read(exif_reader.HEAD_BYTES)
    tags, raw = exif_reader.read(head) if media_type_of(head) == JPEG else ({}, {})
    differ = disagreements(clean(tags), clean(developed.tags)) if tags and developed.tags else ()
    return {
        "tags": tags or developed.tags,
        "raw": {"exifread": raw, "pillow": developed.raw},
        "differ": list(differ),
    }


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
