"""The operator's commands: the first administrators, lists of people, a forgotten password."""

import csv
import stat
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskClient, FlaskCliRunner
from openpyxl import Workbook
from sqlalchemy import func, select

from inspect_app.accounts.cli import bootstrap_command, people
from inspect_app.accounts.models import Person
from inspect_app.audit.queries import history
from inspect_app.core.db import db
from tests.integration.accounts.conftest import Browser, Town

NEW = "Loess-wind-47"
HEADING = ["username", "name", "unit", "phone"]


def bootstrap_tokens(cli: FlaskCliRunner) -> dict[str, str]:
    """Bootstrap; the token of each administrator as printed."""
    result = cli.invoke(bootstrap_command)
    assert result.exit_code == 0, result.output
    return dict(line.split("\t") for line in result.output.splitlines() if "\t" in line)


def test_bootstrap_makes_three_administrators_who_can_sign_in_after_setting_a_password(
    cli: FlaskCliRunner, client: FlaskClient
) -> None:
    tokens = bootstrap_tokens(cli)
    assert sorted(tokens) == ["auditor", "secadmin", "sysadmin"]
    for username, token in tokens.items():
        attempt = client.post("/api/v1/session", json={"username": username, "password": username})
        assert attempt.status_code == 401
        assert client.post("/api/v1/password-resets", json={"token": token, "new": NEW}).status_code == 204
        me = client.post("/api/v1/session", json={"username": username, "password": NEW}).json
        assert (me["roles"], me["unit"]["code"]) == ([username], "root")


def test_bootstrap_is_refused_once_anybody_exists(cli: FlaskCliRunner, app: APIFlask) -> None:
    bootstrap_tokens(cli)
    again = cli.invoke(bootstrap_command)
    assert again.exit_code == 1
    assert "empty installation" in again.output
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == 3


def import_file(cli: FlaskCliRunner, path: Path) -> Result:
    return cli.invoke(people, ["import", str(path), "--tokens-out", str(path.parent / "tokens.csv")])


def write_csv(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *rows])
    return path


def test_an_imported_list_makes_accounts_and_a_private_file_of_tokens(
    cli: FlaskCliRunner, app: APIFlask, client: FlaskClient, town: Town, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (HEADING, ["Wang.Fang", "王芳", "east", 13800138000], ["li", "李四", "street"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "people.xlsx")
    result = import_file(cli, tmp_path / "people.xlsx")
    assert result.exit_code == 0, result.output
    tokens = tmp_path / "tokens.csv"
    assert stat.S_IMODE(tokens.stat().st_mode) == 0o600
    first, *rest = list(csv.reader(tokens.read_text(encoding="utf-8").splitlines()))
    assert [row[:2] for row in rest] == [["wang.fang", "王芳"], ["li", "李四"]]
    assert first == ["username", "name", "one_time_token"]
    assert rest[0][2] not in result.output
    assert client.post("/api/v1/password-resets", json={"token": rest[1][2], "new": NEW}).status_code == 204
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.username == "wang.fang")).one()
        assert (person.unit_id, person.phone, person.grants) == (town.east, "13800138000", [])
        assert [event.kind for event in history(f"person:{person.id}")] == ["person_created"]


def test_a_list_with_faults_imports_nobody_and_names_each(
    cli: FlaskCliRunner, app: APIFlask, town: Town, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "people.csv",
        ["wang", "王芳", "east"],
        ["inspector", "张三", "east"],
        ["l i", "李四", "nowhere"],
    )
    result = import_file(cli, path)
    assert result.exit_code == 1
    assert result.output.splitlines()[1:] == [
        "row 3: There is an account named 'inspector' already.",
        "row 4: User name 'l i' does not fit. Use 2 to 64 letters, digits or the signs . _ - @",
        "row 4: There is no active unit with the code 'nowhere'.",
    ]
    assert not (tmp_path / "tokens.csv").exists()
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == len(town.people)


@pytest.mark.parametrize("fault", [["a b", "王芳", "east"], ["wang", "", "east"], ["wang", "王芳", ""]])
def test_a_row_that_does_not_fit_stops_the_import(
    cli: FlaskCliRunner, app: APIFlask, town: Town, tmp_path: Path, fault: list[str]
) -> None:
    result = import_file(cli, write_csv(tmp_path / "people.csv", ["li", "李四", "east"], fault))
    assert result.exit_code == 1
    assert "row 3:" in result.output
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == len(town.people)


def test_a_file_of_tokens_is_never_overwritten(
    cli: FlaskCliRunner, app: APIFlask, town: Town, tmp_path: Path
) -> None:
    (tmp_path / "tokens.csv").write_text("earlier tokens")
    result = import_file(cli, write_csv(tmp_path / "people.csv", ["li", "李四", "east"]))
    assert result.exit_code == 1
    assert (tmp_path / "tokens.csv").read_text() == "earlier tokens"
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == len(town.people)


def test_the_operator_resets_even_an_administrator(
    cli: FlaskCliRunner, client: FlaskClient, browser: Browser, town: Town
) -> None:
    result = cli.invoke(people, ["reset", "sysadmin"])
    assert result.exit_code == 0
    reset = {"token": result.output.strip(), "new": NEW}
    assert client.post("/api/v1/password-resets", json=reset).status_code == 204
    unknown = cli.invoke(people, ["reset", "no-such-person"])
    assert unknown.exit_code == 1
    assert "no account named" in unknown.output
