"""The index of the most urgent cases counts their priority."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NAME = "ix_cases_turn"
POSTGRES = "((((urgent_at AT TIME ZONE 'UTC') - priority * interval '1 day') AT TIME ZONE 'UTC'), id)"
SQLITE = "(strftime('%Y-%m-%d %H:%M:%f000', urgent_at, '-' || priority || ' days'), id)"


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"CREATE INDEX {NAME} ON cases {SQLITE}")
        return
    # A large table goes on being written meanwhile; what an interrupted attempt left behind is no index.
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        op.execute(f"CREATE INDEX CONCURRENTLY {NAME} ON cases {POSTGRES}")
        op.execute("RESET statement_timeout")


def downgrade() -> None:
    """Go back."""
    op.execute(f"DROP INDEX {NAME}")
