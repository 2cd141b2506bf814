"""How alike the photos of neighbouring cases look: the nearest pair between one case and each of some others.

Only what the cases were reported with is compared; what a unit photographed later shows its work.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from inspect_app.core.among import among
from inspect_app.core.db import db
from inspect_app.evidence.models import STORED, Photo, PhotoHash
from inspect_app.evidence.roles import CHECK, LOOK_BACK
from inspect_app.evidence.similarity.hashes import GOOD_QUALITY, NEAR, VERSION, nearness, unpack
from inspect_app.evidence.similarity.reuse import AFTER

LATER = (AFTER, CHECK, LOOK_BACK)
MOST_COMPARED = 2_000  # photos looked at; some hundred cases of a crowded place have fewer


def nearest_photos(case_id: UUID, others: Collection[UUID]) -> dict[UUID, int]:
    """For each other case with a photo like one of the case's: how many bits of the nearest pair differ."""
    if not others:
        return {}
    kept = forms_of([case_id, *others])
    own, found = kept.pop(case_id, []), dict[UUID, int]()
    for other, pictures in kept.items():
        bits = min((nearness(mine, one[0]).distance for mine in own for one in pictures), default=NEAR + 1)
        if bits <= NEAR:
            found[other] = bits
    return found


def forms_of(case_ids: Collection[UUID]) -> dict[UUID, list[tuple[int, ...]]]:
    """What the photos that opened these cases look like, those with enough to tell."""
    query = (
        select(Photo.case_id, PhotoHash.forms)
        .join(PhotoHash, PhotoHash.photo_id == Photo.id)
        .where(among(Photo.case_id, "cases"), Photo.state == STORED, Photo.role.not_in(LATER))
        .where(PhotoHash.quality >= GOOD_QUALITY, PhotoHash.phash_version == VERSION)
        .order_by(Photo.id)
        .limit(MOST_COMPARED)
    )
    found: dict[UUID, list[tuple[int, ...]]] = defaultdict(list)
    for opened, forms in db.session.execute(query, {"cases": list(case_ids)}):
        found[opened].append(unpack(forms))
    return found
