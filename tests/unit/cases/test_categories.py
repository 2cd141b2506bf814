"""The dated categories."""

from datetime import date

import pytest

from inspect_app.cases.categories import categories_on, category_json, get_category, known_category, load
from inspect_app.core.errors import Problem
from inspect_app.evidence.roles import PHOTO_ROLES

TODAY = date(2026, 11, 21)
CODES = {
    "construction_dust", "bare_soil", "straw_burning", "muck_truck", "material_pile", "bulk_coal",
    "small_polluters", "catering_fumes", "open_burning", "road_dust", "other",
}  # fmt: skip


def test_every_category_of_the_bureau_is_there() -> None:
    assert {row.code for row in categories_on(TODAY)} == CODES


def test_each_asks_for_a_photo_before_and_one_after() -> None:
    for row in load():
        assert any(item.required for item in row.photo_roles), row.code
        assert [item.role for item in row.after_photo_roles if item.required] == ["after"]
        assert {item.role for item in (*row.photo_roles, *row.after_photo_roles)} <= PHOTO_ROLES.keys()


def test_each_has_words_in_both_languages_a_source_and_a_due_time() -> None:
    for row in load():
        assert row.zh
        assert row.en
        assert row.source
        assert 1 <= row.default_due_days <= 30
        assert row.stages in {1, 2}


def test_a_muck_truck_has_a_plate() -> None:
    types = {field.name: field.type for field in known_category("muck_truck").fields}
    assert types["plate"] == "plate"


def test_a_category_counts_only_in_its_days() -> None:
    with pytest.raises(Problem, match="unknown_category"):
        get_category("other", date(2017, 12, 31))
    assert get_category("other", date(2018, 1, 1)).code == "other"


def test_no_two_rows_of_a_code_overlap() -> None:
    rows = load()
    for index, row in enumerate(rows):
        for other in rows[index + 1 :]:
            if other.code == row.code:
                assert not row.holds(other.valid_from)
                assert not other.holds(row.valid_from)


def test_the_wire_form_names_everything_a_form_needs() -> None:
    body = category_json(known_category("muck_truck"))
    assert body["label"] == {"zh": "渣土车", "en": "Muck truck"}
    assert {field["name"] for field in body["fields"]} == {"plate", "fault", "direction"}
    assert body["photo_roles"][0]["label"] == PHOTO_ROLES["wide"]
