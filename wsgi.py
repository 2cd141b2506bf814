"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import gc

# What is loaded now stays for good. Looking for garbage among it takes a fifth of the time of the start,
# and would take its share of each long collection afterwards.
gc.disable()

from config import Config  # noqa: E402
from inspect_app.app import create_app  # noqa: E402
from inspect_app.core.logs import configure_logging  # noqa: E402

config = Config.from_env()
configure_logging(config)
app = create_app(config)

gc.freeze()
gc.enable()
