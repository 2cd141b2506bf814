"""Where cases come from: the source of reports and cases, and lists that named a case."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CASES, REPORTS = "ix_cases_source", "ix_reports_source_reference"
NO_PATROL, NUMBERED = sa.text("source <> 'patrol'"), sa.text("source_reference IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    patrol = {"nullable": False, "server_default": "patrol"}
    op.add_column("cases", sa.Column("source", sa.String(), **patrol))
    op.add_column("reports", sa.Column("source", sa.String(), **patrol))
    op.add_column("reports", sa.Column("source_fields", JsonDoc, nullable=True))
    op.add_column("reports", sa.Column("source_reference", sa.String(), nullable=True))
    op.create_table(
        "case_references",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("fields", JsonDoc, nullable=False),
        sa.Column("added_by", BigId, nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_references_case_id_cases")),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_case_references_added_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_references")),
    )
    op.create_index(op.f("ix_case_references_case_id"), "case_references", ["case_id"])
    op.create_index(op.f("ix_case_references_source_case_id"), "case_references", ["source", "case_id"])
    op.create_index(op.f("ix_case_references_reference"), "case_references", ["reference"])
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(CASES, "cases", ["source", "updated_at"], sqlite_where=NO_PATROL)
        op.create_index(REPORTS, "reports", ["source_reference"], sqlite_where=NUMBERED)
        return
    # Large tables go on being written meanwhile; what an interrupted attempt left behind is no index.
    with op.get_context().autocommit_block():
        for name, table in ((CASES, "cases"), (REPORTS, "reports")):
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        apart = {"postgresql_concurrently": True}
        op.create_index(CASES, "cases", ["source", "updated_at"], postgresql_where=NO_PATROL, **apart)
        op.create_index(REPORTS, "reports", ["source_reference"], postgresql_where=NUMBERED, **apart)


def downgrade() -> None:
    """Go back; where cases came from stands in the log."""
    op.drop_index(REPORTS, "reports")
    op.drop_index(CASES, "cases")
    op.drop_table("case_references")
    for name in ("source_reference", "source_fields", "source"):
        op.drop_column("reports", name)
    op.drop_column("cases", "source")
