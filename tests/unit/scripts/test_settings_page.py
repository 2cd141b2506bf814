"""The settings that operators read about are the settings that exist."""

from scripts.settings_page import PAGE, shown, with_table


def test_the_page_lists_every_setting_with_its_default_and_meaning() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_table(page), "run `make docs`"


def test_a_default_looks_as_one_would_type_it() -> None:
    assert [shown(default) for default in ("", False, True, 25, "files")] == [
        "–",
        "`0`",
        "`1`",
        "`25`",
        "`files`",
    ]
