"""Eight processes append at once, roll back and are killed: no gap, no fork, the replay gives the root."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from inspect_app.audit.models import Event
from inspect_app.audit.queries import log_head, log_size, replayed_root
from inspect_app.audit.witness import check
from inspect_app.core.db import db
from tests.conftest import REPOSITORY
from tests.integration.audit.conftest import Ledger
from tests.servers.live import environment

PROCESSES, TRANSACTIONS = 8, 30
MOST_IN_ONE = 3


def writer(ledger: Ledger, seed: int, kill_after: int | None) -> int:
    """Let one process append, `kill -9` it after so many commits; how many entries it said it committed."""
    env = environment(ledger.app.extensions["inspect_settings"])
    command = [sys.executable, "-m", "tests.integration.audit.appender", str(seed), str(TRANSACTIONS)]
    said, commits = 0, 0
    ends = subprocess.DEVNULL if kill_after is None else subprocess.PIPE
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=env, stdin=ends, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said, commits = said + int(line), commits + 1
            if commits == kill_after:
                process.kill()
    assert process.returncode == (0 if kill_after is None else -9)
    return said


def test_eight_processes_with_rollbacks_and_kills_leave_one_whole_log(ledger: Ledger) -> None:
    ledger.grow(2)
    ledger.publish()
    held, dice = ledger.seen(), random.Random(8)
    kills = [dice.randint(3, 12) if n < PROCESSES // 2 else None for n in range(PROCESSES)]

    with ThreadPoolExecutor(PROCESSES) as pool:
        said = sum(pool.map(lambda n: writer(ledger, n, kills[n]), range(PROCESSES)))

    assert ledger.faults() == []
    with ledger.app.app_context():
        size = log_size()
        assert replayed_root() == log_head()
        shared = list(
            db.session.scalars(select(Event.seq).where(Event.subject == "shared").order_by(Event.log_index))
        )
    # A killed process may have gone on a little after the last line that was read.
    most = said + TRANSACTIONS * MOST_IN_ONE * sum(kill is not None for kill in kills)
    assert 2 + said <= size <= 2 + most
    assert shared == list(range(len(shared)))
    assert len(shared) > PROCESSES
    ledger.publish()
    assert check(ledger.fetch, held, ledger.seen()).checkpoint.size == size
