"""What the databases themselves keep to find a case by letters of its note, or by the start of its number.

PostgreSQL has a GIN index over the function `letters_of`: the letters of a text and its pairs. SQLite has a
full-text table with terms of three letters, whose beginnings are looked up. Both are filled by the database:
a release that knows nothing of them may go on writing. Notes are never rewritten, cases never deleted.
"""

from sqlalchemy import DDL, event

from inspect_app.cases.models import Case

POSTGRES = (
    """
CREATE OR REPLACE FUNCTION letters_of(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT ARRAY(SELECT substr(lower(words), place, size)
   FROM generate_series(1, length(words)) AS place, generate_series(1, 2) AS size) $$
""",
    "CREATE INDEX ix_cases_note_letters ON cases USING gin (letters_of(note))",
    'CREATE INDEX ix_cases_number_start ON cases (number COLLATE "C")',
)
SQLITE = (
    """
CREATE VIRTUAL TABLE IF NOT EXISTS case_notes
USING fts5(note, case_id UNINDEXED, tokenize='trigram', detail='none')
""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS case_note_letters USING fts5vocab(case_notes, instance)",
    # Two blanks at the end: the last letters, too, begin a term of three.
    """
CREATE TRIGGER IF NOT EXISTS case_notes_new AFTER INSERT ON cases WHEN new.note <> '' BEGIN
INSERT INTO case_notes (note, case_id) VALUES (new.note || '  ', new.id); END
""",
)
GONE = ("DROP TABLE IF EXISTS case_note_letters", "DROP TABLE IF EXISTS case_notes")
# How their names begin.
OF_THE_DATABASE = ("case_note", "ix_cases_note_letters", "ix_cases_number_start", "ix_cases_turn")


def modelled(name: str | None, *_: object) -> bool:
    """Whether a table or index of this name is described by a model, and not kept by the database alone."""
    return name is None or not name.startswith(OF_THE_DATABASE)


for statement in GONE:
    event.listen(Case.__table__, "before_drop", DDL(statement).execute_if(dialect="sqlite"))
for dialect, statements in (("postgresql", POSTGRES), ("sqlite", SQLITE)):
    for statement in statements:
        event.listen(Case.__table__, "after_create", DDL(statement).execute_if(dialect=dialect))
