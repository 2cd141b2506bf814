"""The ledger: sign-offs of closings, feedback of units, the daily rhythm; an index for cases by time of report."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEX, COLUMNS = "ix_cases_reported_at_id", ["reported_at", "id"]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "ledger_signoffs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("closure_id", BigId, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by", BigId, nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.CheckConstraint("decision IN ('signed', 'refused')", name=op.f("ck_ledger_signoffs_decision")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_signoffs_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closures.id"], name=op.f("fk_ledger_signoffs_closure_id_closures")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_ledger_signoffs_decided_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_signoffs")),
        sa.UniqueConstraint("closure_id", name=op.f("uq_ledger_signoffs_closure_id")),
    )
    op.create_index(op.f("ix_ledger_signoffs_case_id"), "ledger_signoffs", ["case_id"])
    op.create_table(
        "case_feedbacks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("amount", BigId, nullable=False),
        sa.Column("amount_unit", sa.String(), nullable=False),
        sa.Column("given_by", BigId, nullable=False),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_case_feedbacks_progress")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_feedbacks_case_id_cases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_feedbacks_unit_id_units")),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_case_feedbacks_given_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_feedbacks")),
    )
    op.create_index(op.f("ix_case_feedbacks_case_id_day"), "case_feedbacks", ["case_id", "day"])
    op.create_index(op.f("ix_case_feedbacks_day_unit_id"), "case_feedbacks", ["day", "unit_id"])
    op.create_table(
        "rhythm_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("started_by", BigId, nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_by", BigId, nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_rhythm_periods_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["started_by"], ["people.id"], name=op.f("fk_rhythm_periods_started_by_people")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_rhythm_periods_ended_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rhythm_periods")),
    )
    op.create_index(op.f("ix_rhythm_periods_unit_id_first_day"), "rhythm_periods", ["unit_id", "first_day"])
    op.create_table(
        "daily_products",
        sa.Column("id", BigId, nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("numbers", JsonDoc, nullable=False),
        sa.Column("filed_by", BigId, nullable=True),
        sa.Column("filed_at", UtcTime(), nullable=True),
        sa.Column("missed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["period_id"], ["rhythm_periods.id"], name=op.f("fk_daily_products_period_id_rhythm_periods")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_daily_products_unit_id_units")),
        sa.ForeignKeyConstraint(["filed_by"], ["people.id"], name=op.f("fk_daily_products_filed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_products")),
    )
    op.create_index(
        op.f("ix_daily_products_period_id_unit_id_kind_day"),
        "daily_products",
        ["period_id", "unit_id", "kind", "day"],
        unique=True,
    )
    op.create_index(op.f("ix_daily_products_day"), "daily_products", ["day"])
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(INDEX, "cases", COLUMNS)
        return
    # A large table goes on being written meanwhile; what an interrupted attempt left behind is no index.
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, "cases", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "cases", COLUMNS, postgresql_concurrently=True)


def downgrade() -> None:
    """Go back."""
    op.drop_index(INDEX, "cases")
    for table in ("daily_products", "rhythm_periods", "case_feedbacks", "ledger_signoffs"):
        op.drop_table(table)
