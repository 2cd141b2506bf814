"""The search in the table of bands: which hashes share a key with a picture and are near in its quarter.

Some six thousand rows have one of a picture's 384 keys when a million hashes are kept; about thirty of them
are near. PostgreSQL counts the differing bits itself and hands over the thirty. SQLite lives in this process
and has no such function: calling back for each row costs more than reading the rows and counting here.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import text

from inspect_app.core.db import db
from inspect_app.evidence.similarity.hashes import QUARTER_NEAR, is_near_quarter, signed

# One array, not a parameter for each key: composing and reading 384 of them took longer than the search.
IN_POSTGRESQL = text(
    "SELECT DISTINCT photo_bands.hash_id"
    " FROM unnest(CAST(:keys AS bigint[]), CAST(:quarters AS bigint[])) AS wanted (band_key, quarter)"
    " JOIN photo_bands ON photo_bands.band_key = wanted.band_key"
    " WHERE bit_count(CAST(photo_bands.quarter # wanted.quarter AS bit(64))) <= :near"
)
IN_SQLITE = (
    "SELECT band_key, quarter, hash_id FROM photo_bands WHERE band_key IN (SELECT value FROM json_each(?))"
)
Wanted = Mapping[int, Sequence[int]]


def near_in_a_quarter(wanted: Wanted) -> set[int]:
    """The ids of hashes found under one of the keys, within 15 bits of one of the quarters wanted there."""
    if db.session.connection().dialect.name == "postgresql":
        return _counted_by_the_database(wanted)
    return _counted_here(wanted)


def _counted_by_the_database(wanted: Wanted) -> set[int]:
    pairs = [(key, signed(quarter)) for key, quarters in wanted.items() for quarter in quarters]
    keys, quarters = zip(*pairs, strict=True)
    values = {"keys": list(keys), "quarters": list(quarters), "near": QUARTER_NEAR}
    return set(db.session.connection().scalars(IN_POSTGRESQL, values))


def _counted_here(wanted: Wanted) -> set[int]:
    cursor = db.session.connection().connection.cursor()  # its bare tuples: a third less time
    cursor.execute(IN_SQLITE, (json.dumps(list(wanted)),))
    rows = cursor.fetchall()
    return {hash_id for key, quarter, hash_id in rows if is_near_quarter(quarter, wanted[key])}
