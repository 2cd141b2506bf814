"""Starts the Huey consumer: `python -m inspect_app.worker`."""

import os

from huey.consumer import Consumer
from huey.consumer_options import ConsumerConfig

from config import Config
from inspect_app.app import create_app
from inspect_app.core.logs import configure_logging
from inspect_app.core.tasks import schedule_sweeps
from inspect_app.operations.heartbeat import Heartbeat
from inspect_app.operations.side_door import side_door

# Short polls: a job on SQLite is picked up within half a second at the most.
FIRST_POLL_S, LONGEST_POLL_S = 0.1, 0.5


def main() -> None:
    """Run jobs and sweeps until the process is asked to end; jobs in hand are finished."""
    config = Config.from_env()
    configure_logging(config)
    app = create_app(config)
    schedule_sweeps(app)
    options = ConsumerConfig(
        workers=max(2, os.cpu_count() or 2),
        initial_delay=FIRST_POLL_S,
        max_delay=LONGEST_POLL_S,
        worker_type="thread",
        periodic=True,
        graceful_signal="TERM",  # what service managers send; a second one gives up the jobs in hand
    )
    options.validate()
    with Heartbeat(app), side_door(app, config.worker_bind):
        Consumer(app.extensions["inspect_huey"], **options.values).run()


if __name__ == "__main__":
    main()
