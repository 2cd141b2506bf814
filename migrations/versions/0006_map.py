"""the map of cases: a covering index in place of that of cells alone; air quality stations"""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = [
    "map_cell",
    "lat_e7",
    "lon_e7",
    "status",
    "due_at",
    "category",
    "reported_at",
    "jurisdiction_unit_id",
    "handler_unit_id",
    "grid_id",
    "id",
]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "stations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("source_datum", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name=op.f("uq_stations_code")),
    )
    if op.get_bind().dialect.name != "postgresql":
        op.create_index("ix_cases_map", "cases", COLUMNS)
        op.drop_index("ix_cases_map_cell", "cases")
        return
    # A large table goes on being written meanwhile; what an interrupted attempt left behind is no index.
    with op.get_context().autocommit_block():
        op.drop_index("ix_cases_map", "cases", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_cases_map", "cases", COLUMNS, postgresql_concurrently=True)
        op.drop_index("ix_cases_map_cell", "cases", postgresql_concurrently=True)


def downgrade() -> None:
    """Go back."""
    op.create_index("ix_cases_map_cell", "cases", ["map_cell"])
    op.drop_index("ix_cases_map", "cases")
    op.drop_table("stations")
