"""The build that a phone had before this one: other file names, another version, an older database.

Made of the present build, because the test of an update needs two that differ in what an update changes: all
addresses of files (and with them the service worker's list), the version that reports name, and a database
whose outbox has no index of cases yet.
"""

import json
import shutil
from pathlib import Path

VERSION = "0.0.9"
FOLDER = "assets-before/"
TEXTS = {".js", ".css", ".html", ".webmanifest"}
NOW_STORES = "this.version(3).stores({outbox:`id, user_id, state, finished, case_id`"
THEN_STORES = "this.version(2.5).stores({outbox:`id, user_id, state, finished`"


def earlier_build(present: Path, folder: Path) -> Path:
    """A copy of the build in `present` as it was one version ago; fails when it finds nothing to change."""
    shutil.copytree(present, folder, ignore=shutil.ignore_patterns("*.gz", "*.br"))
    (folder / "assets").rename(folder / FOLDER)
    version = json.loads((present.parent / "package.json").read_text())["version"]
    found = {"schema": 0, "version": 0, "page": 0}
    for file in folder.rglob("*"):
        if file.suffix not in TEXTS:
            continue
        text = file.read_text()
        found["schema"] += text.count(NOW_STORES)
        found["version"] += text.count(f"`{version}`")
        found["page"] += text.count('"url":"index.html"')
        text = text.replace(NOW_STORES, THEN_STORES).replace(f"`{version}`", f"`{VERSION}`")
        text = text.replace("assets/", FOLDER).replace('","url":"index.html"', '-before","url":"index.html"')
        file.write_text(text)
    assert found["schema"] == 1, f"the newest database version is not where it was: {found}"
    assert all(found.values()), found
    return folder
