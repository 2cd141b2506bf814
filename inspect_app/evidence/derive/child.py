"""The sandboxed side of derivation: a small server that forks one limited child for each picture.

Pillow, NumPy and exifread are imported once, before the forks. The server knows no database and no storage;
it is given a file, writes two pictures and answers JSON. It ends when its parent closes the control socket.
"""

import json
import os
import resource
import signal
import socket
import sys
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


def serve(control: socket.socket) -> None:
    """Fork for each connection that arrives on the control socket, until it is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the dead children
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            return
        if os.fork() == 0:
            control.close()
            os._exit(answer(socket.socket(fileno=descriptors[0])))
        os.close(descriptors[0])


def answer(connection: socket.socket) -> int:
    """In the child: tell our process id, limit ourselves, work, answer. Returns the exit code."""
    with connection:
        connection.sendall(f"{os.getpid()}\n".encode())
        request = json.loads(connection.makefile("rb").readline(REQUEST_BYTES))
        limit_resources()
        connection.sendall(json.dumps(work(request)).encode())
    return 0


def limit_resources() -> None:
    """Nothing a picture makes the decoder do can take more than this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


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
