"""Starts the Huey consumer: `python -m inspect_app.worker`."""

import gc
import os

gc.disable()  # as in wsgi.py: what is loaded now stays for good

from huey.consumer import Consumer  # noqa: E402
from huey.consumer_options import ConsumerConfig  # noqa: E402

from config import Config  # noqa: E402
from inspect_app.app import create_app  # noqa: E402
from inspect_app.core.logs import configure_logging  # noqa: E402
from inspect_app.core.tasks import schedule_sweeps  # noqa: E402
from inspect_app.operations.heartbeat import Heartbeat  # noqa: E402
from inspect_app.operations.side_door import side_door  # noqa: E402

# Short polls: a job on SQLite is picked up within half a second at the most.
FIRST_POLL_S, LONGEST_POLL_S = 0.1, 0.5
WAITING = 2  # beyond the processors: so many of the jobs wait for a disk, a database or a server


def main() -> None:
    """Run jobs and sweeps until the process is asked to end; jobs in hand are finished."""
    config = Config.from_env()
    configure_logging(config)
    app = create_app(config)
    schedule_sweeps(app)
    gc.freeze()
    gc.enable()
    options = ConsumerConfig(
        workers=(os.cpu_count() or 1) + WAITING,
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
