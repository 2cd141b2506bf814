"""Where cases come from: the dated rows, and what each asks for."""

from datetime import date

import pytest

from inspect_app.cases.forms import read_form
from inspect_app.cases.sources import (
    DATA,
    check_may_file,
    get_source,
    known_source,
    load,
    said,
    source_json,
    sources_on,
)
from inspect_app.core.dated import read_rules
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role

TODAY = date(2026, 11, 22)
FOUR_LEVELS = {
    "leader_inspection": "领导分包督导",
    "special_inspection": "专职机构专项督查",
    "industry_inspection": "主管部门行业巡查",
    "local_inspection": "辖区政府属地检查",
}


def test_the_four_levels_of_inspection_and_every_other_source_are_there() -> None:
    by_level: dict[str, dict[str, str]] = {}
    for row in sources_on(TODAY):
        by_level.setdefault(row.level, {})[row.code] = row.zh

    assert by_level["inspection"] == FOUR_LEVELS
    assert by_level.keys() == read_rules(DATA)["levels"].keys()
    others = {code for level, rows in by_level.items() if level != "inspection" for code in rows}
    assert others == {
        "patrol", "superior_list", "citizen", "station_alert", "camera_alert", "consultation_order",
    }  # fmt: skip


def test_each_row_has_words_a_number_of_its_own_and_somebody_who_may_file_it() -> None:
    codes = {row.number: {other.code for other in load() if other.number == row.number} for row in load()}
    assert all(len(found) == 1 for found in codes.values())
    for row in load():
        told = source_json(row)
        assert all(told[name]["zh"] and told[name]["en"] for name in ("label", "level", "source"))
        assert row.roles
        assert row.reference is None or row.reference in {field.name for field in row.fields}


def test_an_inspector_files_patrols_and_nothing_else() -> None:
    own = [row.code for row in load() if Role.INSPECTOR in row.roles]
    assert own == ["patrol"]
    with pytest.raises(Problem, match="source_not_yours"):
        check_may_file(known_source("superior_list"), frozenset({Role.INSPECTOR, Role.VERIFIER}))
    check_may_file(known_source("superior_list"), frozenset({Role.SUPERVISOR}))


def test_a_source_holds_only_while_it_is_in_force() -> None:
    assert get_source("patrol", TODAY).code == "patrol"
    for code, day in (("patrol", date(2000, 1, 1)), ("rumour", TODAY)):
        with pytest.raises(Problem, match="unknown_source"):
            get_source(code, day)


def test_what_a_superior_demands_is_read_and_told_in_words() -> None:
    source = known_source("superior_list")
    sent = {
        "issuer": "省生态环境厅",
        "level": "province",
        "superior_number": "豫督2026-17",
        "received_on": "20261120",
        "deadline": "2026-12-01",
    }
    with pytest.raises(Problem) as refused:
        read_form(source.fields, {**sent, "level": "world", "superior_number": "", "deadline": "soon"})
    wrong = {error["field"] for error in refused.value.extra["errors"]}
    values = {name: value for name, value in read_form(source.fields, sent).items() if value is not None}

    assert wrong == {"level", "superior_number", "deadline"}
    assert source.reference_in(values) == "豫督2026-17"
    words = {line["name"]: line["value"]["zh"] for line in said("superior_list", values)}
    assert (words["level"], words["received_on"], words["deadline"]) == ("省级", "2026-11-20", "2026-12-01")
    assert said("station_alert", {"alerted_at": 0})[0]["value"]["en"] == "1970-01-01T00:00:00.000Z"
