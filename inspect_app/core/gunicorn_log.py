"""Gunicorn's own messages in the form of the program's log; its access log gives way to the program's."""

from typing import Any

from gunicorn.glogging import Logger

from config import Config
from inspect_app.core.logs import formatter


class GunicornLog(Logger):
    """What `logger_class` of deploy/gunicorn.conf.py names."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, then in our form."""
        super().setup(cfg)
        form = formatter(Config.from_env())
        for handler in self.error_log.handlers:
            handler.setFormatter(form)

    def access(self, *_: Any) -> None:
        """The program's own line says more: who, which case, which route."""
