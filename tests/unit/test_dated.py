"""Tests of rows that hold between two days."""

from datetime import date

import pytest

from inspect_app.core.dated import Dated, in_force, validity

OLD = Dated(**validity({"valid_from": "2024-01-01", "valid_to": "2026-07-01"}))
NEW = Dated(**validity({"valid_from": "2026-07-01", "valid_to": None}))


@pytest.mark.parametrize(
    ("day", "holding"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), [OLD]),
        (date(2026, 6, 30), [OLD]),
        (date(2026, 7, 1), [NEW]),
        (date.max, [NEW]),
    ],
)
def test_a_row_holds_from_its_first_day_up_to_the_first_day_it_does_not(
    day: date, holding: list[Dated]
) -> None:
    assert in_force([OLD, NEW], day) == holding


def test_both_days_are_told_as_they_were_read() -> None:
    assert OLD.validity_json() == {"valid_from": "2024-01-01", "valid_to": "2026-07-01"}
    assert NEW.validity_json()["valid_to"] is None
