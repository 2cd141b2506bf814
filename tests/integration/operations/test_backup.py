"""A backup of a running installation, restored onto an empty one, is the same; damage is found."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result

from config import Config
from inspect_app.app import create_app
from inspect_app.audit.publishing import publish_now
from inspect_app.audit.queries import log_head
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.tasks import drain
from inspect_app.operations.backup.retention import outlived
from tests.builders import City, announcement, jpeg
from tests.integration.conftest import SQLITE, driver
from tests.servers.postgres import drop_database, new_database

PASSPHRASE = "nine cups on a tower"
FIRST, SECOND = jpeg(71), jpeg(72)
Flask = Callable[..., Result]


@pytest.fixture
def city_with_photo(app: APIFlask, city: City) -> tuple[City, str, str]:
    """A case with a derived photo, and a signed log; the case's and the photo's ids."""
    photo = announcement(FIRST)
    case_id = city.hand("inspector").filed(photos=[photo])
    assert city.hand("inspector").upload(photo["id"], FIRST).status_code == 204
    drain(app)
    with app.app_context():
        publish_now(utc_now())
        db.session.remove()
    return city, case_id, photo["id"]


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    """A file with the passphrase."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return str(file)


@pytest.fixture
def empty(config: Config, pair: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """An application on an empty machine: no table, no bucket, no key."""
    instance = tmp_path / "elsewhere"
    if pair == SQLITE:
        elsewhere, url, name = replace(config, instance=instance), "", ""
    else:
        url, name = request.getfixturevalue("postgres_url"), f"restored_{uuid.uuid4().hex[:12]}"
        elsewhere = replace(
            config,
            instance=instance,
            database_url=driver(new_database(url, name)),
            s3_bucket=f"ro-{name.replace('_', '-')}",
            s3_work_bucket=f"rw-{name.replace('_', '-')}",
        )
    app = create_app(elsewhere)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if url:
        drop_database(url, name)


@pytest.fixture
def place(pair: str, tmp_path: Path) -> str:
    """Where backups go: a folder."""
    return str(tmp_path / "backups")


def backup(app: APIFlask, *arguments: str) -> Result:
    """`flask backup …`"""
    return app.test_cli_runner().invoke(args=["backup", *arguments])


def head_of(app: APIFlask) -> tuple[int, str]:
    with app.app_context():
        head = log_head()
        db.session.remove()
    return head.size, head.root.hex()


def test_the_restored_installation_is_the_same(
    city_with_photo: tuple[City, str, str], empty: APIFlask, place: str, passphrase: str
) -> None:
    city, case_id, photo_id = city_with_photo
    before = head_of(city.app)
    made = backup(city.app, "create", place, "--passphrase-file", passphrase)
    assert made.exit_code == 0, made.output
    city.hand("inspector").filed()  # life goes on; this is not in the backup

    restored = backup(empty, "restore", place, "--passphrase-file", passphrase)

    assert restored.exit_code == 0, restored.output
    assert f"log: {before[0]} entries, root {before[1]} as in the manifest" in restored.output
    assert "originals read again: 1" in restored.output
    there = City(empty, city.units, city.people, city.grids).hand("auditor")
    assert there.case(case_id)["photos"][0]["receipt"]["sha256"] == announcement(FIRST)["sha256"]
    assert there.get(f"/photos/{photo_id}/original").data == FIRST
    preview = f"/photos/{photo_id}/preview"
    assert there.get(preview).data == city.hand("auditor").get(preview).data
    with empty.app_context():
        row = publish_now(utc_now())  # the restored key continues what it signed before
        assert row is not None
        assert row.size > before[0]
        db.session.remove()
    doctor = empty.test_cli_runner().invoke(args=["storage", "scrub", "--all"])
    assert doctor.exit_code == 0, doctor.output


def test_a_second_backup_copies_only_what_is_new(
    city_with_photo: tuple[City, str, str], place: str, passphrase: str
) -> None:
    city, _, _ = city_with_photo
    assert "of which 1 were copied now" in backup(city.app, "create", place).output
    photo = announcement(SECOND)
    city.hand("inspector").filed(photos=[photo])
    city.hand("inspector").upload(photo["id"], SECOND)
    # Names of backups have whole seconds.
    names = {path.name for path in Path(place, "backups").iterdir()}
    while True:
        again = backup(city.app, "create", place)
        if {path.name for path in Path(place, "backups").iterdir()} != names:
            break

    assert "originals: 2" in again.output
    assert len(backup(city.app, "list", place).output.splitlines()) == 2


def test_a_restore_goes_into_nothing(city_with_photo: tuple[City, str, str], place: str) -> None:
    city, _, _ = city_with_photo
    backup(city.app, "create", place)

    refused = backup(city.app, "restore", place)

    assert refused.exit_code == 1
    assert "not empty" in refused.output


def test_without_a_passphrase_the_keys_stay_out_and_it_says_so(
    city_with_photo: tuple[City, str, str], place: str
) -> None:
    city, _, _ = city_with_photo
    made = backup(city.app, "create", place)
    secret = (city.app.extensions["inspect_settings"].log_keys / "log.key").read_text().strip()

    assert "THE SIGNING KEYS ARE NOT IN THIS BACKUP" in made.output
    held = b"".join(path.read_bytes() for path in Path(place).rglob("*") if path.is_file())
    assert secret.encode() not in held
    assert bytes.fromhex(secret) not in held


def test_sealed_keys_open_with_their_passphrase_only_and_another_leaves_the_machine_empty(
    city_with_photo: tuple[City, str, str], empty: APIFlask, place: str, passphrase: str, tmp_path: Path
) -> None:
    city, _, _ = city_with_photo
    backup(city.app, "create", place, "--passphrase-file", passphrase)
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase")

    refused = backup(empty, "restore", place, "--passphrase-file", str(wrong))

    assert refused.exit_code == 1
    assert "does not open" in refused.output
    assert not (empty.extensions["inspect_settings"].log_keys / "log.key").exists()

    restored = backup(empty, "restore", place, "--passphrase-file", passphrase)
    assert restored.exit_code == 0, restored.output


def damage_original(folder: Path) -> None:
    [file] = [path for path in folder.glob("originals/*/*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def damage_database(folder: Path) -> None:
    [file] = folder.glob("backups/*/database")
    file.write_bytes(file.read_bytes() + b"?")


def exchange_manifest(folder: Path) -> None:
    [file] = folder.glob("backups/*/manifest.json")
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "log_size": told["log_size"] - 1}))


def lose_original(folder: Path) -> None:
    [file] = [path for path in folder.glob("originals/*/*") if path.is_file()]
    file.unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damage_original, "is damaged in the backup"),
        (lose_original, "cannot be read"),
        (damage_database, "not what the manifest says"),
        (exchange_manifest, "not the one that was signed"),
    ],
)
def test_a_backup_that_was_changed_is_not_restored_in_silence(
    city_with_photo: tuple[City, str, str],
    empty: APIFlask,
    place: str,
    damage: Callable[[Path], None],
    words: str,
) -> None:
    city, _, _ = city_with_photo
    backup(city.app, "create", place)
    damage(Path(place))

    refused = backup(empty, "restore", place)

    assert refused.exit_code == 1
    assert words in refused.output


def test_an_auditor_names_the_key_that_must_have_signed(
    city_with_photo: tuple[City, str, str], empty: APIFlask, place: str
) -> None:
    city, _, _ = city_with_photo
    backup(city.app, "create", place)
    another = "inspect.local/log+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    refused = backup(empty, "restore", place, "--vkey", another)

    assert refused.exit_code == 1


def test_backups_are_kept_in_a_bucket_too(
    pair: str, city_with_photo: tuple[City, str, str], empty: APIFlask, config: Config
) -> None:
    if pair == SQLITE:
        return  # the vault is the same; the other pair has a server at hand
    city, _, photo_id = city_with_photo
    place = f"s3://{config.s3_work_bucket}/backups of the city"

    made = backup(city.app, "create", place)
    restored = backup(empty, "restore", place)

    assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
    there = City(empty, city.units, city.people, city.grids).hand("auditor")
    assert there.get(f"/photos/{photo_id}/original").data == FIRST


def test_old_backups_go_with_what_only_they_need(city_with_photo: tuple[City, str, str], place: str) -> None:
    city, _, _ = city_with_photo
    backup(city.app, "create", place)
    [made] = Path(place, "backups").iterdir()
    long_ago = (utc_now() - timedelta(days=200)).strftime("%Y%m%dT%H%M%SZ")
    made.rename(made.with_name(long_ago))

    assert "0 backups" in backup(city.app, "prune", place).output, "the newest stays whatever its age"


def test_the_law_sets_the_floor_and_the_newest_stays() -> None:
    now = utc_now()
    names = [(now - timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ") for days in (400, 190, 184, 100)]

    assert outlived(names, now, timedelta(days=185)) == sorted(names)[:2]
    assert outlived(names[:1], now, timedelta(days=185)) == []
