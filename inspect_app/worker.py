"""Starts the Huey consumer: `python -m inspect_app.worker`."""

import logging
import os

from huey.consumer import Consumer
from huey.consumer_options import ConsumerConfig

from config import Config
from inspect_app.accounts import tasks as accounts_tasks
from inspect_app.app import create_app
from inspect_app.audit import tasks as audit_tasks
from inspect_app.cases import tasks as cases_tasks
from inspect_app.core.tasks import schedule_sweeps
from inspect_app.evidence import tasks as evidence_tasks
from inspect_app.review.bundles import tasks as bundles_tasks

# Importing a module registers its jobs and sweeps.
TASKS = (accounts_tasks, audit_tasks, cases_tasks, evidence_tasks, bundles_tasks)

# Short polls: a job on SQLite is picked up within half a second at the most.
FIRST_POLL_S, LONGEST_POLL_S = 0.1, 0.5


def main() -> None:
    """Run jobs and sweeps until the process is asked to end; jobs in hand are finished."""
    config = Config.from_env()
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app(config)
    schedule_sweeps(app)
    options = ConsumerConfig(
        workers=max(2, os.cpu_count() or 2),
        initial_delay=FIRST_POLL_S,
        max_delay=LONGEST_POLL_S,
        worker_type="thread",
        periodic=True,
    )
    options.validate()
    Consumer(app.extensions["inspect_huey"], **options.values).run()


if __name__ == "__main__":
    main()
