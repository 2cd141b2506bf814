"""Bundles: asked for, built, taken away, and proved with nothing but the verifier and the trust file."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from inspect_app.audit.canonical import canonical
from inspect_app.audit.fsck import check_log
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.tasks import SWEEPS, drain
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import Blob
from inspect_app.evidence.stores.select import object_store
from inspect_app.review.bundles.models import Bundle
from tests.builders import API, City
from tests.bundles import (
    ask,
    closed_case,
    failures,
    packed,
    relisted,
    take_away,
    trust_of,
    unpacked,
    verified,
)


def kinds(city: City, case_id: str) -> list[str]:
    items = city.hand("auditor").get(f"/cases/{case_id}/history").get_json()["items"]
    return [item["kind"] for item in items]


def test_a_case_is_taken_away_and_proved_without_the_server(city: City, tmp_path: Path) -> None:
    case_id = closed_case(city)
    raw = take_away(city, case_id)

    code, claims = verified(raw, trust_of(city.app), tmp_path)

    assert failures(claims) == {}
    assert code == 0
    assert {claim["verdict"] for claim in claims.values()} == {"PASS"}
    assert kinds(city, case_id)[-3:] == ["bundle_requested", "bundle_built", "bundle_downloaded"]
    with city.app.app_context():
        assert check_log() == []


def test_a_bundle_holds_what_its_page_promises(city: City) -> None:
    files = unpacked(take_away(city, closed_case(city)))

    folders = {name.partition("/")[0] for name in files if "/" in name}
    assert folders == {"originals", "bodies", "payloads", "proofs"}
    assert {name for name in files if "/" not in name} == {
        "manifest.json", "case.json", "findings.json", "workflow.md", "report.html", "checkpoint",
        "verify.py", "verify.html", "README.txt",
    }  # fmt: skip
    page = files["report.html"].decode()
    for words in (
        "塔吊旁裸土未覆盖 &lt;b&gt;",
        "已用防尘网覆盖",
        "行政复议",
        "verifier某",
        "data:image/jpeg",
        "不能证明的事项",
    ):
        assert words in page, words
    assert "<script" not in page
    assert b"Content-Security-Policy" in files["verify.html"]


def test_asking_twice_with_one_key_is_asking_once(city: City) -> None:
    case_id = closed_case(city)
    first, again = (ask(city, case_id, key="the same key") for _ in range(2))

    assert first["id"] == again["id"]
    assert kinds(city, case_id).count("bundle_requested") == 1
    drain(city.app)
    listed = city.hand("auditor").get(f"/cases/{case_id}/bundles").get_json()["items"]
    assert [(item["id"], item["state"], item["problems"]) for item in listed] == [(first["id"], "ready", [])]


def test_a_reason_is_required_and_so_is_a_key(city: City) -> None:
    case_id = city.hand("inspector").filed()
    client, path = city.hand("auditor").client, f"{API}/cases/{case_id}/bundles"
    headers = {"Idempotency-Key": "01234567"}

    assert client.post(path, json={"reason": "x"}).get_json()["code"] == "idempotency_key_required"
    assert client.post(path, json={}, headers=headers).status_code == 422
    assert client.post(path, json={"reason": " \n"}, headers=headers).status_code == 422
    assert kinds(city, case_id) == ["case_reported"]


def test_its_supervisor_may_take_a_case_away_and_nobody_else(city: City) -> None:
    case_id = city.hand("inspector").filed()
    bundle = ask(city, case_id, "supervisor")

    for name in ("inspector", "handler", "verifier"):
        assert city.hand(name).get(f"/bundles/{bundle['id']}").status_code == 403
    city.person("far", Role.SUPERVISOR, "west")
    assert city.hand("far").get(f"/bundles/{bundle['id']}").status_code == 404
    assert city.hand("far").get(f"/cases/{case_id}/bundles").status_code == 404


def test_before_it_is_built_there_is_nothing_to_take(city: City) -> None:
    bundle = ask(city, city.hand("inspector").filed())

    answer = city.hand("auditor").get(f"/bundles/{bundle['id']}/file")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "bundle_not_ready")


def test_a_lost_job_is_found_again(city: City) -> None:
    bundle = ask(city, city.hand("inspector").filed())
    city.app.extensions["inspect_huey"].flush()
    sweep = SWEEPS["build_forgotten_bundles"].function

    with city.app.app_context():
        sweep(utc_now())
    assert drain(city.app) == 0
    with city.app.app_context():
        sweep(utc_now() + timedelta(minutes=3))
    assert drain(city.app) == 1
    assert city.hand("auditor").get(f"/bundles/{bundle['id']}").get_json()["state"] == "ready"


def test_a_builder_that_died_is_replaced_and_at_last_given_up(city: City) -> None:
    bundle = ask(city, city.hand("inspector").filed())
    city.app.extensions["inspect_huey"].flush()
    sweep = SWEEPS["build_forgotten_bundles"].function
    died = {"state": "building", "started_at": utc_now() - timedelta(hours=1), "attempts": 3}
    with city.app.app_context():
        with write_transaction():
            db.session.execute(update(Bundle).values(died))
        sweep(utc_now())

    shown = city.hand("auditor").get(f"/bundles/{bundle['id']}").get_json()
    assert (shown["state"], shown["failure"]) == ("failed", "builder_died")


def damage(city: City, sha256: str, content: bytes | None) -> None:
    """Behind the program's back: the stored object is gone, or has other bytes."""
    with city.app.app_context():
        store = object_store()
    key = f"ev/{sha256[:2]}/{sha256}"
    if hasattr(store, "root"):
        path = store.root / key
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        return
    for version in store.client.list_object_versions(Bucket=store.originals, Prefix=key).get("Versions", []):
        store.client.delete_object(Bucket=store.originals, Key=key, VersionId=version["VersionId"])
    if content is not None:
        put = store.client.put_object(Bucket=store.originals, Key=key, Body=content)
        with city.app.app_context(), write_transaction():
            db.session.execute(
                update(Blob).where(Blob.sha256 == sha256).values(version_id=put.get("VersionId"))
            )


@pytest.mark.parametrize(
    ("content", "problem", "sentence"),
    [(None, "original_missing", "is missing"), (b"other bytes", "original_altered", "it was changed")],
)
def test_a_damaged_original_makes_a_bundle_that_says_so(
    city: City, tmp_path: Path, content: bytes | None, problem: str, sentence: str
) -> None:
    case_id = closed_case(city)
    photo = next(p for p in city.hand("auditor").case(case_id)["photos"] if p["state"] == "stored")
    damage(city, photo["sha256"], content)

    raw = take_away(city, case_id)

    files = unpacked(raw)
    assert [item["code"] for item in json.loads(files["manifest.json"])["problems"]] == [problem]
    assert "生成时发现不符" in files["report.html"].decode()
    code, claims = verified(raw, trust_of(city.app), tmp_path)
    assert code == 1
    assert sentence in failures(claims)["photos"]
    assert set(failures(claims)) == {"photos"}
    listed = city.hand("auditor").get(f"/cases/{case_id}/bundles").get_json()["items"]
    assert listed[0]["problems"][0]["code"] == problem


def test_a_merged_family_goes_together(city: City, tmp_path: Path) -> None:
    first, second = city.hand("inspector").filed(note="一"), city.hand("inspector").filed(note="二")
    city.hand("supervisor").does(second, "merge", into=first)

    raw = take_away(city, first)

    code, claims = verified(raw, trust_of(city.app), tmp_path)
    assert failures(claims) == {}
    assert code == 0
    assert json.loads(unpacked(raw)["manifest.json"])["subjects"] == [f"case:{first}", f"case:{second}"]
    files = unpacked(raw)
    theirs = [name for name, data in files.items() if f'"subject":"case:{second}"'.encode() in data]
    dropped = tuple(name.replace("bodies/", "/").replace("json", "") for name in theirs)
    files = {name: data for name, data in files.items() if not any(part in name for part in dropped)}
    manifest = json.loads(files["manifest.json"]) | {"subjects": [f"case:{first}"]}
    alone = relisted({**files, "manifest.json": canonical(manifest)})
    assert "is left out" in failures(verified(packed(alone), trust_of(city.app), tmp_path)[1])["history"]


def test_after_a_change_of_key_both_keys_prove_what_they_signed(city: City, tmp_path: Path) -> None:
    case_id = closed_case(city)
    before = take_away(city, case_id)
    turned = city.app.test_cli_runner().invoke(args=["audit", "rotate-key"])
    assert turned.exit_code == 0, turned.output
    after, trust = take_away(city, case_id), trust_of(city.app)

    for raw in (before, after):
        code, claims = verified(raw, trust, tmp_path)
        assert (code, failures(claims)) == (0, {})
    retired = {**trust, "logs": [{**trust["logs"][0], "keys": trust["logs"][0]["keys"][:1]}]}
    code, claims = verified(after, retired, tmp_path)
    assert code == 1
    assert "no trusted key that was valid at this size" in failures(claims)["checkpoint"]


def test_the_whole_log_is_exported_and_recomputed(city: City, tmp_path: Path) -> None:
    closed_case(city)
    runner = city.app.test_cli_runner()

    done = runner.invoke(args=["audit", "export", str(tmp_path / "log.zip")])

    assert done.exit_code == 0, done.output
    trust = json.loads(runner.invoke(args=["audit", "trust"]).output)
    raw = (tmp_path / "log.zip").read_bytes()
    code, claims = verified(raw, trust, tmp_path)
    assert (code, failures(claims)) == (0, {})
    assert claims["log"]["verdict"] == "PASS"
