"""The topology of production on one machine: nginx, 3 web and 2 worker processes with folders of their own,
PostgreSQL with a synchronous standby, Redis, Ceph's gateway on bluestore.
"""

import signal
import sys
from dataclasses import replace
from pathlib import Path

from config import Config
from inspect_app.app import create_app
from inspect_app.core.db import db
from tests.builders import City, build_city
from tests.drill.jump import WallClock
from tests.integration.crash.conftest import cookie_of
from tests.servers.daemon import Daemon, free_port
from tests.servers.live import LiveServer
from tests.servers.nginx import start_nginx
from tests.servers.proxy import Proxy
from tests.servers.redis import RedisServer
from tests.servers.releases import Releases
from tests.servers.rgw import RgwServer
from tests.servers.standby import Pair
from tests.servers.volume import Volume

WEB_NODES, WORKERS = 3, 2
NODE_DISK_MB, DATABASE_DISK_MB = 64, 1024
SECRET = "a secret of the drill, 32 characters and more"


class Cluster:
    """start() returns when a report could be filed; stop() ends and deletes everything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.node_disk = Volume(folder / "web0", NODE_DISK_MB)
        self.database_disk = Volume(folder / "postgres/primary", DATABASE_DISK_MB)
        self.clock = WallClock(folder)
        self.releases = Releases(folder / "releases")
        self.database = Pair(folder / "postgres")
        self.queue = RedisServer(folder / "redis")
        self.store = RgwServer(folder / "ceph", store="bluestore")
        self.port = free_port()
        self.webs: list[LiveServer] = []
        self.workers: list[Daemon] = []
        self.nginx: Daemon | None = None

    def start(self) -> None:
        """From nothing to a city behind nginx."""
        if Volume.possible():
            self.node_disk.mount()
            self.database_disk.mount()
        self.database.start()
        self.queue.start()
        self.store.start()
        self.store_link = Proxy(self.store.s3_port).__enter__()
        self.config = self._config()
        for number in range(WEB_NODES):
            self.webs.append(self._web(number))
        self.webs[0].command("db", "upgrade")
        self.webs[0].command("storage", "init")
        self.app = create_app(self.config)
        self.city: City = build_city(self.app, self.folder)
        for web in self.webs:
            web.start()
        for number in range(WORKERS):
            self.workers.append(self._worker(number))
            self.workers[-1].start()
        ports = [web.port for web in self.webs]
        self.nginx = start_nginx(self.folder / "nginx", self.port, ports, self.config)
        self.phone_link = Proxy(self.port).__enter__()

    def _config(self) -> Config:
        return Config(
            instance=self.folder / "checker",
            secret_key=SECRET,
            database_url=self.database.url,
            object_store="s3",
            s3_endpoint=f"http://127.0.0.1:{self.store_link.port}",
            s3_key=self.store.address.key,
            s3_secret=self.store.address.secret,
            s3_timeout_s=6.0,
            jobs_url=self.queue.url,
            behind_proxy=1,
            downloads="nginx",
            log_format="json",
            log_key_dir=str(self.folder / "keys"),
        )

    @property
    def address(self) -> str:
        """What people type."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        """What their phones trust."""
        return self.folder / "nginx" / "certificate.pem"

    def cookie(self, username: str) -> str:
        """A new session of somebody."""
        return cookie_of(self.city, username)

    def _web(self, number: int) -> LiveServer:
        folder = self.folder / f"web{number}"
        web = LiveServer(
            replace(self.config, instance=folder), folder, processes=1, home=self.releases.current
        )
        web.env["PUBLIC_URL"] = self.address
        del web.env["PROMETHEUS_MULTIPROC_DIR"]  # as in production, in memory
        if number == 0:  # the node whose clock will jump
            web.env |= self.clock.env
        return web

    def _worker(self, number: int) -> Daemon:
        folder = self.folder / f"worker{number}"
        folder.mkdir()
        # The first shares the machine of the first web node, and so its clock.
        env = self.webs[number].env | {"INSTANCE": str(folder), "PYTHONPATH": str(self.releases.current)}
        return Daemon([sys.executable, "-m", "inspect_app.worker"], folder / "worker.log", env=env)

    def stop(self) -> None:
        """The end of everything."""
        for worker in self.workers:
            worker.stop(signal.SIGKILL)
        for web in self.webs:
            web.stop()
        if self.nginx:
            self.nginx.stop()
        for link in ("phone_link", "store_link"):
            if hasattr(self, link):
                getattr(self, link).__exit__()
        if hasattr(self, "app"):
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()
        self.queue.kill()
        self.store.remove()
        self.database.remove()
        for disk in (self.node_disk, self.database_disk):
            disk.remove()
