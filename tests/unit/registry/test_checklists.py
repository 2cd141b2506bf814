"""Checklists: versions by day, what fails needs a photo, proofs come in their order."""

from datetime import date

import pytest

from inspect_app.cases.categories import known_category
from inspect_app.registry.visits.checklists import (
    CHECKLISTS,
    RESULTS,
    Mode,
    Result,
    Said,
    checklists_on,
    faults_in,
    known_checklist,
)

TODAY = date(2026, 11, 22)
PROOFS = ("water_cut", "power_cut", "materials_cleared", "products_cleared", "equipment_cleared")


def found(code: str, answers: dict[str, tuple[str, int]], done: frozenset[str] = frozenset()) -> list[str]:
    """The codes of the faults of a checklist filled in like this; what is not named is fine or open."""
    checklist = known_checklist(code, TODAY)
    assert checklist is not None
    usual = RESULTS[checklist.mode][0 if checklist.mode == Mode.INSPECTION else -1]
    filled = {item.code: answers.get(item.code, (usual, 0)) for item in checklist.items}
    said = [Said(item, Result(result), photos) for item, (result, photos) in filled.items()]
    return [fault.code for fault in faults_in(checklist, said, done)]


def test_the_checklists_are_those_of_their_documents() -> None:
    sizes = {one.code: len(one.items) for one in CHECKLISTS}
    assert sizes == {"six_hundred": 6, "seven_hundred": 7, "two_cuts_three_clears": 5}
    assert [one.code for one in checklists_on(date(2017, 10, 1))] == ["two_cuts_three_clears"]
    for one in CHECKLISTS:
        category = known_category(one.category)
        offered = {option.value for field in category.fields for option in field.options}
        assert {item.measure for item in one.items if item.measure} <= offered
        assert one.source


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({}, []),
        ({"wet": ("fail", 1)}, []),
        ({"wet": ("fail", 0)}, ["item_without_photo"]),
        ({"wet": ("pass", 1)}, ["invalid_request"]),
        ({"wet": ("done", 1)}, ["invalid_request"]),
        ({"wet": ("na", 0), "covering": ("fail", 2)}, []),
    ],
)
def test_an_inspection_needs_a_photo_of_what_fails(
    answers: dict[str, tuple[str, int]], faults: list[str]
) -> None:
    assert found("six_hundred", answers) == faults


def test_each_item_is_answered_once() -> None:
    checklist = known_checklist("six_hundred", TODAY)
    assert checklist is not None
    twice = [Said("wet", Result.PASS, 0)] * 6
    assert [fault.code for fault in faults_in(checklist, twice, set())] == ["checklist_incomplete"]


def test_a_proof_never_comes_before_an_earlier_one() -> None:
    """All sets of proofs given at once: only those that begin at the beginning are taken."""
    for bits in range(1 << len(PROOFS)):
        given = [proof for place, proof in enumerate(PROOFS) if bits >> place & 1]
        in_order = given == list(PROOFS[: len(given)])
        answers = dict.fromkeys(given, ("done", 1))
        assert found("two_cuts_three_clears", answers) == ([] if in_order else ["proof_out_of_order"]), given


def test_proofs_of_earlier_visits_count_and_each_new_one_needs_a_photo() -> None:
    cut = frozenset(PROOFS[:2])
    assert found("two_cuts_three_clears", {"materials_cleared": ("done", 1)}, cut) == []
    assert found("two_cuts_three_clears", {"products_cleared": ("done", 1)}, cut) == ["proof_out_of_order"]
    assert found("two_cuts_three_clears", {"materials_cleared": ("done", 0)}, cut) == ["item_without_photo"]
    assert found("two_cuts_three_clears", {"water_cut": ("done", 0)}, cut) == []
