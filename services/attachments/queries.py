"""What is known of files. Who may see a file that was put to something, the service that it was put to says."""
from __future__ import annotations

from collections.abc import Collection
from typing import IO, Any
from uuid import UUID

import msgspec

from attachments import storage
from attachments.content import understood
from attachments.events import Kind
from attachments.models import File
from people.actor import Actor, Role


class FileRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in bytes; `preview` is empty where there is none."""

    id: UUID
    name: str
    kind: Kind
    media: str
    size: int
    sha256: str
    preview: str
    person_name: str


FIELDS = FileRecord.__struct_fields__


def own(*, viewer: Actor, file_id: UUID) -> FileRecord | None:
    """A file that the viewer sent. One query."""
    row = File.objects.filter(pk=file_id, person_id=viewer.person_id).exclude(person_id=None).values(*FIELDS).first()
    return msgspec.convert(row, FileRecord) if row else None


def files(ids: Collection[UUID]) -> dict[UUID, FileRecord]:
    """For a service that has found out that its viewer may see them. One query."""
    return {row["id"]: msgspec.convert(row, FileRecord) for row in File.objects.filter(pk__in=ids).values(*FIELDS)}


def content(*, viewer: Actor, file: FileRecord, preview: bool = False) -> IO[Any]:
    """The bytes of a file that a query has given the viewer. Raises FileNotFoundError."""
    return storage.read(viewer.tenant, file.preview if preview and file.preview else file.sha256)


def kind_of(*, viewer: Actor, name: str, data: bytes) -> Kind:
    """What a file is by its content, for a service that reads it itself and keeps nothing of it. Raises `Invalid` as taking it in does."""
    viewer.require(*Role, scope="write")
    return understood(name, data).kind
