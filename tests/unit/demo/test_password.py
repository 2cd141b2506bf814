"""The one password of the demo people: given or made once, then kept."""

from pathlib import Path

from inspect_app.demo.password import KEPT_IN, demo_password


def test_a_given_password_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    assert demo_password(tmp_path, "Given-123") == "Given-123"
    assert (tmp_path / KEPT_IN).stat().st_mode & 0o777 == 0o600


def test_a_made_password_is_the_same_the_next_time(tmp_path: Path) -> None:
    made = demo_password(tmp_path / "new", None)
    assert len(made) >= 16
    assert demo_password(tmp_path / "new", None) == made


def test_a_city_that_is_there_keeps_its_password(tmp_path: Path) -> None:
    demo_password(tmp_path, "First-123")
    assert demo_password(tmp_path, "Second-123") == "First-123"
