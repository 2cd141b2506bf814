"""Perceptual hashes: equal to the reference's, found through the index, and what finding one means."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from inspect_app.evidence.position import Position
from inspect_app.evidence.similarity.hashes import (
    NEAR,
    band_rows,
    is_near_quarter,
    nearness,
    pack,
    probes,
    unpack,
)
from inspect_app.evidence.similarity.pdq import pdq
from inspect_app.evidence.similarity.reuse import Pair, Print, judge
from inspect_app.evidence.similarity.travel import Capture, implausible_speed
from inspect_app.evidence.surroundings import Surroundings

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
AROUND = Surroundings(UUID(int=1), 7, frozenset({3}), NOON, NOON)
OWN = Print(UUID(int=100), UUID(int=1), "a" * 64, "wide", 5, NOON, AROUND)

# What pdqhash 0.2.8, Meta's own C++, gives for these pictures in all eight dihedral forms, upright first;
# quality 100.
REFERENCE = {
    (384, 512): (
        "e3fdeafffffedbbf3f7fb8444020c952f16144002ac5fffe79000004a64f0000",
        "6110dfff4402f7f76010ffef08107fefa0001f6d500096ef981257fd0810f7df",
        "f59d0ada9d8baa92474b8aaa55552aba5575aaaa555525f04555aaaa7519aaaa",
        "2445755511475d5d354555455d455545f555b5c705452c45cd45fd575d455d75",
        "00cc578fc8d47fc7121fdfff00007fef0040ffff000150851000ffff2044ffff",
        "5499fd259d81557d474a75555555d545551555555554da0f4555555575195555",
        "f592f3d8ecba3c987d382852f832b998f030edb2fa90f910f812fc367912d8a2",
        "b4458aaa9157a2a27545aaba5d45aabaf5554ab805d5d3baed4782a87d45aaaa",
    ),
    (64, 97): (
        "90fd69d0b6372af07585e5db0b06b4998cb731a464b94f00dc3fd87f18e0d9e0",
        "a58db3c27d6056b0529fd2473210f1aedde33bf8b0ef0a53852c553ba68c5253",
        "c5aac37ae362805a20d04f715e531e33d9e29b0e31ece5aa896e72d54db5734a",
        "f0d819682835fc1a07ca78ed67451b0488b68152e5baa0f9d079ff9171d9f8f9",
        "90fd962fb637d50f75851a240b044b668cb7ce5b64b9b0ffdc3b278018e0261f",
        "c5aa3d85e3627fe520d0b08e5e53e1ccd9e264f131ec1a55896e8d2a4db58cb5",
        "a58d4c3d7d60a94f529f2db832104e51dde3d407b0eff5ac852caacc268cadac",
        "f0d8e697283503e507ca87126745e4fb88b67eade5ba5f06d079006ef3d90706",
    ),
}


def waves(height: int, width: int) -> np.ndarray:
    """A grey picture out of integers only."""
    y, x = np.mgrid[0:height, 0:width]
    picture = (x * x // 7 + 3 * y * (x // 16) + y * y // 11 + 40 * ((x // 23 + y // 31) % 3)) % 256
    return picture.astype(np.float64)


@pytest.mark.parametrize("size", REFERENCE)
def test_hashes_are_those_of_the_reference_bit_for_bit(size: tuple[int, int]) -> None:
    found = pdq(waves(*size))

    assert {f"{form:064x}" for form in found.bits} == set(REFERENCE[size])
    assert f"{found.bits[0]:064x}" == REFERENCE[size][0]
    assert found.quality == 100


def test_a_flat_picture_has_no_quality() -> None:
    assert pdq(np.full((300, 400), 90.0)).quality == 0


def altered(bits: int, count: int, seed: int) -> int:
    """The same hash but for `count` bits."""
    for bit in random.Random(seed).sample(range(256), count):
        bits ^= 1 << bit
    return bits


def is_reached(forms: tuple[int, ...], upright: int) -> bool:
    """Whether a search with these forms comes upon a stored hash."""
    wanted = probes(forms)
    rows = ((key, quarter) for key, quarter in band_rows(upright) if key in wanted)
    return any(is_near_quarter(quarter, wanted[key]) for key, quarter in rows)


def forms_of(seed: int) -> tuple[int, ...]:
    """Eight random forms."""
    draw = random.Random(seed)
    return tuple(draw.getrandbits(256) for _ in range(8))


def test_no_upright_hash_within_the_threshold_is_missed() -> None:
    assert all(is_reached(forms_of(seed), altered(forms_of(seed)[0], NEAR, seed)) for seed in range(400))


def test_the_worst_spread_of_bits_is_found_too() -> None:
    # Two bits in each of 15 bands and one in the last: no band is equal, one differs by one bit.
    flips = sum(0b101 << (16 * band) for band in range(15)) | 1 << 240

    assert flips.bit_count() == NEAR
    assert is_reached(forms_of(1), forms_of(1)[0] ^ flips)
    assert not is_reached(forms_of(1), forms_of(1)[0] ^ flips ^ 1 << 255)


def test_turned_forms_are_found_within_fifteen_bits_and_mostly_beyond() -> None:
    assert all(is_reached(forms_of(seed), altered(forms_of(seed)[5], 15, seed)) for seed in range(400))
    assert (
        sum(is_reached(forms_of(seed), altered(forms_of(seed)[5], NEAR, seed)) for seed in range(400)) > 320
    )


def test_strangers_are_hardly_ever_read() -> None:
    assert sum(is_reached(forms_of(seed), forms_of(seed + 10_000)[0]) for seed in range(1, 2000)) < 5


def test_a_search_looks_up_a_few_hundred_keys() -> None:
    assert len(probes(forms_of(3))) <= 16 * 17 + 7 * 16


def test_the_nearest_form_and_what_is_kept() -> None:
    forms = forms_of(4)

    assert unpack(pack(forms)) == forms
    assert nearness(forms, altered(forms[0], 9, 1)).distance == 9
    assert not nearness(forms, forms[0]).turned
    assert nearness(forms, altered(forms[6], 3, 1)).turned


def earlier(distance: int = 12, **change: object) -> Pair:
    """A photo of somebody else, a day before, that looks like OWN."""
    other = replace(
        OWN, photo_id=UUID(int=1), sha256="b" * 64, taken_by=6, captured_at=NOON - timedelta(days=1)
    )
    return Pair(replace(other, **change), distance, turned=False)


def around(case: int = 2, grid: int | None = 8, unit: int = 4) -> Surroundings:
    """Another case."""
    return replace(AROUND, case_id=UUID(int=case), grid_id=grid, unit_ids=frozenset({unit}))


@pytest.mark.parametrize(
    ("where", "scope", "severity"),
    [
        (around(case=1), "same_case", "notice"),
        (around(grid=7), "same_site", "notice"),
        (around(unit=3), "same_unit", "warning"),
        (around(), "elsewhere", "warning"),
        (around(grid=None), "elsewhere", "warning"),
    ],
)
def test_a_lookalike_matters_more_the_farther_away_it_is(
    where: Surroundings, scope: str, severity: str
) -> None:
    [found] = judge(OWN, [earlier(around=where)])

    assert (found.code, found.severity) == ("near_reuse", severity)
    assert [(other["scope"], other["distance"]) for other in found.detail["others"]] == [(scope, 12)]


def test_a_burst_of_one_person_is_information_only() -> None:
    burst = earlier(taken_by=5, captured_at=NOON - timedelta(minutes=4))

    assert [found.severity for found in judge(OWN, [burst])] == ["info"]
    assert [found.severity for found in judge(OWN, [burst, earlier(around=around())])] == ["warning"]
    late = earlier(taken_by=5, captured_at=NOON - timedelta(minutes=5), around=around())
    assert [found.severity for found in judge(OWN, [late])] == ["warning"]


def test_an_after_photo_like_the_photo_before_is_said_so_once() -> None:
    after = replace(OWN, role="after")

    assert [found.code for found in judge(after, [earlier()])] == ["before_is_after"]
    assert [found.code for found in judge(after, [earlier(role="after")])] == ["near_reuse"]
    assert [found.code for found in judge(after, [earlier(around=around())])] == ["near_reuse"]
    assert [found.code for found in judge(OWN, [earlier(role="after")])] == ["near_reuse"]


def test_the_same_bytes_are_exact_reuse_and_as_after_photo_both() -> None:
    same = earlier(0, sha256=OWN.sha256)

    assert [found.code for found in judge(OWN, [same])] == ["exact_reuse"]
    both = judge(replace(OWN, role="after"), [same])
    assert [found.code for found in both] == ["exact_reuse", "before_is_after"]
    assert both[0].detail["same_case"] == 1


def test_only_the_nearest_others_are_named_and_all_are_counted() -> None:
    many = [earlier(distance, around=around()) for distance in range(30, 20, -1)]
    [found] = judge(OWN, [*many, earlier(31)])

    assert found.detail["photos"] == 11
    named = [(other["scope"], other["distance"]) for other in found.detail["others"]]
    assert named == [("same_case", 31), *(("elsewhere", distance) for distance in (21, 22, 23, 24))]


def capture(minutes: float, km: float, **change: object) -> Capture:
    """A capture at noon and some minutes, some kilometres north, 20 m accurate, announced at once."""
    at = NOON + timedelta(minutes=minutes)
    place = Position(round((30 + km / 110.85) * 1e7), 1_120_000_000, 200, at, "device")
    return replace(Capture(UUID(int=9), UUID(int=1), at, at, place), **change)


def test_nobody_travels_faster_than_a_car() -> None:
    assert implausible_speed(capture(0, 0), capture(10, 24)) is None
    found = implausible_speed(capture(0, 0), capture(10, 27))
    assert found is not None
    assert found.detail["kmh"] == pytest.approx(162, abs=2)
    assert found.detail["others"] == [
        {"photo_id": str(UUID(int=9)), "case_id": str(UUID(int=1)), "scope": "same_person"}
    ]


def test_errors_of_the_fixes_are_taken_off_and_short_jumps_do_not_count() -> None:
    assert implausible_speed(capture(0, 0), capture(0.02, 0.9)) is None
    coarse = replace(capture(0, 0).position, accuracy_dm=50_000)
    assert implausible_speed(capture(0, 0, position=coarse), capture(1, 7)) is None
    assert implausible_speed(capture(0, 0), capture(1, 7)) is not None


def test_clocks_that_were_set_and_places_set_by_hand_prove_nothing() -> None:
    far = capture(10, 300)

    assert implausible_speed(capture(0, 0), far) is not None
    assert implausible_speed(capture(0, 0, announced_at=NOON + timedelta(hours=1)), far) is None
    assert implausible_speed(capture(0, 0), replace(far, announced_at=NOON + timedelta(hours=5))) is None
    assert implausible_speed(capture(0, 0), replace(far, announced_at=NOON)) is None
    for place in (None, replace(far.position, source="manual"), replace(far.position, fix_at=NOON)):
        assert implausible_speed(capture(0, 0), replace(far, position=place)) is None
