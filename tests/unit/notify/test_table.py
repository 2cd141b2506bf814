"""The table of notices is whole: every event is told or named as silent, every sentence can be filled."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from inspect_app.cases.statuses import ClockKind
from inspect_app.cases.workflow import ASKING, CASE_WORKFLOW, EVENT_LABELS, REQUEST_WORKFLOW
from inspect_app.notify.events import GROUP_LABELS, Group, Row
from inspect_app.notify.silent import SILENT
from inspect_app.notify.table import ROWS, TABLE
from inspect_app.notify.words import LANGUAGES, Message, digest, fill
from inspect_app.review.kinds import KIND_LABELS
from inspect_app.supervision.rhythm.counting import COUNTS

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = {"number", "category", "due", "request", "unit", "day", "product", "missed", *COUNTS}


def test_every_event_of_the_workflow_is_told_or_named_as_silent() -> None:
    steps = {row.event for row in (*CASE_WORKFLOW, *REQUEST_WORKFLOW, *ASKING)}

    assert (steps | set(EVENT_LABELS)) - set(TABLE) - set(SILENT) == set()


def test_nothing_is_both_told_and_silent_and_nothing_unknown_is_either() -> None:
    assert set(TABLE) & set(SILENT) == set()
    known = {*EVENT_LABELS, *KIND_LABELS}
    assert {event.partition(".")[0] for event in TABLE} - known == {"test"}
    assert set(SILENT) - known == set()
    assert len(TABLE) == len(ROWS)


def test_every_clock_that_can_run_out_has_its_words() -> None:
    assert {f"clock_breached.{kind}" for kind in ClockKind} <= set(TABLE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.event)
def test_every_sentence_is_there_in_both_languages_and_asks_for_known_values(row: Row) -> None:
    for words in (row.title, row.text):
        for language in LANGUAGES:
            text = words.in_language(language)
            assert text
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= KNOWN
    assert row.audiences
    assert row.group is Group.TEST or row.group in GROUP_LABELS


def test_values_are_filled_in_the_readers_language_and_time() -> None:
    details = {
        "number": "YH-2026-000012",
        "category": {"zh": "裸土未覆盖", "en": "Bare soil"},
        "due": {"at": 1_795_514_400_000},
    }
    row = TABLE["case_assigned"]

    assert fill(row.title, details, "zh", ZONE) == "新交办：裸土未覆盖"
    zh = fill(row.text, details, "zh", ZONE)
    assert zh == "YH-2026-000012 已交办给本单位，请签收并在 11月24日 18:00 前整改。"
    assert fill(row.text, details, "en", ZONE).endswith("due 24 Nov 18:00.")
    assert fill(row.text, {}, "zh", ZONE).startswith("已交办给本单位")


def test_what_is_due_soon_is_urgent() -> None:
    row = TABLE["case_assigned"]

    assert row.is_urgent(NOON, NOON + timedelta(hours=1))
    assert not row.is_urgent(NOON, NOON + timedelta(hours=7))
    assert not row.is_urgent(NOON, None)
    assert not TABLE["case_closed"].is_urgent(NOON, NOON)


def test_a_digest_says_how_many_and_names_the_first() -> None:
    said = digest([Message(f"标题{n}", f"内容{n}") for n in range(12)], "zh")

    assert said.title == "您有 12 条新通知"
    assert said.text.splitlines()[0] == "· 标题0 内容0"
    assert said.text.splitlines()[-1] == "…还有 2 条"
