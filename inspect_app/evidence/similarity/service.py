"""Comparing a photo with all others: the photos like it and the same person's last one; findings follow.

The hash of a photo is committed before it is compared. Of two photos that are compared at the same moment, at
least one sees the other, and whichever does writes the finding of the later one.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.evidence.findings import Found
from inspect_app.evidence.models import Photo, PhotoHash
from inspect_app.evidence.similarity.hashes import Nearness
from inspect_app.evidence.similarity.index import lookalikes
from inspect_app.evidence.similarity.reuse import Pair, Print, judge
from inspect_app.evidence.similarity.travel import Capture, implausible_speed
from inspect_app.evidence.surroundings import surroundings_of
from inspect_app.evidence.writing import write_findings

MAX_LOOKALIKES = 200  # photos named in one comparison; a tripod on a site makes thousands
SAME = Nearness(0, turned=False)

Likes = dict[UUID, Nearness]
Findings = dict[UUID, list[Found]]


def compare(photo_id: UUID) -> Findings:
    """What is found about this photo and about later ones like it: photos are hashed in any order."""
    photo = db.session.get_one(Photo, photo_id)
    likes = likes_of(photo)
    findings = {photo.id: [*reuse_of(photo, likes), *speed_to(photo)]}
    for other in photos_by_id(likes):
        if comes_before(photo, other):
            findings[other.id] = reuse_of(other, likes_of(other))
    following = neighbour(photo, later=True)
    if following is not None:
        findings.setdefault(following.id, []).extend(speed_to(following))
    return findings


def keep(ctx: Context, photo_id: UUID, findings: Findings) -> None:
    """Write down what a comparison has found."""
    for found_about, found in findings.items():
        write_findings(ctx, found_about, found)
    done = update(PhotoHash).where(PhotoHash.photo_id == photo_id)
    db.session.execute(done.values(compared_at=ctx.now))


def likes_of(photo: Photo) -> Likes:
    """The photos with the very same bytes, and those that look alike, the nearest first."""
    same = select(Photo.id).where(Photo.sha256 == photo.sha256, Photo.id != photo.id)
    same = same.where(Photo.log_index.is_not(None)).order_by(Photo.log_index)
    likes = dict.fromkeys(db.session.scalars(same.limit(MAX_LOOKALIKES)), SAME)
    for other in lookalikes(photo.id)[:MAX_LOOKALIKES]:
        likes.setdefault(other.photo_id, other.nearness)
    return likes


def reuse_of(photo: Photo, likes: Likes) -> list[Found]:
    """The findings of one photo about those like it that arrived before it."""
    earlier = [other for other in photos_by_id(likes) if comes_before(other, photo)]
    around = surroundings_of({photo.case_id, *(other.case_id for other in earlier)})

    def look(one: Photo) -> Print:
        where = around[one.case_id]
        return Print(one.id, one.case_id, one.sha256, one.role, one.announced_by, one.captured_at, where)

    pairs = [Pair(look(other), likes[other.id].distance, likes[other.id].turned) for other in earlier]
    return judge(look(photo), pairs)


def photos_by_id(ids: Iterable[UUID]) -> list[Photo]:
    """These photos in the order in which they arrived."""
    return list(db.session.scalars(select(Photo).where(Photo.id.in_(list(ids))).order_by(Photo.log_index)))


def comes_before(first: Photo, second: Photo) -> bool:
    """Whether one photo is in the log before another."""
    return (first.log_index or 0) < (second.log_index or 0)


def speed_to(photo: Photo) -> list[Found]:
    """Whether the person can have come from their last photo to this one."""
    previous = neighbour(photo, later=False)
    found = None if previous is None else implausible_speed(capture_of(previous), capture_of(photo))
    return [] if found is None else [found]


def neighbour(photo: Photo, *, later: bool) -> Photo | None:
    """The photo with a place that the same person took last before this one, or first after it."""
    moment = Photo.captured_at
    beyond = moment > photo.captured_at if later else moment < photo.captured_at
    query = select(Photo).where(Photo.announced_by == photo.announced_by, beyond, Photo.lat_e7.is_not(None))
    return db.session.scalar(query.order_by(moment if later else moment.desc()).limit(1))


def capture_of(photo: Photo) -> Capture:
    """What the rule of speed looks at."""
    return Capture(photo.id, photo.case_id, photo.captured_at, photo.announced_at, photo.position)


def not_compared(limit: int) -> list[UUID]:
    """Photos whose hash is kept and whose comparison got lost."""
    return list(
        db.session.scalars(select(PhotoHash.photo_id).where(PhotoHash.compared_at.is_(None)).limit(limit))
    )
