"""Taking a file in."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from attachments import storage
from attachments.content import Content, understood
from attachments.events import FileKept, Kind
from attachments.models import File
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor
from townships.errors import NotAllowed
from townships.ids import new_id
from townships.text import required


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that are in the storage: what they are called there, and what they are."""

    kind: Kind
    media: str
    size: int
    sha256: str
    preview: str = ""


def may_send(*, actor: Actor) -> None:
    """Whoever is a member here, and a token that may write. Raises `NotAllowed`."""
    if actor.anonymous:
        raise NotAllowed("sign_in_required")
    if not actor.may("write"):
        raise NotAllowed()


def store(*, actor: Actor, name: str, data: bytes) -> Stored:
    """Finds out what it is and puts the bytes into the town's storage, before any transaction. Raises `Invalid`.

    Bytes of which nothing is known afterwards harm nobody: they are found under their own hash only.
    """
    may_send(actor=actor)
    found = understood(name, data)
    small = Content(kind=found.kind, media=found.media, data=found.preview) if found.preview else None
    for one in filter(None, (found, small)):
        storage.put(actor.tenant, one.sha256, one.data)
    return Stored(kind=found.kind, media=found.media, size=len(found.data), sha256=found.sha256, preview=small.sha256 if small else "")


@command
def keep(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, name: str, stored: Stored) -> Receipt:
    """A file is known from now on; until it is put to something, only to who sent it. Any member. Publishes file.kept."""
    may_send(actor=actor)
    file = File(
        id=new_id(), name=required(name, "name"), kind=stored.kind, media=stored.media, size=stored.size, sha256=stored.sha256, preview=stored.preview,
        kept=now, person_id=actor.person_id, person_name=actor.name,
    )  # fmt: skip
    file.save(force_insert=True)
    event = FileKept(file_id=file.pk, kind=stored.kind, size=stored.size)
    record(event, subject=f"file/{file.pk}", version=1, actor=actor, at=at, now=now)
    return Receipt(file.pk, 1)
