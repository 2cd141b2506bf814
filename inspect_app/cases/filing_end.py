"""What is written of a report last, while all who file wait: its number and its place in the log."""

from sqlalchemy import bindparam, update

from inspect_app.cases.models import Case, Report
from inspect_app.cases.telling import details_of, key_of_filed
from inspect_app.core.db import db
from inspect_app.notify.service import REWORD

# The names are those of no column: SQLAlchemy would set it.
NUMBER = update(Case).where(Case.id == bindparam("the_case")).values(number=bindparam("drawn"))
RECEIPT = (
    update(Report)
    .where(Report.id == bindparam("the_case"))
    .values(log_index=bindparam("at_index"), leaf_hash=bindparam("leaf"))
)
TOGETHER = RECEIPT.add_cte(NUMBER.cte("numbered"), REWORD.cte("reworded"))


def write_last(case: Case, report: Report) -> None:
    """The number of the case, on its row and in its notice, and where its report stands in the log."""
    number = {"the_case": case.id, "drawn": case.number}
    words = {"told_key": key_of_filed(case), "told_details": details_of(case)}
    place = {"the_case": report.id, "at_index": report.log_index, "leaf": report.leaf_hash}
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(TOGETHER, number | words | place)  # one trip to the database
        return
    for statement, values in ((NUMBER, number), (REWORD, words), (RECEIPT, place)):
        connection.execute(statement, values)
