"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from config import Config
from inspect_app.app import create_app
from inspect_app.core.logs import configure_logging

config = Config.from_env()
configure_logging(config)
app = create_app(config)
