"""The registry: entries, who is responsible for them, which cases are about them."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, UtcTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "registry_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("datum", sa.String(), nullable=True),
        sa.Column("map_cell", sa.Integer(), nullable=True),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("jurisdiction_unit_id", BigId, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("contractor", sa.String(), nullable=False),
        sa.Column("permit", sa.String(), nullable=False),
        sa.Column("permit_from", sa.Date(), nullable=True),
        sa.Column("permit_to", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_by", BigId, nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("confirmed_by", BigId, nullable=True),
        sa.Column("confirmed_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('site', 'enterprise', 'vehicle')", name=op.f("ck_registry_entries_kind")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_registry_entries_changed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_registry_entries_confirmed_by_people")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_registry_entries_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_unit_id"],
            ["units.id"],
            name=op.f("fk_registry_entries_jurisdiction_unit_id_units"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["registry_entries.id"], name=op.f("fk_registry_entries_owner_id_registry_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_entries")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_registry_entries_kind_number")),
    )
    for columns in (
        ("kind", "name_key"),
        ("map_cell",),
        ("credit_code",),
        ("jurisdiction_unit_id",),
        ("owner_id",),
    ):
        op.create_index(op.f("ix_registry_entries_" + "_".join(columns)), "registry_entries", [*columns])

    op.create_table(
        "registry_leaders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(entry_id IS NULL) <> (grid_id IS NULL)", name=op.f("ck_registry_leaders_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entries.id"], name=op.f("fk_registry_leaders_entry_id_registry_entries")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_registry_leaders_grid_id_grids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_leaders")),
    )
    op.create_index(op.f("ix_registry_leaders_entry_id"), "registry_leaders", ["entry_id"])
    op.create_index(op.f("ix_registry_leaders_grid_id"), "registry_leaders", ["grid_id"])

    op.create_table(
        "case_entries",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("linked_by", BigId, nullable=False),
        sa.Column("linked_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entries.id"], name=op.f("fk_case_entries_entry_id_registry_entries")
        ),
        sa.ForeignKeyConstraint(["linked_by"], ["people.id"], name=op.f("fk_case_entries_linked_by_people")),
        sa.PrimaryKeyConstraint("case_id", "entry_id", name=op.f("pk_case_entries")),
    )
    op.create_index(op.f("ix_case_entries_entry_id"), "case_entries", ["entry_id"])


def downgrade() -> None:
    """Go back."""
    for table in ("case_entries", "registry_leaders", "registry_entries"):
        op.drop_table(table)
