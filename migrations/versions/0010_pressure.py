"""The ladder of pressure: proposals, numbered documents, their cases, answers and findings."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("issuing_unit_id", BigId, nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("basis", JsonDoc, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("issued_by", BigId, nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("receive_due_at", UtcTime(), nullable=False),
        sa.Column("reply_due_at", UtcTime(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("delivered_to", sa.Integer(), nullable=False),
        sa.Column("received_by", BigId, nullable=True),
        sa.Column("received_at", UtcTime(), nullable=True),
        sa.Column("ended_by", BigId, nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=True),
        sa.Column("log_index", BigId, nullable=False),
        sa.Column("leaf_hash", sa.String(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.Column("pdf_size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_documents_ended_by_people")),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_documents_issued_by_people")),
        sa.ForeignKeyConstraint(
            ["issuing_unit_id"], ["units.id"], name=op.f("fk_documents_issuing_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["received_by"], ["people.id"], name=op.f("fk_documents_received_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_documents_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "issuing_unit_id",
            "rung",
            "year",
            "serial",
            name=op.f("uq_documents_issuing_unit_id_rung_year_serial"),
        ),
    )
    op.create_index(op.f("ix_documents_issued_at"), "documents", ["issued_at"], unique=False)
    op.create_index(
        op.f("ix_documents_state_reply_due_at"), "documents", ["state", "reply_due_at"], unique=False
    )
    op.create_index(
        op.f("ix_documents_unit_id_issued_at"), "documents", ["unit_id", "issued_at"], unique=False
    )

    op.create_table(
        "document_cases",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_document_cases_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_cases_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", "case_id", name=op.f("pk_document_cases")),
    )
    op.create_index(op.f("ix_document_cases_case_id"), "document_cases", ["case_id"], unique=False)

    op.create_table(
        "document_findings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("found_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_findings_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_findings")),
        sa.UniqueConstraint(
            "document_id", "code", "round", name=op.f("uq_document_findings_document_id_code_round")
        ),
    )
    op.create_table(
        "document_replies",
        sa.Column("id", BigId, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photo_ids", JsonDoc, nullable=False),
        sa.Column("replied_by", BigId, nullable=False),
        sa.Column("replied_at", UtcTime(), nullable=False),
        sa.Column("returned_by", BigId, nullable=True),
        sa.Column("returned_at", UtcTime(), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_replies_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["people.id"], name=op.f("fk_document_replies_replied_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["people.id"], name=op.f("fk_document_replies_returned_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_replies")),
        sa.UniqueConstraint("document_id", "round", name=op.f("uq_document_replies_document_id_round")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("jurisdiction_unit_id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("case_ids", JsonDoc, nullable=False),
        sa.Column("basis", JsonDoc, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_proposals_case_id_cases")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_proposals_decided_by_people")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_proposals_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction_unit_id"], ["units.id"], name=op.f("fk_proposals_jurisdiction_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_proposals_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("key", name=op.f("uq_proposals_key")),
    )
    op.create_index(op.f("ix_proposals_case_id"), "proposals", ["case_id"], unique=False)
    op.create_index(op.f("ix_proposals_document_id"), "proposals", ["document_id"], unique=False)
    op.create_index(op.f("ix_proposals_state_made_at"), "proposals", ["state", "made_at"], unique=False)
    op.create_index(op.f("ix_proposals_unit_id_made_at"), "proposals", ["unit_id", "made_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    for table in ("proposals", "document_replies", "document_findings", "document_cases", "documents"):
        op.drop_table(table)
