"""The ladder and quantified accountability as rules, against the published thresholds."""

from datetime import date

import pytest

from inspect_app.core.dated import read_rules
from inspect_app.core.roles import Role
from inspect_app.supervision.pressure.accountability import (
    DATA,
    Office,
    accountability_rules,
    find_rule,
    rule_of,
    step_reached,
)
from inspect_app.supervision.pressure.ladder import RUNG_LABELS, Rung, Standing, rung_reached, terms_of
from inspect_app.supervision.pressure.states import (
    ACTIONS,
    MOVES,
    OWN_ANSWER,
    OWN_DOCUMENT,
    Relation,
    refusal_of,
)

TODAY = date(2026, 11, 22)


def test_the_rungs_stand_in_the_published_order() -> None:
    """Jiyuan 2017-09 and Luoyang 2017-09: the names of the trade, lowest first."""
    names = [RUNG_LABELS[rung]["zh"] for rung in Rung]
    assert names == ["提醒", "督办", "通报", "约谈", "挂牌督办", "专项督察"]


@pytest.mark.parametrize(
    ("hours", "relapses", "had", "rung"),
    [
        (0, 0, None, None),
        (1, 0, None, "reminder"),
        (23, 0, Rung.REMINDER, None),
        (24, 0, Rung.REMINDER, "urging"),
        (80, 0, None, "circular"),
        (168, 0, Rung.CIRCULAR, "interview"),
        (360, 0, Rung.INTERVIEW, "listing"),
        (2000, 0, Rung.LISTING, "special_inspection"),
        (2000, 0, Rung.SPECIAL_INSPECTION, None),
        (0, 1, None, "circular"),
        (0, 2, Rung.CIRCULAR, "interview"),
        (1, 3, None, "listing"),
    ],
)
def test_the_highest_rung_reached_is_proposed_once(
    hours: int, relapses: int, had: Rung | None, rung: str | None
) -> None:
    rule = rung_reached(Standing(hours, relapses, had), TODAY)
    assert (rule and rule.rung) == rung


def test_every_rung_says_when_to_receive_and_when_to_answer() -> None:
    for rung in Rung:
        terms = terms_of(rung, TODAY)
        assert 1 <= terms.receive.amount <= terms.reply.amount


# 环督察〔2017〕115号: 2/4/6 assigned problems, 5/10/15 newly found, 2/3/4 counties.
PUBLISHED = {
    "assigned_not_rectified": {2: Office.DEPUTY_HEAD, 4: Office.HEAD, 6: Office.SECRETARY},
    "newly_found": {5: Office.DEPUTY_HEAD, 10: Office.HEAD, 15: Office.SECRETARY},
    "accountable_counties": {2: Office.DEPUTY_MAYOR, 3: Office.MAYOR, 4: Office.CITY_SECRETARY},
}


@pytest.mark.parametrize("code", PUBLISHED)
def test_accountability_names_the_published_office_at_each_threshold(code: str) -> None:
    rule, expected = find_rule(code, TODAY), None
    assert rule is not None
    assert rule.source.startswith("环督察〔2017〕115号")
    for count in range(20):
        expected = PUBLISHED[code].get(count, expected)
        step = step_reached(rule, count)
        assert (step and step.office) == expected


def test_the_published_rules_are_all_there_and_before_the_rule_was_made_nobody_was_named() -> None:
    assert {rule.code for rule in accountability_rules()} == set(PUBLISHED)
    assert all(find_rule(code, date(2017, 8, 27)) is None for code in PUBLISHED)
    assert all(find_rule(code, date(2017, 8, 28)) for code in PUBLISHED)


def test_steps_that_do_not_rise_are_no_rule() -> None:
    row = read_rules(DATA)["rules"][0]
    with pytest.raises(ValueError, match="do not rise"):
        rule_of(row | {"steps": list(reversed(row["steps"]))})


@pytest.mark.parametrize("action", ACTIONS)
def test_who_issued_does_not_answer_and_who_answered_does_not_judge(action: str) -> None:
    both = frozenset({Role.HANDLER, Role.SUPERVISOR})
    move = ACTIONS[action]
    of_issuer = refusal_of(move, Relation(both, issued=True, answered=False))
    of_answerer = refusal_of(move, Relation(both, issued=False, answered=True))

    assert of_issuer == (OWN_DOCUMENT if action in {"receive", "reply"} else None)
    assert of_answerer == (OWN_ANSWER if action in {"return", "sign_off"} else None)
    assert refusal_of(move, Relation(both, issued=False, answered=False)) is None


def test_an_ended_document_moves_no_more() -> None:
    ends = {"signed_off", "withdrawn"}
    assert not any(source in ends for move in MOVES for source in move.sources)
    assert ends <= {move.target for move in MOVES}
