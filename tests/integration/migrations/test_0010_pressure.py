"""Migration 0010: proposals and documents, beside cases that are there."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from tests.builders import City
from tests.integration.test_migrations import FOLDER, tables


def test_documents_and_proposals_go_with_their_tables_and_leave_the_cases(city: City) -> None:
    case_id = city.hand("inspector").filed()
    order = {"rung": "reminder", "unit_id": city.units["works"], "demand": "覆盖", "case_ids": [case_id]}
    path = f"/api/v1/supervision/documents/{uuid7()}"
    assert city.hand("supervisor").client.put(path, json=order).status_code == 201
    new = {"proposals", "documents", "document_cases", "document_replies", "document_findings"}

    with city.app.app_context():
        assert new <= tables()
        downgrade(FOLDER, revision="0009")
        assert tables() & new == set()
        upgrade(FOLDER)
        assert db.session.execute(text("SELECT count(*) FROM documents")).scalar_one() == 0
        db.session.remove()
    assert city.hand("supervisor").case(case_id)["status"] == "reported"
