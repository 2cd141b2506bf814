"""The settings of the running app, for code that runs inside one."""

from flask import current_app

from config import Config


def settings() -> Config:
    """The settings the running app was created with."""
    value: Config = current_app.extensions["inspect_settings"]
    return value
