"""The alert rules and the dashboard are valid, name only what is measured, and lead to a page that exists."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from apiflask import APIFlask

from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.tasks import Lease
from inspect_app.core.transaction import write_transaction
from inspect_app.operations.state import BACKUP_MADE
from tests.conftest import REPOSITORY

MONITORING = REPOSITORY / "deploy" / "monitoring"
RULES, DASHBOARD = MONITORING / "alerts.yml", MONITORING / "dashboard.json"
EXAMPLES = REPOSITORY / "tests" / "unit" / "operations" / "alerts_test.yml"
SUFFIX = re.compile(r"_(bucket|count|sum)$")


def promtool(*arguments: object) -> str:
    """Run Prometheus's own checker; its complaint fails the test."""
    command = ["promtool", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def measured(text: str) -> set[str]:
    """The names of everything that /metrics describes."""
    return set(re.findall(r"^# TYPE (inspect_\w+)", text, re.MULTILINE))


def test_prometheus_takes_the_rules_and_they_fire_when_they_should() -> None:
    assert "SUCCESS" in promtool("check", "rules", RULES)
    assert "SUCCESS" in promtool("test", "rules", EXAMPLES)


def test_prometheus_takes_the_configuration(tmp_path: Path) -> None:
    shutil.copytree(MONITORING, tmp_path, dirs_exist_ok=True)
    (tmp_path / "metrics-token").write_text("a token of the operator")

    assert "SUCCESS" in promtool("check", "config", tmp_path / "prometheus.yml")


def test_prometheus_takes_the_measurements(app: APIFlask) -> None:
    text = app.test_client().get("/metrics").text
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )

    complaints = [line for line in done.stderr.splitlines() if line.startswith("inspect_")]
    assert complaints == []


def test_rules_and_dashboard_name_what_is_measured(app: APIFlask) -> None:
    with app.app_context(), write_transaction():
        db.session.add(Lease(name="mark_breaches", holder="somebody", until=utc_now()))
        append(Context(SYSTEM, utc_now()), [Fact("backup", BACKUP_MADE)])
    known = measured(app.test_client().get("/metrics").text)
    asked = set(re.findall(r"\binspect_\w+", RULES.read_text() + DASHBOARD.read_text()))

    assert len(known) > 20
    assert {SUFFIX.sub("", name) for name in asked} - known == set()


def test_every_alert_leads_to_its_paragraph() -> None:
    page = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in page.splitlines()
    }
    asked = re.findall(r'runbook: "docs/operations\.md#([\w-]+)"', RULES.read_text())

    assert len(asked) == RULES.read_text().count("alert: ")
    assert set(asked) - anchors == set()


def test_the_dashboard_is_whole() -> None:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["targets"] for panel in panels if panel["type"] != "row")
