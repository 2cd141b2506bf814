"""Paints many views at once: processes of their own, which import nothing but what painting needs.

`python -m inspect_app.demo.scenes.painter` is one such process: a pickled list of views comes in on standard
input, and the list of their JPEG files goes out.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from inspect_app.demo.scenes.camera import View, take

ROOT = Path(__file__).resolve().parents[3]


def paint(views: Sequence[View]) -> list[bytes]:
    """The JPEG of each view, in order, painted on every processor."""
    hands = max(1, min(os.cpu_count() or 1, len(views)))
    with ThreadPoolExecutor(hands) as pool:
        shares = list(pool.map(paint_apart, [views[hand::hands] for hand in range(hands)]))
    return [shares[index % hands][index // hands] for index in range(len(views))]


def paint_apart(views: Sequence[View]) -> list[bytes]:
    """The work of one process. RuntimeError when it died."""
    command = [sys.executable, "-m", "inspect_app.demo.scenes.painter"]
    done = subprocess.run(
        command, input=pickle.dumps(list(views)), cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"a painter died ({done.returncode}): {done.stderr.decode(errors='replace')}")
    files: list[bytes] = pickle.loads(done.stdout)  # noqa: S301 - from our own child
    return files


if __name__ == "__main__":
    wanted = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    pickle.dump([take(view) for view in wanted], sys.stdout.buffer)
