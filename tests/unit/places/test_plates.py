"""Facts about plates: which formats exist, what tidying may do, and what is only suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.places.plates import read_plate


@pytest.mark.parametrize(
    "plate",
    [
        "川A123AB",  # ordinary, 7 characters
        "川A2222学",  # learner
        "川AF12345",  # new energy, small, 8 characters
        "川AA12345",  # well formed since the letters of pure electric cars were extended
        "川A12345D",  # new energy, large
        "豫C8K231",  # 洛阳
        "豫U12345",  # 济源
        "豫C1234挂",
        "豫C1234警",
        "粤Z1234港",
        "123456使",
        "沪A1234领",
    ],
)
def test_a_plate_of_a_known_format_is_well_formed(plate: str) -> None:
    assert read_plate(plate).well_formed


@pytest.mark.parametrize(
    "plate",
    [
        "川A2222i",  # the letters I and O never occur
        "川A123456",  # 8 characters, no energy letter
        "川AD123456",  # 9 characters
        "川O12345",  # no office has the letter O
        "川AI1234",
        "川1A2345",
        "啊A12345",  # no such province
        "A12345",
        "豫C1234",
        "豫C12345\n豫C12345",
        "12345使",
        "",
    ],
)
def test_anything_else_is_not_well_formed(plate: str) -> None:
    assert not read_plate(plate).well_formed


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        (" 豫c·8k231 ", "豫C8K231"),
        ("豫C•8K231", "豫C8K231"),
        ("豫Ｃ８Ｋ２３１", "豫C8K231"),
        ("豫C-8K 231", "豫C8K231"),
        ("豫C\u30008K231", "豫C8K231"),
    ],
)
def test_width_case_spaces_and_dots_are_tidied_and_the_typed_text_is_kept(typed: str, tidy: str) -> None:
    plate = read_plate(typed)
    assert (plate.as_typed, plate.normalised, plate.well_formed) == (typed, tidy, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("川A2222i", "川A22221"),
        ("豫CO1234", "豫C01234"),
        ("豫CD1O34I", "豫CD10341"),
        ("12345O使", "123450使"),
    ],
)
def test_slips_of_o_and_i_are_suggested_but_not_applied(typed: str, meant: str) -> None:
    plate = read_plate(typed)
    assert plate.suggestions == (meant,)
    assert plate.normalised == typed.upper()


@pytest.mark.parametrize("plate", ["豫C01234", "川AD123456", "豫O12345", "垃圾", ""])
def test_nothing_is_suggested_where_no_slip_explains_the_text(plate: str) -> None:
    assert read_plate(plate).suggestions == ()


@given(st.text())
def test_reading_never_fails_tidying_is_stable_and_suggestions_are_well_formed(text: str) -> None:
    plate = read_plate(text)
    assert plate.as_typed == text
    assert all(read_plate(suggestion).well_formed for suggestion in plate.suggestions)
    assert not (plate.well_formed and plate.suggestions)
    if plate.well_formed:
        assert read_plate(plate.normalised).normalised == plate.normalised
