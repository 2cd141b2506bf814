"""This release and the one to come side by side, and the link that says which is in use."""

import shutil
from pathlib import Path

from alembic.script import ScriptDirectory

REPOSITORY = Path(__file__).resolve().parents[2]
PARTS = ("config.py", "wsgi.py", "inspect_app", "deploy", "migrations", "static")
RELEASE = "X-Release"
NAME = "next"

SETTING = f"""    weather: str = setting("{NAME}", "A setting that the running release does not know.")
    demo: bool"""
TELLS = f"""

@app.after_request
def tell(answer):
    answer.headers["{RELEASE}"] = config.weather
    return answer
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade():
    op.create_table("weather", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("weather", sa.String(), nullable=True))
"""


class Releases:
    """`current` leads to the release in use; switch() makes it the next one.

    The next one has a setting more, a table and a column more, and says its name on every answer.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.current = folder / "current"
        self.next = folder / NAME
        for release in (folder / "this", self.next):
            release.mkdir()
            for part in PARTS:
                (release / part).symlink_to(REPOSITORY / part)
        self.current.symlink_to(folder / "this")
        self._change_next()

    def _change_next(self) -> None:
        config = (REPOSITORY / "config.py").read_text(encoding="utf-8")
        assert "    demo: bool" in config
        wsgi = (REPOSITORY / "wsgi.py").read_text(encoding="utf-8")
        for part in ("config.py", "wsgi.py", "migrations"):
            (self.next / part).unlink()
        (self.next / "config.py").write_text(config.replace("    demo: bool", SETTING), encoding="utf-8")
        (self.next / "wsgi.py").write_text(wsgi + TELLS, encoding="utf-8")
        migrations = self.next / "migrations"
        shutil.copytree(REPOSITORY / "migrations", migrations)
        head = ScriptDirectory(str(migrations)).get_current_head()
        (migrations / "versions" / "next.py").write_text(MIGRATION.format(head=head))

    def switch(self) -> None:
        """What `ln -sfn` does: the link leads to the next release from one moment to the other."""
        link = self.current.with_name("link")
        link.symlink_to(self.next)
        link.replace(self.current)
