"""`flask doctor`: is this installation fit to take reports? Each look says what it saw and what to do."""

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction
from inspect_app.operations.doctor.check import Check, Grade, Look, bad
from inspect_app.operations.doctor.keys import log_signed, push_key, secret_key, signing_key
from inspect_app.operations.doctor.machine import account, clocks, disk, folder
from inspect_app.operations.doctor.servers import database, migrations, object_store, queue
from inspect_app.operations.doctor.settings import configuration, time_zone
from inspect_app.operations.doctor.work import backup, holidays, sweeps, workers

LOOKS: tuple[Look, ...] = (
    configuration,
    time_zone,
    account,
    folder,
    disk,
    database,
    migrations,
    object_store,
    clocks,
    signing_key,
    log_signed,
    secret_key,
    push_key,
    queue,
    workers,
    sweeps,
    holidays,
    backup,
)
# A server that does not answer may take minutes to say so: it is asked once.
WITHOUT_DATABASE = {configuration, time_zone, account, folder, disk, database, object_store, push_key, queue}
SERVERS = {queue: "JOBS_URL", object_store: "S3_ENDPOINT"}
NO_SUCH_TABLE = {"42P01", "42703"}  # PostgreSQL: undefined table, undefined column


def examine_installation() -> list[Check]:
    """Every check in order; one that breaks has failed, and the others go on."""
    checks: list[Check] = []
    away = False
    for look in LOOKS:
        if away and look not in WITHOUT_DATABASE:
            checks.append(bad(name_of(look), "not looked at before the database is mended"))
            continue
        checks.append(looked(look))
        away = away or (look is database and checks[-1].grade == Grade.BAD)
    return checks


def looked(look: Look) -> Check:
    """The result of one look, in a transaction of its own."""
    name = name_of(look)
    try:
        with read_transaction():
            return look()
    except Problem as problem:
        return bad(name, problem.detail)
    except (DBAPIError, PoolTimeout) as error:
        return bad(name, of_database(error))
    except Exception as error:
        current_app.logger.warning("the check %s broke", name, exc_info=True)
        where = f": look at {SERVERS[look]} and its server" if look in SERVERS else "; the log has more"
        return bad(name, f"does not answer ({type(error).__name__}){where}")


def name_of(look: Look) -> str:
    """As the table names it."""
    return look.__name__.replace("_", " ")


def of_database(error: DBAPIError | PoolTimeout) -> str:
    """What to do about a database that refused a question."""
    said = getattr(error, "orig", None)
    if getattr(said, "sqlstate", None) in NO_SUCH_TABLE or "no such " in str(said):
        return "the schema is not that of this release: flask db upgrade"
    current_app.logger.warning("the database refused: %s", type(said or error).__name__)
    return "does not answer or lets nobody in: is its server running, is DATABASE_URL right?"
