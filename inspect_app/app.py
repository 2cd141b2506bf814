"""The application factory: extensions, blueprints, security headers, errors. Nothing else."""

from apiflask import APIBlueprint, APIFlask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from inspect_app.accounts.admin_api import blueprint as accounts_admin_api
from inspect_app.accounts.api import blueprint as accounts_api
from inspect_app.accounts.devices_api import blueprint as devices_api
from inspect_app.accounts.sessions import authenticate
from inspect_app.accounts.shifts.api import blueprint as shifts_api
from inspect_app.cases.api.routes import blueprint as cases_api
from inspect_app.cases.duties.routes import blueprint as duties_api
from inspect_app.cases.surroundings import tell_surroundings
from inspect_app.cli import install_commands
from inspect_app.core.db import db, prepare_engine
from inspect_app.core.errors import register_errors
from inspect_app.core.guards import PUBLIC, access, install_guards
from inspect_app.core.headers import install_headers
from inspect_app.core.limits import install_limits
from inspect_app.core.openapi import Api
from inspect_app.core.origin import install_origin_check
from inspect_app.core.requests import install_request_log
from inspect_app.core.tasks import init_jobs
from inspect_app.core.transaction import guard_writes
from inspect_app.evidence.api import blueprint as evidence_api
from inspect_app.evidence.surroundings import install_surroundings
from inspect_app.evidence.time_api import blueprint as time_api
from inspect_app.notify.api import blueprint as notices_api
from inspect_app.notify.robots_api import blueprint as robots_api
from inspect_app.operations.api import blueprint as operations_api
from inspect_app.operations.telemetry import install_telemetry
from inspect_app.places.api import blueprint as places_api
from inspect_app.registry.api import blueprint as registry_api
from inspect_app.registry.files_api import blueprint as registry_files_api
from inspect_app.registry.visits.api import blueprint as visits_api
from inspect_app.review.api import blueprint as review_api
from inspect_app.review.bundles.api import blueprint as bundles_api
from inspect_app.review.desk_api import blueprint as desk_api
from inspect_app.review.log_api import blueprint as log_api
from inspect_app.review.signals.api import blueprint as signals_api
from inspect_app.review.verifier.routes import blueprint as verifier_page
from inspect_app.shell import blueprint as shell
from inspect_app.supervision.handover.api import blueprint as hand_over_api
from inspect_app.supervision.indicators.api import blueprint as indicators_api
from inspect_app.supervision.ledger.api import blueprint as ledger_api
from inspect_app.supervision.pressure.api import blueprint as pressure_api
from inspect_app.supervision.rhythm.api import blueprint as rhythm_api

API = "/api/v1"
BLUEPRINTS: list[APIBlueprint] = [
    accounts_api,
    accounts_admin_api,
    devices_api,
    shifts_api,
    places_api,
    evidence_api,
    time_api,
    cases_api,
    duties_api,
    review_api,
    log_api,
    desk_api,
    signals_api,
    bundles_api,
    notices_api,
    robots_api,
    ledger_api,
    hand_over_api,
    indicators_api,
    rhythm_api,
    pressure_api,
    registry_api,
    registry_files_api,
    visits_api,
]
MIGRATIONS = "migrations"


def create_app(config: Config) -> APIFlask:
    """An application with its settings, database, queue and routes; it touches nothing until it is asked."""
    config.instance.mkdir(parents=True, exist_ok=True)
    app = Api(
        "inspect_app",
        title="Inspect",
        version="1",
        spec_path=f"{API}/openapi.json",
        docs_path=None,
        static_folder=None,  # shell.py serves the build
    )
    app.config.update(flask_settings(config))
    app.extensions["inspect_settings"] = config
    app.wsgi_app = ProxyFix(app.wsgi_app, *[config.behind_proxy] * 4)  # type: ignore[method-assign]
    init_database(app)
    init_jobs(app, config.jobs)
    install_surroundings(app, tell_surroundings)
    register_errors(app)
    install_request_log(app)
    install_guards(app, authenticate)
    install_origin_check(app)
    install_limits(app)
    install_headers(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=API)
    app.register_blueprint(shell)
    app.register_blueprint(verifier_page)
    app.register_blueprint(operations_api)
    access(PUBLIC)(app.view_functions["openapi.spec"])  # APIFlask makes this view itself
    install_commands(app)
    install_telemetry(app, config)
    return app


def flask_settings(config: Config) -> dict[str, object]:
    """Our settings in the words of Flask and its extensions."""
    return {
        "SQLALCHEMY_DATABASE_URI": config.database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database),
        "SECRET_KEY": config.secret(),
        "MAX_CONTENT_LENGTH": config.upload_chunk_limit,
        "VALIDATION_ERROR_STATUS_CODE": 422,
        "VALIDATION_ERROR_DESCRIPTION": "A field does not fit; `errors` names each.",
    }


def engine_options(url: str) -> dict[str, object]:
    """Pool and driver options: one connection per thread, a broken one replaced before use."""
    quiet = {"hide_parameters": True}  # errors reach the log, and values are about people
    if url.startswith("sqlite"):
        return {**quiet, "pool_size": 32, "max_overflow": 32, "connect_args": {"timeout": 10}}
    return {**quiet, "pool_size": 16, "max_overflow": 16, "pool_pre_ping": True, "pool_timeout": 10}


def init_database(app: APIFlask) -> None:
    """Connect the ORM and the migrations."""
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True)
    with app.app_context():
        prepare_engine(db.engine)
    guard_writes()
