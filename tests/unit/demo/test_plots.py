"""The stories of the demo city lie in the past, in order, at whatever hour it is made."""

from datetime import UTC, datetime, timedelta

import pytest

from inspect_app.cases.categories import load
from inspect_app.demo.geography import streets
from inspect_app.demo.planning import plan
from inspect_app.demo.plots import PLOTS, ZONE
from inspect_app.demo.staff import OTHERS, TOUR, UNITS, duty_lines
from inspect_app.demo.stories import STORIES
from inspect_app.places.duty_csv import read_duties

NOW = datetime(2026, 11, 21, 3, 5, tzinfo=UTC)
STREETS = streets()


@pytest.mark.parametrize("hour", [0, 4, 15, 16, 17, 23])
def test_every_step_lies_before_now_and_after_the_one_before(hour: int) -> None:
    now = NOW.replace(hour=hour)
    for play in plan(now, STREETS):
        times = [at for at, _ in play.schedule]
        assert times == sorted(times)
        assert times[-1] < now
        assert now - times[0] < timedelta(days=40)


def test_photographs_are_taken_before_they_are_announced() -> None:
    for play in plan(NOW, STREETS):
        for number, photos in play.photos.items():
            assert all(photo.captured_at < play.schedule[number][0] for photo in photos)


def test_the_same_moment_gives_the_same_city() -> None:
    assert plan(NOW, STREETS) == plan(NOW, streets())


def test_past_days_are_worked_at_daytime() -> None:
    for play in plan(NOW, STREETS):
        hours = {at.astimezone(ZONE).hour for at, _ in play.schedule}
        assert play.story.age == 0 or hours <= set(range(8, 19))


def test_ids_carry_their_moment_and_differ() -> None:
    plays = plan(NOW, STREETS)
    ids = [play.case_id for play in plays] + [p.id for play in plays for p in play.planned_photos()]
    assert len(set(ids)) == len(ids)
    assert {one.version for one in ids} == {7}
    first = min(plays, key=lambda play: play.schedule[0][0])
    assert first.case_id == min(play.case_id for play in plays)


def test_every_plot_and_every_category_is_told() -> None:
    assert {story.plot for story in STORIES} == set(PLOTS)
    assert {story.category for story in STORIES} == {category.code for category in load()}


def test_every_duty_names_a_unit_with_somebody_in_it() -> None:
    reading = read_duties(duty_lines("2026-10-01").encode())
    assert reading.faults == []
    staffed = {person.unit for person in (*TOUR, *OTHERS)}
    assert {draft.unit_code for draft in reading.drafts} <= staffed & {unit.code for unit in UNITS}
