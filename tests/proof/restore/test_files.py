"""Photos and papers go where their congress goes, and go away with it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import attachments.commands
from attachments import storage
from hub.backup import closing, file
from hub.backup.file import Table
from tests.conftest import Committed
from tests.proof.restore.conftest import GOUYUAN, NOW, everything, put, settled, take
from tests.unit.test_attachments_content import photo
from townships.context import tenant_context
from townships.ids import new_id
from townships.models import Tenant

AS, ITSELF = "610981103", "t610981103"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Callable[[str], None]:
    """Which installation's storage is in force."""

    def use(name: str) -> None:
        settings.STORAGES = {**settings.STORAGES, "attachments": {**settings.STORAGES["attachments"], "OPTIONS": {"location": tmp_path / name}}}

    use("here")
    return use


@pytest.fixture
def kept(committed: Committed, folder: Any) -> list[str]:
    """The digests of a photo and of its small copy, which Gouyuan has."""
    house = settled(GOUYUAN, cases=1)
    with tenant_context(house.tenant):
        stored = attachments.commands.store(actor=house.actor("deputy"), name="桥头.jpg", data=photo())
        attachments.commands.keep(actor=house.actor("deputy"), now=NOW, at=NOW, command_id=new_id(), name="桥头.jpg", stored=stored)
        return storage.named()


def held(schema: str, sha256: str) -> str:
    with storage.read(schema, sha256) as there:
        return hashlib.sha256(there.read()).hexdigest()


@pytest.mark.parametrize(("code", "schema"), [("", GOUYUAN), (AS, ITSELF)])
def test_in_another_installation_the_photo_is_there(
    committed: Committed, kept: list[str], folder: Any, tmp_path: Path, code: str, schema: str
) -> None:
    saved = take(committed, GOUYUAN, tmp_path / "gouyuan")
    folder("there")
    with pytest.raises(FileNotFoundError):
        held(GOUYUAN, kept[0])
    put(committed, saved, code)
    assert [held(schema, sha256) for sha256 in kept] == kept != []


def test_half_a_photo_from_a_restore_that_was_killed_is_made_whole(committed: Committed, kept: list[str], folder: Any, tmp_path: Path) -> None:
    saved = take(committed, GOUYUAN, tmp_path / "gouyuan")
    whole = tmp_path / "here" / GOUYUAN / kept[0][:2] / kept[0]
    whole.write_bytes(whole.read_bytes()[:99])
    put(committed, saved)
    assert held(GOUYUAN, kept[0]) == kept[0]


def test_what_is_not_in_the_storage_is_told_and_the_rest_is_saved(committed: Committed, kept: list[str], tmp_path: Path) -> None:
    from hub.backup.taking import backup

    storage.remove(GOUYUAN, kept[0])
    with committed.login("operator"):
        taken = backup(Tenant.objects.get(schema_name=GOUYUAN), tmp_path / "gouyuan")
    assert (taken.files, taken.missing) == (len(kept), 1)
    assert [sha256 for sha256, _ in file.blobs(tmp_path / "gouyuan")] == kept[1:]


def test_a_closed_congress_leaves_its_photos_in_the_archive_alone(committed: Committed, kept: list[str], tmp_path: Path) -> None:
    with committed.login("migrator"):
        closing.close(Tenant.objects.get(schema_name=GOUYUAN), tmp_path / "archive")
    for sha256 in kept:
        with pytest.raises(FileNotFoundError):
            held(GOUYUAN, sha256)
    assert [sha256 for sha256, _ in file.blobs(tmp_path / "archive")] == kept


def test_a_file_of_the_first_format_is_still_read(committed: Committed, tmp_path: Path) -> None:
    settled(GOUYUAN)
    saved = take(committed, GOUYUAN, tmp_path / "gouyuan")
    before = everything(committed, GOUYUAN)
    put(committed, _of_the_first_format(saved))
    assert everything(committed, GOUYUAN) == before


def _of_the_first_format(saved: Path) -> Path:
    lines = b"".join(_lines(table, rows) for table, rows in file.tables(saved))
    body = file.NAME + b"1\n" + saved.read_bytes().splitlines(keepends=True)[1] + gzip.compress(lines)
    older = saved.with_suffix(".first")
    older.write_bytes(body + file.DIGEST + hashlib.sha256(body).hexdigest().encode() + b"\n")
    return older


def _lines(table: Table, rows: Any) -> bytes:
    import msgspec

    told = list(rows)
    return b"".join([msgspec.json.encode(table), b"\n", *told, b"\\. %d\n" % len(told)])
