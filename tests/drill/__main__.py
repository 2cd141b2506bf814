"""`make drill`: the faults one after the other under steady load; `make cluster`: only the topology."""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import IO

from inspect_app.core.clock import utc_now
from tests.drill.cluster import Cluster
from tests.drill.faults import DRILLS, Drill
from tests.drill.invariants import Ack, Outcome, judge
from tests.servers.live import REPOSITORY
from tests.servers.volume import Volume

WARM_UP_S, AFTERWARDS_S, LAST_WORDS_S = 6.0, 8.0, 180.0
LATER = "later"
NOBODY = "nobody was refused"
HEAD = f"{'fault':<38}{'acknowledged':>13}{'lost':>6}{'twice':>7}{'wrong':>7}{'longest pause':>15}{'load':>7}"


def main() -> int:
    """Returns 0 when nothing was lost, doubled or changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="words of the faults to run")
    parser.add_argument("--stay", action="store_true", help="start the cluster and wait for Ctrl-C")
    wanted = parser.parse_args()
    # As Ctrl-C: what was started ends with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="inspect-cluster-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account
        cluster = Cluster(folder)
        try:
            cluster.start()
            if wanted.stay:
                return stay(cluster)
            return run_all(cluster, [drill for drill in DRILLS if wanted.only in drill.name])
        finally:
            cluster.stop()


def stay(cluster: Cluster) -> int:
    """Say where everything is, and wait."""
    print(f"{cluster.address}/app/  (its certificate: {cluster.certificate})")
    print(f"a session of the inspector: __Host-sid={cluster.cookie('inspector')}")
    for web in cluster.webs:
        print(f"web node: {web.url}   log: {web.web.log}")
    print("Ctrl-C ends and deletes everything.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
    return 0


def run_all(cluster: Cluster, drills: list[Drill]) -> int:
    """The table, a line as soon as it is known."""
    print(f"{utc_now():%Y-%m-%d %H:%M} UTC, {os.cpu_count()} processors")
    print(HEAD, flush=True)
    clean = True
    for drill in drills:
        if drill.mounts and not Volume.possible():
            print(f"{drill.name:<38}left out: only root may mount a small disk", flush=True)
            continue
        said, pause = under_load(cluster, drill)
        outcome = judge(cluster.app, [one for one in said if one["kind"] != LATER])
        if drill.unnoticed and told(said) != NOBODY:
            outcome.faults.append(f"people noticed: {told(said)}")
        clean = clean and outcome.clean
        print(line(drill, outcome, pause), flush=True)
        print(f"    meanwhile: {told(said)}", flush=True)
        for word in (outcome.lost + outcome.twice + outcome.faults)[:10]:
            print(f"    {word}", flush=True)
    return 0 if clean else 1


def line(drill: Drill, outcome: Outcome, pause: float) -> str:
    """One line of the table."""
    counts = f"{len(outcome.lost):>6}{len(outcome.twice):>7}{len(outcome.faults):>7}"
    load = os.getloadavg()[0]
    return f"{drill.name:<38}{outcome.acknowledged:>13}{counts}{pause:>13.1f} s{load:>7.1f}"


def told(said: list[Ack]) -> str:
    """What people were told when something did not work, each answer with its count."""
    counts = Counter(f"{one['status']} {one['code']}".strip() for one in said if one["kind"] == LATER)
    return ", ".join(f"{count} × {what}" for what, count in counts.most_common()) or NOBODY


def under_load(cluster: Cluster, drill: Drill) -> tuple[list[Ack], float]:
    """The load, and in it the fault; all that was said, and the longest pause between acknowledgements, s."""
    orders = {
        "address": f"https://127.0.0.1:{cluster.phone_link.port}",
        "certificate": str(cluster.certificate),
        "inspector": cluster.cookie("inspector"),
        "supervisor": cluster.cookie("supervisor"),
    }
    journal = cluster.folder / "journal"
    with journal.open("wb") as out:
        client = start_client(orders, out)
        try:
            time.sleep(WARM_UP_S)
            begun = time.monotonic()
            drill.happen(cluster)
            time.sleep(AFTERWARDS_S)
            ended = time.monotonic()
            client.send_signal(signal.SIGTERM)
            client.wait(LAST_WORDS_S)
        finally:
            client.kill()
    acks = [json.loads(row) for row in journal.read_text().splitlines()]
    kept = [ack["at"] for ack in acks if ack["kind"] != LATER]
    return acks, longest_pause(kept, begun, ended)


def start_client(orders: dict[str, str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    """The load in a process of its own."""
    command = [sys.executable, "-m", "tests.drill.client"]
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, cwd=REPOSITORY)
    assert client.stdin is not None
    client.stdin.write(json.dumps(orders).encode() + b"\n")
    client.stdin.flush()
    return client


def longest_pause(moments: list[float], begun: float, ended: float) -> float:
    """The longest time without any acknowledgement from the fault on, seconds."""
    seen = [begun, *sorted(moment for moment in moments if begun <= moment <= ended), ended]
    return max(later - earlier for earlier, later in pairwise(seen))


if __name__ == "__main__":
    sys.exit(main())
