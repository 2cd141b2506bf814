"""A throwaway PostgreSQL server on loopback for the integration tests."""

import secrets
import shutil
import signal
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.daemon import Daemon, ServerError, free_port, run, unprivileged_user

OLDEST_MAJOR = 15
USER = "inspect"

# All is as in production, except that a test run waits for no disk, since nothing here outlives it, and that
# no plan changes under a test because somebody tidies up meanwhile.
HASTY = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class PostgresServer:
    """The first start() makes the cluster and returns its URL; a start() after stop() finds the same data.

    `durable`: commits wait for the disk, for measurements.
    """

    def __init__(self, folder: Path | None = None, *, durable: bool = False) -> None:
        self.settings = SETTINGS if durable else SETTINGS | HASTY
        self.folder = folder or Path(tempfile.mkdtemp(prefix="inspect-postgres-"))
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        self.user = unprivileged_user("postgres", "nobody")
        self.daemon: Daemon | None = None

    def start(self) -> str:
        binaries = postgres_binaries()
        data = self.folder / "data"
        if not data.exists():
            self._make_cluster(binaries, data)
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(self.port), *options]
        self.daemon = Daemon(command, self.folder / "postgres.log", user=self.user)
        self.daemon.start()
        self.daemon.wait_until(self._answers)
        return self.url

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """Ends it the quick clean way: open transactions are rolled back."""
        if self.daemon:
            self.daemon.stop(signal.SIGINT)

    def kill(self) -> None:
        """Ends it as a power cut would: sessions break off without a word."""
        if self.daemon:
            self.daemon.stop(signal.SIGQUIT)

    def ended(self) -> bool:
        """Whether it ended by itself, as it does when it cannot write."""
        return (
            self.daemon is not None
            and self.daemon.process is not None
            and self.daemon.process.poll() is not None
        )

    def remove(self) -> None:
        """Stops the server and deletes everything it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self, binaries: Path, data: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(password_file, self.user)
        options = ["--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C.UTF-8"]
        run([binaries / "initdb", "-D", data, "-U", USER, "--no-sync", *options], user=self.user)
        password_file.unlink()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def new_database(url: str, name: str, template: str = "template0") -> str:
    """Makes a database as a copy of `template` (which nobody may be connected to) and returns its URL."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
    return f"{url.rpartition('/')[0]}/{name}"


def drop_database(url: str, name: str) -> None:
    """Drops a database, breaking off whoever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def connections_left(url: str, name: str, patience_s: float = 60) -> list[str]:
    """The last statements of whoever stays connected to the database, with time to leave for everybody."""
    query = """SELECT pid, state, query FROM pg_stat_activity
               WHERE datname = %s AND backend_type = 'client backend'"""
    deadline = time.monotonic() + patience_s
    with psycopg.connect(url, autocommit=True) as connection:
        while found := connection.execute(query, (name,)).fetchall():
            if time.monotonic() > deadline:
                return [" ".join(map(str, row)) for row in found]
            time.sleep(0.02)
    return []


def postgres_binaries() -> Path:
    """The folder with initdb and postgres of the newest installed release that the product supports."""
    found = {int(folder.parent.name): folder for folder in Path("/usr/lib/postgresql").glob("[1-9][0-9]/bin")}
    usable = [
        major for major, folder in found.items() if major >= OLDEST_MAJOR and (folder / "initdb").exists()
    ]
    if usable:
        return found[max(usable)]
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    message = "PostgreSQL is not installed: apt-get install --no-install-recommends postgresql"
    raise ServerError(message)
