"""What goes wrong, one after the other; each returns when the cluster is whole again, as far as it can be."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.drill.cluster import Cluster

A_MOMENT_S, FULL_S, OUTAGE_S = 5.0, 15.0, 30.0
AN_HOUR_S = 3600


@dataclass(frozen=True)
class Drill:
    """One fault by its name; `mounts`: it needs an account that may mount a small disk.

    `unnoticed`: nobody may be refused or left without an answer meanwhile.
    """

    name: str
    happen: Callable[[Cluster], None]
    mounts: bool = False
    unnoticed: bool = False


def new_release(cluster: Cluster) -> None:
    """An upgrade as the runbook says: the link, the migration, each web node, each worker."""
    cluster.releases.switch()
    cluster.webs[0].command("db", "upgrade")
    time.sleep(A_MOMENT_S)
    for web in cluster.webs:
        web.reload()
    for worker in cluster.workers:
        worker.stop()
        worker.start()


def web_dies(cluster: Cluster) -> None:
    """A power cut for one web node."""
    cluster.webs[0].kill()
    time.sleep(A_MOMENT_S)
    cluster.webs[0].start()


def worker_dies(cluster: Cluster) -> None:
    """A power cut for one worker, with jobs in its hands."""
    worker = cluster.workers[0]
    assert worker.process is not None
    worker.process.kill()
    worker.process.wait()
    time.sleep(A_MOMENT_S)
    worker.start()


def queue_dies(cluster: Cluster) -> None:
    """Redis loses every job it held."""
    cluster.queue.kill()
    time.sleep(A_MOMENT_S)
    cluster.queue.start()


def gateway_dies(cluster: Cluster) -> None:
    """The S3 server dies with requests in hand."""
    cluster.store.kill("gateway")
    time.sleep(A_MOMENT_S)
    cluster.store.revive("gateway")


def disk_server_dies(cluster: Cluster) -> None:
    """What stands behind the S3 server dies: bluestore must have kept what it acknowledged."""
    cluster.store.kill("storage")
    time.sleep(A_MOMENT_S)
    cluster.store.revive("storage")


def store_is_away(cluster: Cluster) -> None:
    """Nobody reaches the store for half a minute."""
    cluster.store_link.refuse = True
    cluster.store_link.cut_all()
    time.sleep(OUTAGE_S)
    cluster.store_link.refuse = False


def link_is_bad(cluster: Cluster) -> None:
    """The phones' network delays, then cuts, then swallows answers."""
    link = cluster.phone_link
    link.delay_s = 0.05
    time.sleep(A_MOMENT_S)
    link.delay_s, link.cut_after = 0.0, 4_000
    time.sleep(A_MOMENT_S)
    link.cut_after, link.swallow = None, True
    time.sleep(A_MOMENT_S)
    link.swallow = False


def primary_dies(cluster: Cluster) -> None:
    """A power cut for the primary; it comes back."""
    cluster.database.primary.kill()
    time.sleep(A_MOMENT_S)
    cluster.database.primary.start()


def primary_is_lost(cluster: Cluster) -> None:
    """The primary does not come back: the standby is promoted, as the runbook says."""
    cluster.database.primary.kill()
    time.sleep(A_MOMENT_S)
    cluster.database.standby.promote()


def node_disk_is_full(cluster: Cluster) -> None:
    """Nothing more goes onto the disk of one web node; then there is room again."""
    cluster.node_disk.fill()
    time.sleep(FULL_S)
    cluster.node_disk.free()


def database_disk_is_full(cluster: Cluster) -> None:
    """Nothing more goes onto the primary's disk; whoever looks after its service starts it when it ends."""
    cluster.database_disk.fill()
    time.sleep(FULL_S)
    cluster.database_disk.free()
    primary = cluster.database.primary
    if primary.ended():
        primary.start()


def store_is_full(cluster: Cluster) -> None:
    """The S3 server takes no more objects from us; then somebody allows more."""
    cluster.store.limit_objects(1)
    time.sleep(FULL_S)
    cluster.store.limit_objects(None)


def clock_jumps(cluster: Cluster) -> None:
    """One machine with a web node and a worker is an hour ahead, then an hour behind, then right again."""
    for seconds in (AN_HOUR_S, -AN_HOUR_S, 0):
        cluster.clock.jump(seconds)
        time.sleep(A_MOMENT_S)


# The last one cannot be undone.
DRILLS = (
    Drill("an upgrade with a migration", new_release, unnoticed=True),
    Drill("kill -9 of a web node", web_dies),
    Drill("kill -9 of a worker", worker_dies),
    Drill("kill -9 of Redis", queue_dies),
    Drill("kill -9 of the S3 gateway", gateway_dies),
    Drill("kill -9 of the disk server behind it", disk_server_dies),
    Drill("30 s without the store", store_is_away),
    Drill("a link that delays, cuts, swallows", link_is_bad),
    Drill("a full disk of a web node", node_disk_is_full, mounts=True),
    Drill("a full disk of the database", database_disk_is_full, mounts=True),
    Drill("a full S3 server", store_is_full),
    Drill("a clock that jumps an hour", clock_jumps),
    Drill("power cut of the primary", primary_dies),
    Drill("primary lost, standby promoted", primary_is_lost),
)
