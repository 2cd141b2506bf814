"""Dated duty tables, station rings and priority: what routed a case, and what shortens its clocks."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CASE_COLUMNS = ("duty_table_id", "duty_row_id", "ring", "ring_station_id", "priority")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "duty_tables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", BigId, nullable=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("enacted_by", BigId, nullable=True),
        sa.Column("enacted_at", UtcTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("gaps", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["enacted_by"], ["people.id"], name=op.f("fk_duty_tables_enacted_by_people")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_duty_tables_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_tables")),
    )
    op.create_index(op.f("ix_duty_tables_state_valid_from"), "duty_tables", ["state", "valid_from"])
    op.create_table(
        "duty_rows",
        sa.Column("id", BigId, nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("helper_unit_ids", JsonDoc, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_duty_rows_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["table_id"], ["duty_tables.id"], name=op.f("fk_duty_rows_table_id_duty_tables")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_rows_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rows")),
    )
    op.create_index(op.f("ix_duty_rows_table_id_line"), "duty_rows", ["table_id", "line"])
    op.add_column("cases", sa.Column("duty_table_id", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("duty_row_id", BigId, nullable=True))
    op.add_column("cases", sa.Column("ring", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("ring_station_id", BigId, nullable=True))
    op.add_column("cases", sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clock_spans", sa.Column("because", JsonDoc, nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("clock_spans", "because")
    for column in reversed(CASE_COLUMNS):
        op.drop_column("cases", column)
    op.drop_table("duty_rows")
    op.drop_table("duty_tables")
