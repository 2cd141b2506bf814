"""How deadlines are counted: spans, imported holidays, emergency periods, twice-reviewed appeals."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("imported_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "emergency_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("declared_by", BigId, nullable=True),
        sa.Column("lifted_by", BigId, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["people.id"], name=op.f("fk_emergency_periods_declared_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["people.id"], name=op.f("fk_emergency_periods_lifted_by_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_emergency_periods_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_periods")),
    )
    op.create_index(
        op.f("ix_emergency_periods_ended_at_started_at"),
        "emergency_periods",
        ["ended_at", "started_at"],
        unique=False,
    )
    op.create_table(
        "breach_exemptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", UtcTime(), nullable=False),
        sa.Column("first_reviewer", BigId, nullable=True),
        sa.Column("second_reviewer", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clocks.id"], name=op.f("fk_breach_exemptions_clock_id_clocks")
        ),
        sa.ForeignKeyConstraint(
            ["first_reviewer"], ["people.id"], name=op.f("fk_breach_exemptions_first_reviewer_people")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["case_requests.id"], name=op.f("fk_breach_exemptions_request_id_case_requests")
        ),
        sa.ForeignKeyConstraint(
            ["second_reviewer"], ["people.id"], name=op.f("fk_breach_exemptions_second_reviewer_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_exemptions")),
    )
    op.create_index(op.f("ix_breach_exemptions_clock_id"), "breach_exemptions", ["clock_id"], unique=False)
    op.create_table(
        "clock_spans",
        sa.Column("id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("time_kind", sa.String(), nullable=True),
        sa.Column("amount", BigId, nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("from_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_clock_spans_clock_id_clocks")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["case_requests.id"], name=op.f("fk_clock_spans_request_id_case_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_spans")),
    )
    op.create_index(op.f("ix_clock_spans_clock_id"), "clock_spans", ["clock_id"], unique=False)
    op.add_column("case_requests", sa.Column("reviewed_by", BigId, nullable=True))
    op.add_column("case_requests", sa.Column("reviewed_at", UtcTime(), nullable=True))
    op.add_column("case_requests", sa.Column("review_note", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("mode", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("planned_at", UtcTime(), nullable=True))
    op.add_column("clocks", sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back."""
    for table, columns in (
        ("clocks", ["provisional"]),
        ("cases", ["planned_at", "mode"]),
        ("case_requests", ["review_note", "reviewed_at", "reviewed_by"]),
    ):
        for column in columns:
            op.drop_column(table, column)
    for table in ("clock_spans", "breach_exemptions", "emergency_periods", "calendar_years", "calendar_days"):
        op.drop_table(table)
