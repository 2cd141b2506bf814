"""Traces and error reports, when the settings ask for them; their packages are loaded only then.

They are an extra (`requirements-telemetry.txt`): most installations have neither a collector nor an error
server, and the packages would cost every process memory and every start time.
"""

from importlib import import_module

from apiflask import APIFlask

from config import Config, ConfigError

EXTRA = "pip install -r requirements-telemetry.txt"
HOOKS = (("otlp_endpoint", "tracing"), ("sentry_dsn", "error_reports"))


def install_telemetry(app: APIFlask, config: Config) -> None:
    """Start what the settings name; ConfigError when its packages are not installed."""
    for setting, module in HOOKS:
        if not getattr(config, setting):
            continue
        try:
            hook = import_module(f"inspect_app.operations.{module}")
        except ImportError as error:
            raise ConfigError(f"{setting.upper()} needs packages that are not here: {EXTRA}") from error
        hook.install(app, config)
