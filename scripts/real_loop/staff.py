"""Makes the bureau of the run: units and people over HTTP, boundaries and duties as an operator would."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.real_loop.folder import County, boundary_files
from scripts.real_loop.installation import Installation
from scripts.real_loop.person import Person

ROOT_UNIT = "root"
ELSEWHERE = "elsewhere"
FIRST_DAY = "2018-01-01"


@dataclass
class Staff:
    """Who acts in the run; `handlers` by the code of their unit."""

    inspector: Person
    supervisor: Person
    verifier: Person
    auditor: Person
    units: dict[str, int] = field(default_factory=dict)
    handlers: dict[str, Person] = field(default_factory=dict)


class Office:
    """The two administrators at their desks."""

    def __init__(self, here: Installation) -> None:
        self.base = here.url
        tokens = [line.split("\t") for line in here.flask(["bootstrap"]).splitlines() if "\t" in line]
        made = {username: self.first_sign_in(username, token) for username, token in tokens}
        self.sysadmin, self.secadmin, self.auditor = made["sysadmin"], made["secadmin"], made["auditor"]
        self.units = {unit["code"]: unit["id"] for unit in self.sysadmin.get("/units")["items"]}

    def first_sign_in(self, username: str, token: str) -> Person:
        """Sets a password with a one-time token, then signs in with it."""
        person = Person(self.base, username, f"Aa1-{secrets.token_urlsafe(18)}")
        person.send("POST", "/password-resets", {"token": token, "new": person.password})
        return person.sign_in()

    def unit(self, code: str, name: str, kind: str) -> None:
        body = {"code": code, "name": name, "kind": kind, "parent_id": self.units[ROOT_UNIT]}
        self.units[code] = self.sysadmin.send("POST", "/units", body)["id"]

    def person(self, username: str, name: str, unit: str, role: str) -> Person:
        """An account made by the system administrator, a role given by the security administrator."""
        body = {"username": username, "name": name, "unit_id": self.units[unit]}
        made = self.sysadmin.send("POST", "/people", body)
        grant = {"role": role, "unit_id": self.units[unit]}
        self.secadmin.send("POST", f"/people/{made['id']}/grants", grant)
        return self.first_sign_in(username, made["reset_token"])


def make_staff(here: Installation, counties: Sequence[County]) -> Staff:
    """A bureau with a branch and a handling unit for every county, and one unit for all other places."""
    office = Office(here)
    staff = Staff(
        inspector=office.person("inspector1", "巡查员一", ROOT_UNIT, "inspector"),
        supervisor=office.person("supervisor1", "督导员一", ROOT_UNIT, "supervisor"),
        verifier=office.person("verifier1", "核查员一", ROOT_UNIT, "verifier"),
        auditor=office.auditor,
    )
    for county in counties:
        office.unit(f"branch-{county.code}", f"{county.name}生态环境分局", "branch")
        office.unit(f"town-{county.code}", f"{county.name}整改责任单位", "town")
        handler = office.person(
            f"handler-{county.code}", f"{county.name}经办人", f"town-{county.code}", "handler"
        )
        staff.handlers[f"town-{county.code}"] = handler
    office.unit(ELSEWHERE, "异地移交单位", "town")
    staff.handlers[ELSEWHERE] = office.person("handler-elsewhere", "移交经办人", ELSEWHERE, "handler")
    staff.units = office.units
    return staff


def import_places(here: Installation, folder: Path, counties: Sequence[County]) -> str:
    """Imports the polygons (GCJ-02), gives each to its branch, says who handles; returns what they said."""
    form = ["--code-field", "adcode", "--name-field", "name", "--level", "county", "--datum", "gcj02"]
    first = ["--valid-from", FIRST_DAY]
    rules = [f",{county.code},town-{county.code},{FIRST_DAY},,real loop" for county in counties]
    table = here.folder / "duties.csv"
    heading = "category,grid_code,unit_code,valid_from,valid_to,source"
    table.write_text("\n".join([heading, *rules]) + "\n", encoding="utf-8")
    return here.flask(
        *(["places", "import", str(file), *form, *first] for file in boundary_files(folder)),
        *(["places", "own", one.code, f"branch-{one.code}", "--from", FIRST_DAY] for one in counties),
        ["duties", "import", str(table)],
    )
