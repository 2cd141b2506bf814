"""Second looks: verifiers drawn by lot, verdicts, look-backs, weekly re-checks, traces of operators."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rechecks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("checkpoint_size", BigId, nullable=False),
        sa.Column("checkpoint_note", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("case_ids", JsonDoc, nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("log_index", BigId, nullable=False),
        sa.Column("drawn_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_rechecks")),
        sa.UniqueConstraint("log_index", name=op.f("uq_rechecks_log_index")),
    )
    op.create_table(
        "case_traces",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_traces_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "kind", "value", name=op.f("pk_case_traces")),
    )
    op.create_index(op.f("ix_case_traces_kind_value"), "case_traces", ["kind", "value"], unique=False)

    op.create_table(
        "verdicts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_verdicts_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_verdicts_person_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_verdicts_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    op.create_index(op.f("ix_verdicts_case_id"), "verdicts", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_verdicts_given_at_person_id"), "verdicts", ["given_at", "person_id"], unique=False
    )
    op.create_index(
        op.f("ix_verdicts_unit_id_person_id_given_at"),
        "verdicts",
        ["unit_id", "person_id", "given_at"],
        unique=False,
    )

    op.create_table(
        "look_backs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("closure_id", BigId, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("reasons", JsonDoc, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", UtcTime(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("overdue_at", UtcTime(), nullable=True),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("ended_by", BigId, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_look_backs_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closures.id"], name=op.f("fk_look_backs_closure_id_closures")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_look_backs_ended_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_look_backs_person_id_people")),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_look_backs_photo_id_photos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_backs")),
    )
    op.create_index(op.f("ix_look_backs_case_id"), "look_backs", ["case_id"], unique=False)
    op.create_index(op.f("ix_look_backs_closure_id"), "look_backs", ["closure_id"], unique=False)
    op.create_index(op.f("ix_look_backs_person_id_state"), "look_backs", ["person_id", "state"], unique=False)
    op.create_index(op.f("ix_look_backs_state_opens_at"), "look_backs", ["state", "opens_at"], unique=False)

    op.create_table(
        "draws",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rectification_id", BigId, nullable=True),
        sa.Column("look_back_id", BigId, nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("width", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("pool", JsonDoc, nullable=False),
        sa.Column("excluded", JsonDoc, nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("cause_index", BigId, nullable=False),
        sa.Column("log_index", BigId, nullable=False),
        sa.Column("drawn_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_draws_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["look_back_id"], ["look_backs.id"], name=op.f("fk_draws_look_back_id_look_backs")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_draws_person_id_people")),
        sa.ForeignKeyConstraint(
            ["rectification_id"], ["rectifications.id"], name=op.f("fk_draws_rectification_id_rectifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("log_index", name=op.f("uq_draws_log_index")),
    )
    op.create_index(op.f("ix_draws_case_id"), "draws", ["case_id"], unique=False)
    op.create_index(op.f("ix_draws_look_back_id_attempt"), "draws", ["look_back_id", "attempt"], unique=True)
    op.create_index(
        op.f("ix_draws_rectification_id_attempt"), "draws", ["rectification_id", "attempt"], unique=True
    )


def downgrade() -> None:
    """Go back."""
    for table in ("draws", "look_backs", "verdicts", "case_traces", "rechecks"):
        op.drop_table(table)
