"""Superiors' hand-over lists: each list, and its rows with what was decided about them."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "hand_over_lists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("imported_by", BigId, nullable=False),
        sa.Column("imported_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_hand_over_lists_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["people.id"], name=op.f("fk_hand_over_lists_imported_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_lists")),
        sa.UniqueConstraint(
            "unit_id", "issuer", "batch", name=op.f("uq_hand_over_lists_unit_id_issuer_batch")
        ),
    )
    op.create_index(op.f("ix_hand_over_lists_imported_at"), "hand_over_lists", ["imported_at"])
    op.create_table(
        "hand_over_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("category_words", sa.String(), nullable=False),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("unit_words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("candidates", JsonDoc, nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('match', 'new', 'leave_out')", name=op.f("ck_hand_over_rows_decision")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["hand_over_lists.id"], name=op.f("fk_hand_over_rows_list_id_hand_over_lists")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_hand_over_rows_unit_id_units")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hand_over_rows_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_hand_over_rows_decided_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_rows")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_hand_over_rows_list_id_number")),
    )
    op.create_index(op.f("ix_hand_over_rows_case_id"), "hand_over_rows", ["case_id"])
    op.create_index(op.f("ix_hand_over_rows_list_id_row"), "hand_over_rows", ["list_id", "row"])
    op.create_index(op.f("ix_hand_over_rows_number"), "hand_over_rows", ["number"])


def downgrade() -> None:
    """Go back; what was imported and decided stands in the log."""
    op.drop_table("hand_over_rows")
    op.drop_table("hand_over_lists")
