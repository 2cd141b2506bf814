"""From stories to plays: every case of the demo with its moments, its place and its photographs, before now.

Pure: no database, no pictures yet. The same `now` gives the same plays.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from inspect_app.cases.categories import known_category
from inspect_app.core.clock import to_millis, whole_milliseconds
from inspect_app.demo.geography import CENTRE, Area, place_in
from inspect_app.demo.plots import PLOTS, ZONE, Clock, Step, moments
from inspect_app.demo.scenes.camera import PLATE, Exif, View
from inspect_app.demo.stories import NO_POSITION, OUTSIDE, STORIES, Story

SEED = 20260713
ROLES = ("wide", "close", "other")
LATEST_HOURS = 3.0
FAR_NORTH = 0.5
FIRST_AFTER = 10


@dataclass(frozen=True)
class PhotoPlan:
    """One photograph: announced with its step, here `delay` later (None: it never arrives)."""

    id: UUID
    role: str
    view: View
    captured_at: datetime
    fix_at: datetime
    delay: timedelta | None
    cut_off: bool = False


@dataclass
class Play:
    """One case with everything that chance and the calendar decide. `place` is (lat, lon), WGS-84."""

    story: Story
    case_id: UUID
    place: tuple[float, float] | None
    accuracy_m: float
    schedule: list[tuple[datetime, Step]]
    photos: dict[int, list[PhotoPlan]] = field(default_factory=dict)

    def planned_photos(self) -> list[PhotoPlan]:
        """All photographs of the case."""
        return [photo for photos in self.photos.values() for photo in photos]


def plan(now: datetime, streets: Sequence[Area]) -> list[Play]:
    """Every story as a play."""
    chance = random.Random(SEED)  # noqa: S311 - a stage, not a secret
    areas = {area.code: area for area in streets}
    return [plan_story(now, index, story, areas, chance) for index, story in enumerate(STORIES)]


def plan_story(
    now: datetime, index: int, story: Story, areas: dict[str, Area], chance: random.Random
) -> Play:
    """One story as a play."""
    clock = Clock(whole_milliseconds(now), story.age, chance.uniform(0, LATEST_HOURS))
    times = moments(story.plot, clock)
    play = Play(
        story,
        dated_id(times[0], chance),
        place_of(story, areas, chance),
        round(chance.uniform(5, 28), 1),
        [one for one in zip(times, PLOTS[story.plot], strict=True) if falls_due(story, one[1])],
    )
    for number, (moment, step) in enumerate(play.schedule):
        if step.act == "report":
            play.photos[number] = report_photos(play, index, moment, chance)
        elif step.act == "after":
            play.photos[number] = [after_photo(play, index, number, moment, chance)]
    return play


def falls_due(story: Story, step: Step) -> bool:
    """In a category of one stage verifying closes the case; nobody is left to do it."""
    return step.act != "close" or known_category(story.category).two_stage


def dated_id(moment: datetime, chance: random.Random) -> UUID:
    """A UUIDv7 (RFC 9562) of a moment whose random part is repeatable."""
    noise = chance.getrandbits(74)
    value = (to_millis(moment) & (1 << 48) - 1) << 80 | 0x7 << 76 | (noise >> 62) << 64
    return UUID(int=value | 0b10 << 62 | noise & (1 << 62) - 1)


def place_of(story: Story, areas: dict[str, Area], chance: random.Random) -> tuple[float, float] | None:
    """Where it is, if the phone knew."""
    if story.street == NO_POSITION:
        return None
    if story.street == OUTSIDE:
        return CENTRE[0] + FAR_NORTH, CENTRE[1]
    return place_in(areas[story.street], chance)


def report_photos(play: Play, index: int, moment: datetime, chance: random.Random) -> list[PhotoPlan]:
    """The photographs of a report, taken in the minutes before it."""
    story = play.story
    roles = ("wide", "plate") if story.odd == "plate" else ROLES[: story.photos]
    photos = []
    for turn, role in enumerate(roles):
        taken = moment - timedelta(seconds=150 - 35 * turn)
        old = timedelta(minutes=20 if story.odd == "old fix" else 0)
        awaited = story.odd == "one awaited" and turn == len(roles) - 1
        view = View(scene_of(story, role), seed_of(story, index), 0, turn, role == "close",
                    exif_of(play, index, taken))  # fmt: skip
        delay = None if awaited else timedelta(seconds=30 + 25 * turn)
        photo_id = dated_id(taken, chance)
        photos.append(
            PhotoPlan(photo_id, role, view, taken, taken - old, delay, cut_off=story.odd == "quarantined")
        )
    return photos


def after_photo(play: Play, index: int, number: int, moment: datetime, chance: random.Random) -> PhotoPlan:
    """What the handling unit photographs when it is done, or thinks so."""
    taken = moment - timedelta(seconds=90)
    exif = exif_of(play, index, taken)
    view = View(play.story.scene, index, play.schedule[number][1].done, FIRST_AFTER + number, exif=exif)
    return PhotoPlan(dated_id(taken, chance), "after", view, taken, taken, timedelta(seconds=45))


def scene_of(story: Story, role: str) -> str:
    """What is in front of the camera."""
    return PLATE + story.fields["plate"][1:] if role == "plate" else story.scene


def seed_of(story: Story, index: int) -> int:
    """Every case is a place of its own, unless somebody sends an older photo again."""
    if story.odd != "same bytes":
        return index
    older = [n for n, other in enumerate(STORIES) if other.scene == story.scene and other.age > story.age]
    return older[0]


def exif_of(play: Play, index: int, taken: datetime) -> Exif | None:
    """What the camera writes into the file: time and place in every third case, in odd ones more."""
    odd = play.story.odd
    if odd == "same bytes" or (not odd and index % 3):
        return None
    wall = taken.astimezone(ZONE).replace(tzinfo=None)
    place = play.place
    if odd == "far" and place is not None:
        place = (place[0] + 0.07, place[1] + 0.04)
    return Exif(wall, place, "Adobe Photoshop 25.0" if odd == "editor" else None)
