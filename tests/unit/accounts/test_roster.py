"""A list of people to import: what fits, and every fault with its row."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from inspect_app.accounts.roster import Row, database_faults, read_rows
from inspect_app.accounts.roster_files import UnreadableFileError, read_lines

HEADING = ["username", "name", "unit", "phone"]


def said(lines: list[list[str]]) -> list[str]:
    return [str(fault) for fault in read_rows(lines)[1]]


def test_rows_keep_the_number_the_spreadsheet_shows() -> None:
    rows, faults = read_rows(
        [HEADING, ["Wang.Fang", "王芳", "east", "138 0013 8000"], [], ["li", "李", "west"]]
    )
    assert faults == []
    assert rows == [Row(2, "wang.fang", "王芳", "east", "138 0013 8000"), Row(4, "li", "李", "west", None)]


def test_chinese_headings_in_any_order_are_understood() -> None:
    rows, faults = read_rows([["姓名", "单位代码", "用户名"], ["王芳", "east", "wang"]])
    assert (rows, faults) == ([Row(2, "wang", "王芳", "east", None)], [])


def test_every_fault_of_every_row_is_listed() -> None:
    faults = said([HEADING, ["a b", "", "", "call me"], ["li", "李", "west", ""], ["LI", "李二", "west", ""]])
    assert [fault.split(":")[0] for fault in faults] == ["row 2", "row 2", "row 2", "row 2", "row 4"]
    assert faults[-1] == "row 4: User name 'li' is in row 3 already."


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "row 1: The file is empty."),
        ([HEADING], "row 2: There is nobody below the heading."),
        ([[*HEADING, "salary"], ["li", "李", "west"]], "row 1: Unknown column 'salary'."),
        ([["username", "name"], ["li", "李"]], "row 1: Column 'unit' is missing."),
        ([[*HEADING, "姓名"], ["li", "李", "west"]], "row 1: Column 'name' appears twice."),
        (
            [HEADING, *[[f"p{n}", "名", "u"] for n in range(10_001)]],
            "row 10002: At most 10000 people at a time.",
        ),
    ],
)
def test_a_list_that_cannot_be_read_says_why(lines: list[list[str]], message: str) -> None:
    assert said(lines) == [message]


def test_names_that_exist_and_units_that_do_not_are_faults() -> None:
    rows = [
        Row(2, "li", "李", "east", None),
        Row(3, "wang", "王", "nowhere", None),
        Row(4, "wu", "吴", "east", None),
    ]
    faults = [str(fault) for fault in database_faults(rows, {"li"}, {"east": 1})]
    assert faults == [
        "row 2: There is an account named 'li' already.",
        "row 3: There is no active unit with the code 'nowhere'.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_excel_writes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("username,name,unit\r\nli, 李四 ,east\r\n".encode(encoding))
    assert read_lines(path) == [["username", "name", "unit"], ["li", "李四", "east"]]


def test_xlsx_is_read_with_numbers_as_people_see_them(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(HEADING)
    book.worksheets[0].append(["li", "李四", 410301, 13800138000.0])
    book.save(tmp_path / "people.xlsx")
    assert read_lines(tmp_path / "people.xlsx")[1] == ["li", "李四", "410301", "13800138000"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("people.xlsx", b"not a zip file"),
        ("people.xlsx", b""),
        ("people.csv", b"\xff\xff\xff"),
        ("people.csv", b'a,"b\n'),
        ("people.ods", b""),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFileError):
        read_lines(tmp_path / name)
