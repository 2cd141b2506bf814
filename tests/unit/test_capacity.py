"""The capacity model and the page that shows it."""

import pytest

from bench.capacity import PAGE, Place, need_of, with_table


def test_the_page_shows_what_the_model_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run: python -m bench.capacity"


def test_a_city_by_hand() -> None:
    city = need_of(Place("city", 5_000, 1))
    assert city.cases_per_s == pytest.approx(10_000 * 0.2 / 3600)
    assert city.photos_tb == pytest.approx(10_000 * 365 * 4.8 * 3 / 1e6)
    two = need_of(Place("two cities", 10_000, 2))
    assert two.appends_per_s_and_log == pytest.approx(city.appends_per_s_and_log)
