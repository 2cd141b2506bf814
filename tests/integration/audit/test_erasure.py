"""Personal words stay out of the log's bodies, and can be erased beside them without breaking a proof."""

import re

from sqlalchemy import select, update

from inspect_app.accounts.models import Person
from inspect_app.audit.models import Event, LogEntry
from inspect_app.audit.witness import check
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.builders import City, announcement, days_ahead, jpeg
from tests.integration.audit.conftest import Ledger

PLACE = (34.6512345, 112.4598765)
WORDS = ("裸土未覆盖", "覆盖防尘网三百平", "现场已看过", "请尽快", "下雨不能施工", "工地门口", "豫C12345")


def whole_story(city: City) -> str:
    """A case from its report to its end, with words in every field that takes some."""
    photo = announcement(jpeg(3))
    photo["position"] = {"lat": PLACE[0], "lon": PLACE[1], "accuracy_m": 8.0, "source": "device"}
    case_id = city.hand("inspector").filed(place=PLACE, note=WORDS[0], photos=[photo])
    assert city.hand("inspector").upload(photo["id"], jpeg(3)).status_code == 204
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(
        case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3), instructions=f"{WORDS[3]} 王工"
    )
    worker.does(case_id, "acknowledge")
    asked = worker.asks(case_id, "extension", reason=WORDS[4], due_at=days_ahead(9)).get_json()["case"]
    boss.answers(case_id, asked["requests"][0]["id"], "approve", note=WORDS[5])
    worker.after_photo(case_id, jpeg(4))
    worker.does(case_id, "submit", measures=WORDS[1])
    city.hand("verifier").does(case_id, "verify", note=WORDS[2])
    assert city.hand("auditor").get(f"/photos/{photo['id']}/original").status_code == 200
    return case_id


def test_no_words_names_numbers_or_places_of_people_stand_in_any_body(city: City, ledger: Ledger) -> None:
    whole_story(city)
    city.person("sysadmin", Role.SYSADMIN, "city")
    boss = city.hand("sysadmin")
    new = {"username": "zhangwei", "name": "张伟", "unit_id": city.units["east"], "phone": "13812345678"}
    made = boss.client.post("/api/v1/people", json=new)
    assert made.status_code == 201, made.text
    change = {"name": "张小伟", "phone": "13987654321"}
    assert boss.client.patch(f"/api/v1/people/{made.get_json()['id']}", json=change).status_code == 200
    with ledger.app.app_context():
        text = b"\n".join(db.session.scalars(select(LogEntry.body))).decode()
        told = " ".join(str(payload) for payload in db.session.scalars(select(Event.payload)))
        names = list(db.session.scalars(select(Person.name)))

    words = [*WORDS[:6], "王工", "zhangwei", "张伟", "张小伟", "13812345678", "13987654321"]
    words += [str(round(value * 1e7)) for value in PLACE] + [str(value)[:7] for value in PLACE]
    assert [word for word in [*words, *names] if word in text] == []
    assert not re.search("[\u4e00-\u9fff]", text), "a body holds Chinese words"
    assert [word for word in words[:12] if word not in told] == [], "the words were really said"


def test_erased_words_are_gone_and_every_proof_still_holds(city: City, ledger: Ledger) -> None:
    case_id = whole_story(city)
    ledger.publish()
    held, bodies = ledger.seen(), ledger.bodies()

    result = ledger.app.test_cli_runner().invoke(
        args=["audit", "erase", f"case:{case_id}", "--reason", "当事人李某要求"]
    )

    assert result.exit_code == 0, result.output
    assert ledger.bodies()[: len(bodies)] == bodies
    assert ledger.faults() == []
    with ledger.app.app_context():
        rows = list(db.session.scalars(select(Event).where(Event.subject == f"case:{case_id}")))
        assert [(row.payload, row.salt) for row in rows[:-1]] == [(None, None)] * (len(rows) - 1)
        assert (rows[-1].kind, rows[-1].payload) == ("payload_erased", {"reason": "当事人李某要求"})
        nulls = select(Event).where(Event.subject == f"case:{case_id}", Event.payload.is_(None))
        assert len(list(db.session.scalars(nulls))) == len(rows) - 1
    assert "李某" not in ledger.bodies()[-1].decode()
    ledger.publish()
    assert check(ledger.fetch, held, ledger.seen()).checkpoint.size == len(bodies) + 1
    history = city.hand("auditor").get(f"/cases/{case_id}/history")
    assert history.status_code == 200, history.text
    assert city.hand("auditor").get("/log/entries").status_code == 200


def test_a_person_is_erased_only_out_of_office_and_then_everywhere(city: City, ledger: Ledger) -> None:
    person_id = city.person("leaving", Role.INSPECTOR, "east")
    runner = ledger.app.test_cli_runner()
    erase = ["audit", "erase", f"person:{person_id}", "--reason", "离职满三年"]
    refused = runner.invoke(args=erase)
    assert refused.exit_code == 1
    assert "disable it first" in refused.output
    city.person("sysadmin", Role.SYSADMIN, "city")
    hand = city.hand("sysadmin")
    assert hand.client.patch(f"/api/v1/people/{person_id}", json={"active": False}).status_code == 200

    assert runner.invoke(args=erase).exit_code == 0

    with ledger.app.app_context():
        person = db.session.get_one(Person, person_id)
        assert (person.username, person.name, person.phone) == (f"erased-{person_id}", "已删除", None)
        words = select(Event.payload).where(Event.subject == f"person:{person_id}", Event.salt.is_not(None))
        assert list(db.session.scalars(words)) == [{"reason": "离职满三年"}]
    assert ledger.faults() == []


def test_words_that_vanish_without_an_entry_are_noticed(ledger: Ledger) -> None:
    ledger.grow(3)
    with ledger.app.app_context(), write_transaction() as session:
        session.execute(update(Event).where(Event.log_index == 1).values(payload=None, salt=None))

    assert ledger.faults() == ["entry 1: the payload is gone, and no entry says that it was erased"]


def test_a_subject_nobody_wrote_about_cannot_be_erased(ledger: Ledger) -> None:
    result = ledger.app.test_cli_runner().invoke(args=["audit", "erase", "case:nothing", "--reason", "x"])
    assert result.exit_code == 1
    assert "holds no words" in result.output
