"""The one object store of the running app, chosen by its settings and made once for each process."""

from flask import current_app

from config import Config
from inspect_app.core.settings import settings
from inspect_app.evidence.stores.base import ObjectStore
from inspect_app.evidence.stores.files import FileStore
from inspect_app.evidence.stores.s3 import S3Store

EXTENSION = "inspect_object_store"


def object_store() -> ObjectStore:
    """The store of the running app; made on first use, so that it is never shared across a fork."""
    known: ObjectStore | None = current_app.extensions.get(EXTENSION)
    if known is None:
        known = current_app.extensions[EXTENSION] = make_store(settings())
    return known


def make_store(config: Config) -> ObjectStore:
    """The store that the settings name."""
    if config.object_store == "s3":
        return S3Store(config)
    return FileStore(config.instance / "objects")
