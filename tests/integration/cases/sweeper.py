"""A worker's sweep of late clocks in a process of its own, to be killed between two of its transactions.

`python -m tests.integration.cases.sweeper MOMENT`; says `committed` after its first commit, and waits there.
"""

import sys
from datetime import datetime

from sqlalchemy import event

from config import Config
from inspect_app.app import create_app
from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.db import db


def committed(_: object) -> None:
    """Here it is killed; nobody answers."""
    print("committed", flush=True)  # noqa: T201
    sys.stdin.read()


def main(moment: str) -> None:
    """One sweep at an ISO moment."""
    with create_app(Config.from_env()).app_context():
        event.listen(db.session, "after_commit", committed)
        mark_breaches(datetime.fromisoformat(moment))


if __name__ == "__main__":
    main(sys.argv[1])
