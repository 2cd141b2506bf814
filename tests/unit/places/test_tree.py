"""Facts about grids above grids."""

from inspect_app.places.tree import in_loop


def test_a_grid_is_in_a_loop_when_its_parents_lead_back_to_it() -> None:
    parents = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": "g", "g": None}
    assert [code for code in parents if in_loop(code, parents)] == ["a", "b", "c", "e"]
