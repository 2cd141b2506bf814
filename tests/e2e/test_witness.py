"""A phone signs its photo and is a witness: when the log is rewritten behind everybody's back, it says so."""

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, text

from inspect_app.audit.merkle import leaf_hash, new_nodes
from inspect_app.audit.signer import LAST_SIGNED
from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import User

READY = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("inspect");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const reading = opening.result.transaction(["devices", "meta"]);
        const devices = reading.objectStore("devices").count();
        const time = reading.objectStore("meta").get("time");
        reading.oncomplete = () => {
            opening.result.close();
            resolve(devices.result === 1 && time.result?.value.page === performance.timeOrigin);
        };
    };
})"""


def test_a_phone_signs_its_photo_and_notices_a_rewritten_log(
    town: Town, browser: Browser, shots: Path, tmp_path: Path
) -> None:
    town.server.command("audit", "checkpoint")
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.waits_for(READY)
    user.begins_report("bare_soil", "裸土未覆盖", jpeg(61, (1200, 900)))
    user.sends_report()
    user.goes("outbox")
    expect(user.page.locator("[data-testid=outbox-row][data-state=done]")).to_have_count(1)
    assert statement_of(town) == ("verified", 1)

    town.server.command("audit", "checkpoint")
    user.goes("me")
    expect(user.see("witness-link")).to_contain_text(re.compile(r"已见证到第 \d+ 条"))
    user.goes("me/witness")
    expect(user.see("witness-receipts")).to_contain_text("2 份中 2 份")
    expect(user.see("log-alarm")).to_have_count(0)
    user.looks("witness")

    rewrite_history(town)
    user.goes("")
    expect(user.see("log-alarm")).to_be_visible()
    user.see("log-alarm").click()
    expect(user.page.locator("[data-testid=witness-alarm][data-kind=forked]")).to_be_visible()
    user.looks("witness-alarm")
    with user.page.expect_download() as download:
        user.see("witness-export").click()
    download.value.save_as(tmp_path / "witness.json")
    (alarm,) = json.loads((tmp_path / "witness.json").read_text(encoding="utf-8"))["alarms"]
    assert alarm["held"]["note"] != alarm["shown"]
    assert roots(alarm["held"]["note"]) != roots(alarm["shown"])

    user.goes("me/devices")
    expect(user.see("device")).to_have_count(1)
    user.looks("devices")
    user.leaves()


def roots(note: str) -> str:
    """The line of a checkpoint that stands for everything before it."""
    return note.split("\n")[2]


def statement_of(town: Town) -> tuple[str, int]:
    """What the server thinks of the only photo's statement, and whether its clock is proved."""
    engine = create_engine(town.server.config.database)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT statement_state, clock_proved FROM photos")).one()
    engine.dispose()
    return row.statement_state, int(row.clock_proved)


def rewrite_history(town: Town) -> None:
    """Everything an administrator with all rights can do: another past, all hashes anew, the true signature.

    Only the phones hold what was signed before.
    """
    engine = create_engine(town.server.config.database)
    with engine.begin() as connection:
        query = text("SELECT log_index, body FROM log_entries ORDER BY log_index")
        bodies = [bytes(row.body) for row in connection.execute(query)]
        bodies[0] = bodies[0].replace(b'"seq":0', b'"seq":7')
        edit = text("UPDATE log_entries SET body = :body WHERE log_index = 0")
        connection.execute(edit, {"body": bodies[0]})
        nodes: dict[tuple[int, int], bytes] = {}
        for index, body in enumerate(bodies):
            for level, place, value in new_nodes(index, leaf_hash(body), lambda *key: nodes[key]):
                nodes[level, place] = value
        change = text("UPDATE log_nodes SET hash = :hash WHERE level = :level AND node_index = :place")
        rows = [{"level": key[0], "place": key[1], "hash": value} for key, value in nodes.items()]
        connection.execute(change, rows)
        connection.execute(text("DELETE FROM log_checkpoints"))
    engine.dispose()
    (town.server.config.log_keys / LAST_SIGNED).unlink()
    town.server.command("audit", "checkpoint")
