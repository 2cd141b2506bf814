"""The sandbox around the decoder: a child that dies, hangs or eats memory takes nobody with it."""

import os
import select
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inspect_app.evidence.derive.sandbox import Crashed, Job, Sandbox, TimedOut
from inspect_app.evidence.sniff import Limits
from tests.pictures import jpeg, png_of_zeros

LIMITS = Limits(64_000_000, 12_000)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of this test alone."""
    box = Sandbox()
    yield box
    box.close()


def job(tmp_path: Path, data: bytes, limits: Limits = LIMITS) -> Job:
    """A picture to develop."""
    source = tmp_path / f"source-{threading.get_ident()}"
    source.write_bytes(data)
    return Job(source, source.with_suffix(".preview"), source.with_suffix(".thumbnail"), limits)


def test_children_are_quick_because_the_server_is_warm(sandbox: Sandbox, tmp_path: Path) -> None:
    first = sandbox.develop(job(tmp_path, jpeg()))
    server = sandbox.process

    second = sandbox.develop(job(tmp_path, jpeg()))

    assert (first["reason"], second["width"]) == (None, 640)
    assert sandbox.process is server


def test_many_at_once_each_get_their_own_answer(sandbox: Sandbox, tmp_path: Path) -> None:
    def size_of(width: int) -> int:
        folder = tmp_path / str(width)
        folder.mkdir()
        return int(sandbox.develop(job(folder, jpeg(width, 100)))["width"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(size_of, range(200, 216))) == list(range(200, 216))


def test_memory_beyond_a_gigabyte_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    huge = job(tmp_path, png_of_zeros(40_000, 40_000, bits=1), Limits(10**10, 10**6))

    answer = sandbox.develop(huge)

    assert (answer["reason"], answer["error"]) == ("decode_failed", "MemoryError")


def test_a_child_out_of_wall_time_is_ended(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.develop(job(tmp_path, jpeg()))

    with pytest.raises(TimedOut):
        sandbox.develop(job(tmp_path, jpeg(6000, 4000)), seconds=0.01)

    assert sandbox.develop(job(tmp_path, jpeg()))["reason"] is None


def test_a_child_that_dies_is_told_from_one_that_answers(sandbox: Sandbox, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    waiting = Job(fifo, tmp_path / "preview", tmp_path / "thumbnail", LIMITS)

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(sandbox.develop, waiting)
        with fifo.open("wb"):  # returns when the child has begun to read
            os.kill(only_child(sandbox), signal.SIGKILL)
            with pytest.raises(Crashed):
                result.result(timeout=30)


def test_a_child_that_dies_after_other_pictures_condemns_none(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.develop(job(tmp_path, jpeg()))["reason"] is None
    first = only_child(sandbox)
    end(first)  # while it is idle
    assert sandbox.develop(job(tmp_path, jpeg()))["reason"] is None
    fifo, used = tmp_path / "fifo", only_child(sandbox, but=first)
    os.mkfifo(fifo)
    waiting = Job(fifo, tmp_path / "preview", tmp_path / "thumbnail", LIMITS)

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(sandbox.develop, waiting)
        with fifo.open("wb"):  # returns when the used child has begun to read
            end(used)
            fifo.open("wb").close()  # returns when a fresh one has

        assert result.result(timeout=30)["reason"] == "decode_failed"  # its own word about an empty file


def end(pid: int) -> None:
    """Kill a process; returns when it holds no file any more."""
    process = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    select.select([process], [], [])
    os.close(process)


def only_child(sandbox: Sandbox, but: int = 0) -> int:
    """The one child there is, but for one that was ended and may not be gone yet."""
    assert sandbox.process is not None
    children = Path(f"/proc/{sandbox.process.pid}/task/{sandbox.process.pid}/children")
    (found,) = {int(pid) for pid in children.read_text().split()} - {but}
    return found


def test_a_server_that_died_is_started_again(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.develop(job(tmp_path, jpeg()))
    assert sandbox.process is not None
    sandbox.process.kill()
    sandbox.process.wait()

    assert sandbox.develop(job(tmp_path, jpeg()))["reason"] is None
