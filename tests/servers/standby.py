"""A PostgreSQL primary with a synchronous standby: a commit is acknowledged when both have it on disk."""

from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.daemon import run
from tests.servers.postgres import USER, PostgresServer, new_database, postgres_binaries

DATABASE = "inspect"


class Standby(PostgresServer):
    """A copy of a primary that follows it; promote() makes it the primary."""

    def __init__(self, folder: Path, primary: PostgresServer) -> None:
        super().__init__(folder, durable=True)
        self.primary = primary
        self.password = primary.password

    def _make_cluster(self, binaries: Path, data: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            run(["chown", self.user, self.folder])
        source: list[str | Path] = [
            "-d",
            f"{self.primary.url}?application_name=standby",
            "-D",
            data,
            "--checkpoint=fast",
        ]
        run([binaries / "pg_basebackup", *source, "--write-recovery-conf"], user=self.user)

    def promote(self) -> None:
        """What the runbook says: `pg_ctl promote`."""
        command: list[str | Path] = [
            postgres_binaries() / "pg_ctl",
            "promote",
            "-w",
            "-D",
            self.folder / "data",
        ]
        run(command, user=self.user, folder=self.folder)


class Pair:
    """Both servers; `url` leads to whichever of them takes writes."""

    def __init__(self, folder: Path) -> None:
        self.primary = PostgresServer(folder / "primary", durable=True)
        self.standby = Standby(folder / "standby", self.primary)

    def start(self) -> None:
        """Make both; from then on commits wait for the standby."""
        new_database(self.primary.start(), DATABASE)
        self.standby.start()
        with psycopg.connect(self.primary.url, autocommit=True) as connection:
            names = sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}")
            connection.execute(names.format(sql.Literal("*")))
            connection.execute("SELECT pg_reload_conf()")

    @property
    def url(self) -> str:
        """The value of DATABASE_URL: both hosts, and the wish for the one that takes writes."""
        hosts = "&".join(f"host=127.0.0.1:{server.port}" for server in (self.primary, self.standby))
        login = f"{USER}:{self.primary.password}"
        options = "target_session_attrs=read-write&connect_timeout=3"
        return f"postgresql+psycopg://{login}@/{DATABASE}?{hosts}&{options}"

    def remove(self) -> None:
        """Stop both and delete what they wrote."""
        self.standby.remove()
        self.primary.remove()
