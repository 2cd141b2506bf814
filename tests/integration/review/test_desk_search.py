"""An auditor searches the log: filters, words, order, cursor, indexes, and the list taken away."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from apiflask import APIFlask
from sqlalchemy import Select, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from inspect_app.audit.models import Event
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.review import search
from inspect_app.review.search import NEWEST, OLDEST, STRETCH, LogFilter, find_entries, in_order
from tests.builders import City, Hand, Json, announcement, jpeg

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 3 * STRETCH


def entries(hand: Hand, **query: object) -> list[Json]:
    answer = hand.get("/log/entries", query_string={name.rstrip("_"): value for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.get_json()["items"]


@pytest.fixture
def case_id(city: City) -> str:
    """A case with a photo whose original the supervisor has looked at, accepted with words."""
    photo = announcement(jpeg(21))
    case_id = city.hand("inspector").filed(photos=[photo], note="渣土车未覆盖 100% A_b")
    assert city.hand("inspector").upload(photo["id"], jpeg(21)).status_code == 204
    assert city.hand("supervisor").get(f"/photos/{photo['id']}/original", buffered=True).status_code == 200
    city.hand("supervisor").does(case_id, "accept", note="请尽快处理")
    return case_id


def test_entries_carry_the_names_of_people_and_cases(city: City, case_id: str) -> None:
    auditor = city.hand("auditor")
    looked = entries(auditor, kind="original_viewed")

    assert [one["actor"] for one in looked] == [{"id": city.people["supervisor"], "name": "supervisor某"}]
    number = city.hand("auditor").case(case_id)["number"]
    assert looked[0]["case"] == {"id": case_id, "number": number}
    assert looked[0]["label"] == {"zh": "查看原图", "en": "Original viewed"}


def test_filters_narrow_the_list_and_go_together(city: City, case_id: str) -> None:
    auditor, boss = city.hand("auditor"), city.people["supervisor"]
    number = auditor.case(case_id)["number"]
    everything = entries(auditor)

    assert {one["actor_id"] for one in entries(auditor, actor=boss)} == {boss}
    assert [one["kind"] for one in entries(auditor, actor=boss, kind="case_accepted")] == ["case_accepted"]
    about = entries(auditor, subject=number)
    assert {one["subject"] for one in about} == {f"case:{case_id}"}
    assert about == entries(auditor, subject=case_id) == entries(auditor, subject=f"case:{case_id}")
    assert entries(auditor, subject="case:nothing") == []
    moment = about[0]["at"]
    assert entries(auditor, from_=moment) == [one for one in everything if one["at"] >= moment]
    assert entries(auditor, to=moment) == [one for one in everything if one["at"] < moment]
    assert entries(auditor, from_="2031-01-01T00:00:00Z") == []


@pytest.mark.parametrize("words", ["尽快", "请尽快处理"])
def test_words_are_found_in_the_payload(city: City, case_id: str, words: str) -> None:
    found = entries(city.hand("auditor"), q=words)

    assert [(one["kind"], one["case"]["id"]) for one in found] == [("case_accepted", case_id)]


WORDS = [("100%", 1), ("a_B", 1), ("a%b", 0), ("\\", 0), ("lat_e7", 0)]


def test_words_mean_what_they_say_and_names_of_fields_are_no_words(
    city: City, case_id: str, subtests: pytest.Subtests
) -> None:
    for words, count in WORDS:
        with subtests.test(words=words):
            assert len(entries(city.hand("auditor"), q=words)) == count


def test_pages_join_without_a_gap_in_both_orders(city: City, case_id: str) -> None:
    auditor = city.hand("auditor")
    everything = entries(auditor, limit=500)

    for order in (OLDEST, NEWEST):
        found: list[Json] = []
        cursor = ""
        while cursor is not None:
            query = {"order": order, "limit": 3, "cursor": cursor}
            page = auditor.get("/log/entries", query_string=query).get_json()
            found, cursor = found + page["items"], page["next_cursor"]
        assert found == (everything if order == OLDEST else everything[::-1])
    assert entries(auditor, after=everything[1]["log_index"], limit=2) == everything[2:4]


NO_QUESTIONS = [
    {"cursor": "bm90IGEgY3Vyc29y"},
    {"cursor": "WyJ4Il0"},
    {"order": "sideways"},
    {"from_": "yesterday"},
    {"limit": 501},
    {"q": "x" * 61},
]


def test_what_is_not_a_question_is_refused(city: City, subtests: pytest.Subtests) -> None:
    for query in NO_QUESTIONS:
        with subtests.test(query=query):
            asked = {name.rstrip("_"): value for name, value in query.items()}
            assert city.hand("auditor").get("/log/entries", query_string=asked).status_code == 422


def test_the_kinds_to_choose_from_are_those_in_the_log(city: City, case_id: str) -> None:
    kinds = city.hand("auditor").get("/log/kinds").get_json()["items"]

    assert sorted({one["kind"] for one in entries(city.hand("auditor"))}) == [one["kind"] for one in kinds]
    assert {"kind": "original_viewed", "label": {"zh": "查看原图", "en": "Original viewed"}} in kinds


@pytest.fixture
def long_log(app: APIFlask) -> int:
    """Some thousand events a second apart; the first alone says 'needle'."""
    with app.app_context():
        with write_transaction():
            db.session.execute(insert(Event), [event(number) for number in range(MANY)])
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return MANY


def event(number: int) -> Json:
    return {
        "log_id": 1,
        "log_index": number,
        "subject": f"case:{number // 10}",
        "seq": number % 10,
        "kind": f"kind_{number % 50}",
        "actor_id": number % 100,
        "at": NEW_YEAR + timedelta(seconds=number),
        "payload": {"note": "needle" if number == 0 else f"hay {number}"},
        "salt": None,
    }


def test_one_request_reads_a_bounded_stretch_and_the_cursor_goes_on(app: APIFlask, long_log: int) -> None:
    with app.app_context():
        wanted, behind, requests = LogFilter(words="needle"), None, 0
        found = find_entries(wanted, order=NEWEST, behind=behind, limit=10)
        while not found.events:
            requests += 1
            assert found.reached == long_log - requests * STRETCH
            found = find_entries(wanted, order=NEWEST, behind=found.reached, limit=10)
        assert [one.log_index for one in found.events] == [0]
        assert requests == long_log // STRETCH - 1


HOUR = LogFilter(begin=NEW_YEAR + timedelta(hours=2), end=NEW_YEAR + timedelta(hours=2, minutes=5))


FILTERS = (LogFilter(kind="kind_3"), LogFilter(actor=3), LogFilter(subject="case:77"), HOUR, LogFilter())


def test_no_filter_walks_the_whole_log(app: APIFlask, long_log: int, subtests: pytest.Subtests) -> None:
    for wanted, order in product(FILTERS, (OLDEST, NEWEST)):
        with subtests.test(wanted=wanted, order=order):
            with app.app_context():
                query = in_order(select(Event), wanted, order, None).limit(50)
                plan = "\n".join(explained(query))

            assert not re.search(r"Seq Scan|\bSCAN events\b(?! USING)", plan), plan
            assert re.search(r"Index|INDEX", plan), plan
            if wanted.kind or wanted.actor is not None or wanted.subject:
                column = "kind" if wanted.kind else "actor_id" if wanted.actor is not None else "subject"
                assert f"ix_events_log_id_{column}_log_index" in plan or "ix_events_subject_seq" in plan, plan
            if wanted.begin:
                assert "ix_events_log_id_at_log_index" in plan, plan


def explained(query: Select[tuple[Event]]) -> list[str]:
    """The plan of a query with its values in place."""
    dialect = db.engine.dialect
    words = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    known = postgresql.dialect() if dialect.name == "postgresql" else sqlite.dialect()
    plain = str(query.compile(dialect=known, compile_kwargs={"literal_binds": True}))
    return [str(row[-1]) for row in db.session.execute(text(f"{words} {plain.replace(':', chr(92) + ':')}"))]


def read_csv(words: str) -> list[dict[str, str]]:
    assert words.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(words[1:], newline="")))


def test_the_filtered_list_is_taken_away_as_csv_and_the_log_says_so(city: City, case_id: str) -> None:
    auditor = city.hand("auditor")
    city.hand("inspector").filed(note="=HYPERLINK(1)")
    before = entries(auditor, kind="case_reported")
    answer = auditor.get("/log/entries.csv", query_string={"kind": "case_reported"})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = read_csv(answer.text)
    assert [int(row["log_index"]) for row in rows] == [one["log_index"] for one in before]
    assert [row["case"] for row in rows] == [one["case"]["number"] for one in before]
    assert [json.loads(row["payload"])["note"] for row in rows] == ["渣土车未覆盖 100% A_b", "=HYPERLINK(1)"]
    assert [row["leaf_hash"] for row in rows] == [one["leaf_hash"] for one in before]
    told = entries(auditor, kind="log_exported")
    assert [one["payload"] for one in told] == [{"filter": {"kind": "case_reported"}}]
    assert [one["actor_id"] for one in told] == [city.people["auditor"]]


def test_a_name_that_looks_like_a_formula_is_neutralised(city: City) -> None:
    city.person("evil", None, "east")
    with city.app.app_context(), write_transaction():
        db.session.execute(text("UPDATE people SET name = '=1+1' WHERE username = 'auditor'"))
    auditor = city.hand("auditor")
    assert read_csv(auditor.get("/log/entries.csv").text)

    rows = read_csv(auditor.get("/log/entries.csv", query_string={"kind": "log_exported"}).text)
    assert [row["actor"] for row in rows] == ["'=1+1"]


def test_an_export_goes_past_its_batches_and_ends_where_it_was_asked(
    app: APIFlask, city: City, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = city.hand("auditor")
    size = auditor.get("/log/head").get_json()["size"]
    monkeypatch.setattr("inspect_app.review.export.BATCH", 2)
    monkeypatch.setattr(search, "STRETCH", 3)

    rows = read_csv(auditor.get("/log/entries.csv").text)
    assert [int(row["log_index"]) for row in rows] == list(range(size))
    named = read_csv(auditor.get("/log/entries.csv", query_string={"q": "尽快"}).text)
    assert [row["kind"] for row in named] == ["case_accepted"]
