"""what the desks and the search of a city of years stand on: when a case needs somebody next, letters of notes"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import UtcTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DESK = ["status", "jurisdiction_unit_id", "urgent_at", "handler_unit_id", "grid_id", "id"]
OPEN = "status NOT IN ('closed', 'merged', 'rejected')"
NEVER = {"postgresql": "9999-01-01 00:00:00+00", "sqlite": "9999-01-01 00:00:00.000000"}
MERGED = "merged_into IS NOT NULL"
BATCH = 5_000
# The release that still runs keeps no urgency: its sweep mends what changes meanwhile.
FILL = """
UPDATE cases SET urgent_at = COALESCE(
  (SELECT min(due_at) FROM clocks WHERE case_id = cases.id AND met_at IS NULL AND paused_at IS NULL),
  CASE WHEN status = 'verified' THEN updated_at ELSE urgent_at END)
"""
LETTERS_OF = """
CREATE OR REPLACE FUNCTION letters_of(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT ARRAY(SELECT substr(lower(words), place, size)
   FROM generate_series(1, length(words)) AS place, generate_series(1, 2) AS size) $$
"""
POSTGRES_INDEXES = {
    "ix_cases_urgent_at_id": "ON cases (urgent_at, id)",
    "ix_cases_desk": f"ON cases ({', '.join(DESK)}) WHERE {OPEN}",
    "ix_cases_merged": f"ON cases (merged_into) WHERE {MERGED}",
    "ix_cases_note_letters": "ON cases USING gin (letters_of(note))",
    "ix_cases_number_start": 'ON cases (number COLLATE "C")',
}
CASE_NOTES = (
    """
CREATE VIRTUAL TABLE case_notes
USING fts5(note, case_id UNINDEXED, tokenize='trigram', detail='none')
""",
    "CREATE VIRTUAL TABLE case_note_letters USING fts5vocab(case_notes, instance)",
    "INSERT INTO case_notes (note, case_id) SELECT note || '  ', id FROM cases WHERE note <> ''",
    """
CREATE TRIGGER case_notes_new AFTER INSERT ON cases WHEN new.note <> '' BEGIN
INSERT INTO case_notes (note, case_id) VALUES (new.note || '  ', new.id); END
""",
)


def upgrade() -> None:
    """Go forward."""
    dialect = op.get_bind().dialect.name
    column = sa.Column("urgent_at", UtcTime(), server_default=NEVER[dialect], nullable=False)
    op.add_column("cases", column)
    if dialect != "postgresql":
        op.execute(f"{FILL} WHERE {OPEN}")
        op.create_index("ix_cases_urgent_at_id", "cases", ["urgent_at", "id"])
        op.create_index("ix_cases_desk", "cases", DESK, sqlite_where=sa.text(OPEN))
        op.create_index("ix_cases_merged", "cases", ["merged_into"], sqlite_where=sa.text(MERGED))
        op.drop_index("ix_cases_merged_into", "cases")
        for statement in CASE_NOTES:
            op.execute(statement)
        return
    op.execute(LETTERS_OF)
    # A large table goes on being written meanwhile; what an interrupted attempt left behind is no index.
    with op.get_context().autocommit_block():
        for first, last in batches():
            op.execute(f"{FILL} WHERE {OPEN} AND id BETWEEN '{first}' AND '{last}'")
        op.execute("SET statement_timeout = 0")  # years of notes take minutes; nobody waits for them
        for name, what in POSTGRES_INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} {what}")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_cases_merged_into")
        op.execute("RESET statement_timeout")


def batches() -> Iterator[tuple[object, object]]:
    """The first and last ids of some thousand open cases at a time: each batch is held for a moment only."""
    ids = op.get_bind().scalars(sa.text(f"SELECT id FROM cases WHERE {OPEN} ORDER BY id")).all()  # noqa: S608
    for first in range(0, len(ids), BATCH):
        part = ids[first : first + BATCH]
        yield part[0], part[-1]


def downgrade() -> None:
    """Go back."""
    op.create_index("ix_cases_merged_into", "cases", ["merged_into"])
    if op.get_bind().dialect.name == "postgresql":
        for name in POSTGRES_INDEXES:
            op.execute(f"DROP INDEX {name}")
        op.execute("DROP FUNCTION letters_of(text)")
    else:
        op.execute("DROP TRIGGER case_notes_new")
        for name in ("case_note_letters", "case_notes"):
            op.execute(f"DROP TABLE {name}")
        for name in ("ix_cases_desk", "ix_cases_merged", "ix_cases_urgent_at_id"):
            op.drop_index(name, "cases")
    op.drop_column("cases", "urgent_at")
