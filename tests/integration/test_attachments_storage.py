"""The bytes of files, on disk and in a real S3-compatible store: the same answers, a folder for each town."""
from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import ROOT, leave_out
from tests.support import store
from tests.support.live import free_port

from attachments import storage

BYTES = "桥头的照片".encode() * 1000
NAME = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(scope="module")
def s3(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from hub.engines import EngineError

    try:
        with store.serving(Path(os.environ.get("TOWNSHIPS_ENGINES", ROOT / "var" / "engines")), tmp_path_factory.mktemp("store"), free_port()) as address:
            yield address
    except EngineError as error:
        leave_out(request, "store", str(error))


@pytest.fixture(params=["disk", pytest.param("s3", marks=pytest.mark.real_engines)])
def place(request: pytest.FixtureRequest, settings, tmp_path: Path) -> None:
    if request.param == "disk":
        chosen = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    else:
        address = request.getfixturevalue("s3")
        options = {"endpoint_url": address, "bucket_name": store.BUCKET, "access_key": store.NAME, "secret_key": store.SECRET}
        chosen = {"BACKEND": "attachments.s3.Store", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, storage.ALIAS: chosen}
    if request.param == "s3":
        from django.core.files.storage import storages

        storages[storage.ALIAS].connection.meta.client.create_bucket(Bucket=store.BUCKET)


def test_bytes_are_found_again_in_their_own_town_only(place):
    storage.put("t610981117", NAME, BYTES)
    storage.put("t610981117", NAME, BYTES)
    with storage.read("t610981117", NAME) as found:
        assert found.read() == BYTES
    with pytest.raises(FileNotFoundError):
        storage.read("t610981101", NAME).read()
