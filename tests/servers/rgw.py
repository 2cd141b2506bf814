"""A throwaway S3 server on loopback for the integration tests: a one-machine Ceph cluster held in memory.

Three programs make it up: a monitor, one storage daemon (memstore) and the RADOS gateway, which speaks S3.
This is a real S3 implementation with versioning, Object Lock, multipart and presigned URLs, not an imitation.
"""

import http.client
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.servers.daemon import Daemon, ServerError, free_port, listens, run

KEY = "inspect-tests"
SECRET = "only-on-loopback"
MOST_BUCKETS = 100_000
PACKAGES = "radosgw ceph-mon ceph-osd"
TEMPLATE = Path(__file__).with_name("ceph.conf")


class S3Address(NamedTuple):
    """What a client needs; use path-style addressing and the region us-east-1."""

    endpoint: str
    key: str
    secret: str


class RgwServer:
    """The first start() makes the cluster; a start() after stop() finds the same objects.

    `store`: `memstore` lives in memory; `bluestore` lies on the disk and survives a power cut.
    """

    def __init__(self, folder: Path | None = None, store: str = "memstore") -> None:
        self.store = store
        self.folder = folder or Path(tempfile.mkdtemp(prefix="inspect-rgw-"))
        self.conf = self.folder / "ceph.conf"
        self.s3_port = free_port()
        self.monitor_port = free_port()
        self.daemons: dict[str, Daemon] = {}

    def start(self) -> S3Address:
        if self.conf.exists():
            self._start_monitor()
            self._start_storage()
            self._start_gateway()
        else:
            self._make_cluster()
        return self.address

    @property
    def address(self) -> S3Address:
        return S3Address(f"http://127.0.0.1:{self.s3_port}", KEY, SECRET)

    def stop(self) -> None:
        """Ends gateway, storage, monitor; the storage daemon writes its memory to the folder first."""
        for name in ("gateway", "storage", "monitor"):
            if name in self.daemons:
                self.daemons.pop(name).stop()

    def kill(self, name: str) -> None:
        """A power cut for one of the three: `gateway`, `storage` or `monitor`."""
        self.daemons.pop(name).stop(signal.SIGKILL)

    def revive(self, name: str) -> None:
        """Start one of the three again after kill(); returns when the gateway answers."""
        {"gateway": self._start_gateway, "storage": self._start_storage, "monitor": self._start_monitor}[
            name
        ]()

    def limit_objects(self, most: int | None) -> None:
        """Refuse new objects beyond so many, as a full server does; None: take them again."""
        quota = ["--quota-scope=user", "--uid=inspect"]
        if most is not None:
            run([*self._admin(), "quota", "set", *quota, f"--max-objects={most}"])
        run([*self._admin(), "quota", "disable" if most is None else "enable", *quota])

    def _admin(self) -> list[str | Path]:
        return [program("radosgw-admin"), "-n", "client.admin", "-c", self.conf]

    def remove(self) -> None:
        """Stops the server and deletes everything it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        cluster_id = str(uuid.uuid4())
        self._write_configuration(cluster_id)
        self._write_keys()
        where = f"[v2:127.0.0.1:{self.monitor_port}/0]"
        monmap = self.folder / "monmap"
        run(
            [
                program("monmaptool"),
                "--create",
                "--clobber",
                "--fsid",
                cluster_id,
                "--addv",
                "a",
                where,
                monmap,
            ]
        )
        monitor: list[str | Path] = [program("ceph-mon"), "-i", "a", "-c", self.conf]
        run([*monitor, "--mkfs", "--keyring", self.folder / "keyring", "--monmap", monmap])
        self._start_monitor()
        storage_id = str(uuid.uuid4())
        # The ceph command is Python and needs the bindings of Debian's own interpreter.
        run(["/usr/bin/python3", program("ceph"), "-c", self.conf, "osd", "new", storage_id], seconds=60)
        run([program("ceph-osd"), "-i", "0", "-c", self.conf, "--mkfs", "--osd-uuid", storage_id])
        self._start_storage()
        self._start_gateway()
        user = ["--uid=inspect", "--display-name=inspect", f"--access-key={KEY}", f"--secret-key={SECRET}"]
        # Each test makes buckets of its own; the default of 1000 for a user would end the run.
        run([*self._admin(), "user", "create", *user, f"--max-buckets={MOST_BUCKETS}"])

    def _write_configuration(self, cluster_id: str) -> None:
        for part in ("mon", "osd", "rgw", "log"):
            (self.folder / part).mkdir(parents=True, mode=0o700)
        values = {
            "folder": str(self.folder),
            "cluster_id": cluster_id,
            "s3_port": str(self.s3_port),
            "monitor_port": str(self.monitor_port),
            "store": self.store,
            "libraries": str(ceph_libraries()),
        }
        text = TEMPLATE.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        self.conf.write_text(text, encoding="utf-8")

    def _write_keys(self) -> None:
        keyring = self.folder / "keyring"
        for name, caps in {
            "mon.": ("mon", "allow *"),
            "client.admin": ("mon", "allow *", "osd", "allow *", "mgr", "allow *"),
            "client.rgw": ("mon", "allow rw", "osd", "allow rwx"),
            "osd.0": ("mon", "allow profile osd", "osd", "allow *"),
        }.items():
            create = [] if keyring.exists() else ["--create-keyring"]
            pairs = [part for at in range(0, len(caps), 2) for part in ("--cap", caps[at], caps[at + 1])]
            run([program("ceph-authtool"), keyring, *create, "-n", name, "--gen-key", *pairs])

    def _start_monitor(self) -> None:
        self._start("monitor", [program("ceph-mon"), "-i", "a"], lambda: listens(self.monitor_port))

    def _start_storage(self) -> None:
        self._start("storage", [program("ceph-osd"), "-i", "0"], lambda: True)

    def _start_gateway(self) -> None:
        self._start("gateway", [program("radosgw"), "-n", "client.rgw"], self._speaks_http)

    def _start(self, name: str, command: list[str], ready: Callable[[], bool]) -> None:
        daemon = Daemon([*command, "-c", str(self.conf), "-f"], self.folder / "log" / f"{name}.out")
        self.daemons[name] = daemon
        daemon.start()
        daemon.wait_until(ready)

    def _speaks_http(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.s3_port, timeout=2)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


def program(name: str) -> str:
    """The path of one of Ceph's programs; raises ServerError naming the packages to install."""
    found = shutil.which(name, path=f"/usr/bin:/usr/sbin:{os.environ.get('PATH', '')}")
    if found is None:
        raise ServerError(f"{name} is not installed: apt-get install --no-install-recommends {PACKAGES}")
    return found


def ceph_libraries() -> Path:
    """The folder of Ceph's storage classes' parent, which differs by processor type."""
    for classes in sorted(Path("/usr/lib").glob("*/rados-classes")):
        return classes.parent
    raise ServerError(
        f"Ceph's libraries are not installed: apt-get install --no-install-recommends {PACKAGES}"
    )
