"""What every object store promises, asked of files and of a real S3 server alike."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner

from config import Config
from inspect_app.core.errors import Problem
from inspect_app.evidence.stores.base import ObjectStore, original_key
from inspect_app.evidence.stores.files import FileStore
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import make_store, object_store

DATA = b"some bytes of a photo" * 500
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(app: APIFlask) -> Iterator[ObjectStore]:
    """The store of the pair, prepared."""
    with app.app_context():
        yield object_store()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file with the bytes."""
    path = tmp_path / "source"
    path.write_bytes(DATA)
    return path


def content(store: ObjectStore, version_id: str | None) -> bytes:
    """The original, read back."""
    opened = store.open_original(SHA, version_id)
    data = b"".join(opened.chunks)
    assert opened.size == len(data)
    return data


def test_an_original_is_kept_under_its_hash(store: ObjectStore, source: Path) -> None:
    assert not store.has_original(SHA, len(DATA), None)

    version_id = store.put_original(SHA, source, len(DATA))

    assert store.has_original(SHA, len(DATA), version_id)
    assert not store.has_original(SHA, len(DATA) + 1, version_id)
    assert content(store, version_id) == DATA
    assert (version_id is not None) == isinstance(store, S3Store)


def test_putting_the_same_again_leaves_the_first_readable(store: ObjectStore, source: Path) -> None:
    first = store.put_original(SHA, source, len(DATA))
    second = store.put_original(SHA, source, len(DATA))

    assert content(store, first) == content(store, second) == DATA


def test_without_versions_the_object_that_is_there_is_taken(config: Config, source: Path) -> None:
    store = make_store(replace(config, s3_bucket=config.s3_work_bucket))
    if isinstance(store, S3Store):
        store.client.create_bucket(Bucket=config.s3_work_bucket)

    assert store.put_original(SHA, source, len(DATA)) is None
    assert store.put_original(SHA, source, len(DATA)) is None
    assert content(store, None) == DATA


def test_a_damaged_object_is_healed_by_the_next_upload(config: Config, source: Path) -> None:
    store = make_store(replace(config, s3_bucket=config.s3_work_bucket))
    damage(store, config)

    version_id = store.put_original(SHA, source, len(DATA))

    assert content(store, version_id) == DATA


def damage(store: ObjectStore, config: Config) -> None:
    """Other bytes of the same length under the name."""
    if isinstance(store, S3Store):
        store.client.create_bucket(Bucket=config.s3_work_bucket)
        store.client.put_object(Bucket=config.s3_work_bucket, Key=original_key(SHA), Body=b"x" * len(DATA))
        return
    assert isinstance(store, FileStore)
    path = store.root / original_key(SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * len(DATA))


def test_a_lost_original_is_reported(store: ObjectStore) -> None:
    with pytest.raises(Problem) as refusal:
        store.open_original(SHA, None)

    assert (refusal.value.code, refusal.value.status) == ("original_missing", 500)


def test_the_work_area_puts_replaces_lists_and_forgets(store: ObjectStore, source: Path) -> None:
    store.put_work("uploads/a/1", source, "image/jpeg")
    store.put_work("uploads/b/1", source, "image/jpeg")
    source.unlink()
    source.write_bytes(b"new")
    store.put_work("uploads/b/1", source, "image/jpeg")

    assert [(item.key, item.size) for item in store.list_work("uploads/")] == [
        ("uploads/a/1", len(DATA)),
        ("uploads/b/1", 3),
    ]
    assert [item.key for item in store.list_work("uploads/b/")] == ["uploads/b/1"]
    opened = store.open_work("uploads/b/1")
    assert opened is not None
    assert b"".join(opened.chunks) == b"new"

    store.delete_work(["uploads/a/1", "uploads/b/1", "uploads/never"])
    assert list(store.list_work("uploads/")) == []
    assert store.open_work("uploads/a/1") is None


def test_the_operator_prepares_the_storage_as_often_as_wanted(cli: FlaskCliRunner) -> None:
    for _ in range(2):
        result = cli.invoke(args=["storage", "init"])
        assert (result.exit_code, result.output) == (0, "The object store is ready.\n")
