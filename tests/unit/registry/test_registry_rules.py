"""Credit codes by the standard, names as they are compared, hints that never refuse, changes as told."""

from datetime import date

import pytest

from inspect_app.core.errors import Problem
from inspect_app.registry.credit_code import ALPHABET, check_character, doubt, tidy_code
from inspect_app.registry.form import EntryForm, Spot, changes, check_form
from inspect_app.registry.kinds import KINDS, LEADER_ROLES, Kind, fresh_days
from inspect_app.registry.naming import name_key, shown_name
from inspect_app.registry.notices import NOTICE_LABELS, notices_of

STANDARD = "91350100M000100Y43"  # the worked example of GB 32100-2015


def form(**change: object) -> EntryForm:
    """A site."""
    said = {
        "kind": "site", "number": "GD-1", "name": "一号工地", "type": "construction", "state": "structure",
        "active": True, "spot": Spot(346500000, 1124500000, "wgs84"), "address": "", "credit_code": "",
        "owner_id": None, "contractor": "", "permit": "", "permit_from": None, "permit_to": None,
        "contact": "", "note": "",
    }  # fmt: skip
    return EntryForm(**(said | change))  # type: ignore[arg-type]


def test_credit_codes_are_checked_as_the_standard_says() -> None:
    assert [doubt(code) for code in (STANDARD, "9131000063159284XQ")] == [None, None]
    # Both are in real use, which is why a failed check is a hint and nothing more.
    assert {doubt("91350211M0000XUF46"), doubt("91350100M0001TGQXM")} == {"credit_code_check"}
    assert doubt("91350100M000100Y4Z") == "credit_code_character"
    assert doubt("410300600123456") == "credit_code_length"
    assert doubt(tidy_code(" ９１３５０１００ｍ０００１００ｙ４３ ")) is None
    assert check_character(STANDARD[:17]) == "3"


def test_one_changed_character_is_always_noticed_and_so_is_a_swap_of_neighbours() -> None:
    """31 is prime and no weight is a multiple of it, and neighbouring weights differ."""
    for place in range(18):
        for other in set(ALPHABET) - {STANDARD[place]}:
            assert doubt(STANDARD[:place] + other + STANDARD[place + 1 :]) == "credit_code_check"
    for place in range(16):
        one, other = STANDARD[place], STANDARD[place + 1]
        if one != other:
            swapped = STANDARD[:place] + other + one + STANDARD[place + 2 :]
            assert doubt(swapped) == "credit_code_check"


@pytest.mark.parametrize(
    ("plate", "suggestions"),
    [("川N·D08351", None), ("川AF12345", None), ("川A12345D", None), ("川A2222学", None),
     ("川A123456", ()), ("川AA12345", None), ("川NO8351", ("川N08351",)), ("川Z", ())],
)  # fmt: skip
def test_an_odd_plate_is_a_hint_with_what_may_have_been_meant(
    plate: str, suggestions: tuple[str, ...] | None
) -> None:
    found = notices_of("vehicle", shown_name("vehicle", plate), "")
    assert [one.suggestions for one in found] == ([] if suggestions is None else [suggestions])
    assert all(one.code in NOTICE_LABELS for one in found)


def test_names_that_differ_in_spelling_are_one_name() -> None:
    spellings = ("云锦花园（二期）", "云锦花园 (二期)", "云锦花园·二期")
    assert len({name_key("site", one) for one in spellings}) == 1
    assert name_key("vehicle", "川n·08351") == "川N08351"
    assert name_key("site", "云锦花园一期") != name_key("site", spellings[0])


def test_the_words_of_the_file_hold_together() -> None:
    assert set(KINDS) == set(Kind)
    assert all(words.types and words.states for words in KINDS.values())
    assert [sum(place in role.at for role in LEADER_ROLES.values()) for place in ("site", "grid")] == [4, 4]
    assert fresh_days("site", date(2026, 11, 22)) > 0


def test_changes_are_told_field_by_field_and_a_contact_without_its_words() -> None:
    before = form(contact="张某 13900000000")
    after = form(state="stopped", permit_to=date(2027, 1, 1), contact="李某 13800000000")
    assert changes(before, after) == {
        "state": ["structure", "stopped"], "permit_to": [None, "2027-01-01"], "contact": []
    }  # fmt: skip
    assert changes(before, before) == {}
    assert "note" not in changes(None, before)


def test_a_form_is_refused_with_each_field_that_is_wrong() -> None:
    wrong = form(type="muck_truck", state="?", permit_from=date(2026, 2, 1), permit_to=date(2026, 1, 1))
    with pytest.raises(Problem) as refused:
        check_form(wrong)
    assert [error["field"] for error in refused.value.extra["errors"]] == ["type", "state", "permit_to"]
    check_form(form(credit_code="91350100M000100Y4Z"))  # a wrong code is no fault
