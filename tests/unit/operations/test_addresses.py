"""The database's address in the words of PostgreSQL's own programs."""

import pytest
from sqlalchemy import make_url

from inspect_app.operations.backup.database import plain_address


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("postgresql+psycopg://inspect:secret@db:5433/city", "postgresql://inspect@db:5433/city"),
        ("postgresql+psycopg://db/city", "postgresql://db/city"),
        (
            "postgresql+psycopg://u:secret@/city?host=a:1&host=b:2&target_session_attrs=read-write",
            "postgresql://u@a:1,b:2/city?target_session_attrs=read-write",
        ),
        ("postgresql+psycopg://u:p@/city?host=/run/postgresql", "postgresql://u@%2Frun%2Fpostgresql/city"),
    ],
)
def test_an_address_loses_its_password_and_keeps_the_rest(ours: str, theirs: str) -> None:
    assert plain_address(make_url(ours)) == theirs
