"""Where the bytes are: named by what they are, in a folder of the town's own. On disk, or in an S3-compatible store (`STORAGES` in hub/settings.py)."""
from __future__ import annotations

from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from attachments.models import File

ALIAS = "attachments"


def named() -> list[str]:
    """The names of all bytes that this congress has in the storage, previews too. One query."""
    rows = File.objects.values_list("sha256", "preview")
    return sorted({name for row in rows for name in row if name})


def put(tenant: str, sha256: str, data: bytes) -> None:
    """The same bytes again are there already; half of them, from a process that was killed, are none."""
    name, store = _name(tenant, sha256), storages[ALIAS]
    if store.exists(name) and store.size(name) != len(data):
        store.delete(name)
    if not store.exists(name):
        store.save(name, ContentFile(data))


def read(tenant: str, sha256: str) -> IO[Any]:
    """Raises FileNotFoundError."""
    return storages[ALIAS].open(_name(tenant, sha256), "rb")


def remove(tenant: str, sha256: str) -> None:
    """What is not there is removed already."""
    storages[ALIAS].delete(_name(tenant, sha256))


def _name(tenant: str, sha256: str) -> str:
    return f"{tenant}/{sha256[:2]}/{sha256}"
